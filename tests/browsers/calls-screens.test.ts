import type { Browser, Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ru } from '../../i18n/ru.ts';
import { startOpen, until } from '../backend/calls-school.ts';
import { type CallSchool, launchForCalls, openCall, openCallSchool, press, see, seeFrames } from './call-school.ts';
import { checkLooks, checkScreen, type Look } from './screen.ts';

const words = ru.call;
const chatId = 'algebra';
const title = words.confirm('7\u00a0Б\u00a0— Алгебра');
let school: CallSchool;
let browser: Browser;

beforeAll(async () => {
  school = await openCallSchool();
  browser = await launchForCalls();
});
afterAll(async () => {
  await browser.close();
  await school.close();
});
afterEach(async () => {
  const { call } = await school.calls.commands['call:state'](school.as('elena'), { chatId });
  if (call) await school.calls.commands['call:end'](school.as('elena'), { callId: call.id });
  for (const context of browser.browserContexts()) if (context.id) await context.close();
});

const start = () => startOpen(school, 'elena', chatId);

/** The same screen in light and dark, wide and narrow. */
const LOOKS = [
  [360, 740],
  [1280, 800],
  [1920, 1080],
].flatMap(([width = 0, height = 0]) => (['light', 'dark'] as const).map((scheme): Look => ({ width, height, scheme })));
const checkEverywhere = (page: Page, name: string) => checkLooks(page, `call-${name}`, LOOKS);

test('CALL30 waiting, lobby, call, participants, left and ended have no finding of axe, from 360 px to full HD', async () => {
  const page = await openCall(browser, school, 'anna');
  await see(page, words.notStarted);
  await page.waitForSelector('.lobby-picture video');
  await checkEverywhere(page, 'waiting');
  await start();
  const ivan = await openCall(browser, school, 'ivan');
  await press(ivan, words.join);
  await see(page, title);
  await see(page, 'Иван Соколов');
  await checkEverywhere(page, 'lobby');
  await press(page, words.join);
  await seeFrames(page, 'ivan', 5);
  await press(page, words.cameraOff);
  await press(page, words.micOff);
  await page.waitForSelector('[data-person="anna"] .avatar');
  await checkEverywhere(page, 'call');
  await press(page, words.participants);
  await checkEverywhere(page, 'call-people');
  await press(page, words.leave);
  await see(page, words.leftTitle);
  await checkEverywhere(page, 'left');
  const teacher = await openCall(browser, school, 'elena');
  await press(teacher, words.join);
  await press(teacher, words.endForAll);
  await checkScreen(teacher, 'call-end-question');
  await teacher.locator('dialog .call-end').click();
  await see(page, words.ended);
  await checkEverywhere(page, 'ended');
});

test('CALL31 a refused microphone is explained, and one can join without it', async () => {
  await start();
  const denied = await launchForCalls('deny');
  try {
    const page = await openCall(denied, school, 'anna');
    await see(page, words.denied);
    await see(page, words.deniedCamera);
    await checkEverywhere(page, 'denied');
    await press(page, words.withoutMicrophone);
    await page.waitForSelector('[data-person="anna"] .avatar');
  } finally {
    await denied.close();
  }
});

test('CALL32 a machine without camera and microphone says so, and one can join all the same', async () => {
  await start();
  const bare = await launchForCalls('none');
  try {
    const page = await openCall(bare, school, 'anna');
    await see(page, words.noMicrophone);
    await see(page, words.noCamera);
    await press(page, words.join);
    await page.waitForSelector('[data-person="anna"] .avatar');
  } finally {
    await bare.close();
  }
});

test('CALL33 a missing camera does not block the microphone', async () => {
  await start();
  const page = await openCall(browser, school, 'anna');
  await page.evaluateOnNewDocument(() => {
    const { getUserMedia } = navigator.mediaDevices;
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      if (constraints?.video) throw new DOMException('none', 'NotFoundError');
      return getUserMedia.call(navigator.mediaDevices, constraints);
    };
  });
  await page.reload();
  await see(page, words.noCamera);
  await see(page, words.heard);
  const ivan = await openCall(browser, school, 'ivan');
  await press(ivan, words.join);
  await press(page, words.join);
  await ivan.waitForSelector('[data-person="anna"]');
  await ivan.waitForFunction(() => !document.querySelector('[data-person="anna"] .call-name .icon'));
});

test('CALL34 what was off the last time stays off, and the camera light is out', async () => {
  await start();
  const page = await openCall(browser, school, 'anna');
  await page.waitForSelector('.lobby-picture video');
  await press(page, words.cameraOff);
  await see(page, words.cameraIsOff);
  await page.reload();
  await see(page, words.cameraIsOff);
  await see(page, words.heard);
  expect(await page.$('.lobby-picture video')).toBeNull();
});

test('CALL35 the whole call by keyboard: join, mute, leave', async () => {
  await start();
  const page = await openCall(browser, school, 'anna');
  await page.waitForSelector('.lobby-join');
  const tabTo = async (name: string) => {
    for (let step = 0; step < 20; step += 1) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
      );
      if (focused === name) return;
    }
    throw new Error(`not reachable: ${name}`);
  };
  await tabTo(words.join);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.call-tile');
  await tabTo(words.micOff);
  await page.keyboard.press('Space');
  await page.waitForSelector(`[aria-label="${words.micOn}"]`);
  await tabTo(words.leave);
  await page.keyboard.press('Enter');
  await see(page, words.leftTitle);
});

test('CALL36 a LiveKit that ended meanwhile: the start says so, and works again by itself', async () => {
  const page = await openCall(browser, school, 'elena');
  await see(page, words.teacherTitle('7\u00a0Б\u00a0— Алгебра'));
  await checkEverywhere(page, 'teacher');
  await school.killLivekit();
  await press(page, words.start);
  await see(page, words.unavailableTitle);
  expect(await page.$('.lobby-join')).toBeNull();
  await until('LiveKit', () => school.calls.status().status === 'available');
  await press(page, words.start);
  await page.waitForSelector('.call-tile');
});

test('G12 where calls do not work, the page says so: the reason to staff, no button to anybody', async () => {
  const broken = await openCallSchool({ binary: '/bin/false' });
  try {
    const teacher = await openCall(browser, broken, 'elena');
    await see(teacher, words.unavailableTitle);
    await see(teacher, 'LiveKit');
    expect(await teacher.$('.lobby-join')).toBeNull();
    await checkEverywhere(teacher, 'unavailable');
    const pupil = await openCall(browser, broken, 'anna');
    await see(pupil, words.unavailable.askSchool);
    expect(await pupil.evaluate(() => document.body.innerText.includes('LiveKit'))).toBe(false);
  } finally {
    await broken.close();
  }
});
