import type { Browser, HTTPRequest, Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guestLinkTexts } from '../../i18n/call-guests.ts';
import { ruGuest } from '../../i18n/ru-guest.ts';
import { launchForCalls } from '../browsers/call-school.ts';
import { FAKE_DEVICES } from '../browsers/chromium.ts';
import { seeOthers } from '../browsers/moving.ts';
import { checkLooks, type Look } from '../browsers/screen.ts';
import { waitForButtons } from './diary-browser.ts';
import { press, type Stage, seeText, signedIn, startStage, write } from './stage.ts';

const CAMERA = { flags: FAKE_DEVICES };
const words = ruGuest.guest;
const link = guestLinkTexts('ru');
const { hand } = ruGuest.call;

/** A name that leads here, and to which browsers give neither camera nor microphone without https. */
const UNSAFE_HOST = 'school.test';

let stage: Stage;
let elena: Awaited<ReturnType<typeof signedIn>>;
/** Without the extension, as a stranger has it. */
let plain: Browser;

beforeAll(async () => {
  stage = await startStage();
  elena = await signedIn(stage, 'elena', '9120000002', CAMERA);
  plain = await launchForCalls('fake', [`--host-resolver-rules=MAP ${UNSAFE_HOST} 127.0.0.1`]);
});
afterAll(async () => {
  await plain?.close();
  await stage?.close();
});

const LOOKS: Look[] = (['light', 'dark'] as const).flatMap((scheme) => [
  { width: 360, height: 740, scheme },
  { width: 1280, height: 800, scheme },
]);
const check = (page: Page, name: string, looks = LOOKS) => checkLooks(page, `guest-${name}`, looks);
const DARK = LOOKS.filter(({ scheme }) => scheme === 'dark');

async function startLesson(): Promise<Page> {
  await elena.diary.bringToFront();
  const names = await waitForButtons(elena.diary, (all) => all.some((one) => one.includes('Алгебра')), 'headphones');
  const name = names.find((one) => one.includes('Алгебра')) ?? '';
  await (await elena.diary.$(`::-p-aria(${name})`))?.click();
  const teacher = await elena.person.waitForPage('call.html');
  await press(teacher, 'Начать урок');
  await seeText(teacher, 'Елена Викторовна');
  return teacher;
}

/** What the teacher turns on, and the address that they give away. */
async function openLink(teacher: Page): Promise<string> {
  await press(teacher, hand.rules);
  const toggle = await teacher.waitForSelector(`.guest-link input[type=checkbox]`);
  expect(await teacher.$('.guest-link-row')).toBeNull();
  await toggle?.click();
  const field = await teacher.waitForSelector('.guest-link-row input');
  await check(teacher, 'link', DARK);
  await press(teacher, link.copy);
  await seeText(teacher, link.copied);
  await teacher.keyboard.press('Escape');
  return (await field?.evaluate((input) => (input as HTMLInputElement).value)) ?? '';
}

/** The page at an address without https, and where the server does not answer. */
async function seeFailures(url: string): Promise<void> {
  const page = await plain.newPage();
  await page.goto(url.replace('127.0.0.1', UNSAFE_HOST));
  await seeText(page, words.needsHttps);
  await check(page, 'unsafe', DARK);
  await page.setRequestInterception(true);
  const refuse = (request: HTTPRequest) =>
    request.url().endsWith('/call') ? request.abort('connectionrefused') : request.continue();
  page.on('request', refuse);
  await page.goto(url);
  await seeText(page, words.failedTitle);
  await check(page, 'failed', DARK);
  await page.setRequestInterception(false);
  page.off('request', refuse);
  await press(page, ruGuest.common.retry);
  await seeText(page, words.title);
  await page.close();
}

test('JOURNEY90 SCREEN90 SCREEN91 a guest without the extension comes by a link: name, knock, in, back after a reload, and out with the end', async () => {
  const teacher = await startLesson();
  const url = await openLink(teacher);
  expect(url).toMatch(new RegExp(`^${stage.environment.serverUrl}/guest/[\\w-]{22}$`));

  await seeFailures(url);
  const guest = await plain.newPage();
  const broken: string[] = [];
  guest.on('pageerror', (error) => broken.push(String(error)));
  guest.on('console', (line) => line.type() === 'error' && broken.push(line.text()));
  const response = await guest.goto(url);
  expect(response?.headers()['content-security-policy']).toContain("default-src 'none'");
  await seeText(guest, words.title);
  await seeText(guest, '„7 Б — Алгебра“');
  await check(guest, 'name');
  await write(guest, words.givenName, 'Игорь');
  await press(guest, words.familyName);
  await guest.keyboard.type('\u200b');
  await press(guest, words.next);
  await seeText(guest, ruGuest.errors['name-empty']);
  await check(guest, 'name-refused', DARK);
  await guest.keyboard.press('Backspace');
  await write(guest, words.familyName, 'Лебедев');
  await press(guest, words.next);

  await seeText(guest, 'Подключиться к звонку');
  expect(await guest.evaluate(() => document.body.innerText)).not.toContain('Елена');
  await check(guest, 'lobby');
  await press(guest, ruGuest.call.join);
  await seeText(guest, hand.knockingTitle);
  await seeText(teacher, hand.knocked(hand.guestName('Игорь Лебедев'), 0));
  await check(teacher, 'knocks', DARK);
  await teacher.bringToFront();
  await press(teacher, hand.admit);

  await seeText(guest, 'Елена Викторовна');
  await seeOthers(guest);
  await teacher.bringToFront();
  await seeOthers(teacher);
  const badge = await teacher.waitForSelector('.call-tile:not([data-person=""]) .role-badge ::-p-text(гость)');
  expect(badge).toBeTruthy();
  await check(guest, 'call', DARK);
  // No chat beside the call, and no screen without the word.
  expect(await guest.$(`::-p-aria(${ruGuest.callView.chat})`)).toBeNull();
  expect(await guest.$(`::-p-aria(${ruGuest.callView.share})`)).toBeNull();
  await press(guest, hand.raise);
  await press(teacher, ruGuest.call.participants);
  await seeText(teacher, hand.raised(1));
  await check(teacher, 'people', DARK);

  await guest.bringToFront();
  await guest.reload();
  await press(guest, ruGuest.call.join);
  await seeOthers(guest);

  await teacher.bringToFront();
  await press(teacher, ruGuest.call.endForAll);
  await teacher.waitForSelector('dialog[open] .call-end');
  await teacher.click('dialog[open] .call-end');
  await seeText(guest, ruGuest.call.ended);
  await check(guest, 'over', DARK);
  await guest.reload();
  await seeText(guest, words.overTitle);
  await check(guest, 'link-over');
  // The browser writes a line of its own for each answer that is a refusal.
  expect(broken.filter((line) => !line.startsWith('Failed to load resource'))).toEqual([]);
});
