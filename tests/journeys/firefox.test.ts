import type { ElementHandle, Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAKE_DEVICES } from '../browsers/chromium.ts';
import { seeOthers } from '../browsers/moving.ts';
import { openDiary, waitForButtons } from './diary-browser.ts';
import { clickBeside, type Firefox, launchFirefox } from './firefox-browser.ts';
import { openChat, passVkId, press, type Stage, seeText, signedIn, startStage, write } from './stage.ts';

const CAMERA = { flags: FAKE_DEVICES };

let stage: Stage;
let firefox: Firefox;
let elena: Awaited<ReturnType<typeof signedIn>>;
let diary: Page;
let panel: Page;

beforeAll(async () => {
  stage = await startStage();
  firefox = await launchFirefox(stage.environment.serverUrl);
  elena = await signedIn(stage, 'elena', '9120000002', CAMERA);
  await openChat(elena.panel, '7 Б — Алгебра');
});
afterAll(async () => {
  await firefox?.close();
  await stage?.close();
});

test('FOX1 the icon opens one window of messages, in which one signs in with VK ID', async () => {
  diary = await openDiary(firefox.browser, stage.environment.diaryUrl, 'anna');
  await clickBeside(diary, '.page-header', 'Дневник');
  panel = await firefox.waitForPage('sidepanel.html');
  await press(panel, 'Войти с VK ID');
  await passVkId(firefox, '9120000001');
  await seeText(panel, '7 Б — Алгебра');
  await clickBeside(diary, '.page-header', 'Дневник');
  // A second window would be there by the time that a chat is open.
  await openChat(panel, '7 Б — Алгебра');
  expect(await firefox.pages('sidepanel.html')).toHaveLength(1);
});

test('FOX2 a message goes both ways, and the menu of the right button stays open', async () => {
  await write(panel, 'Сообщение', 'Привет из Firefox');
  await panel.keyboard.press('Enter');
  await seeText(elena.panel, 'Привет из Firefox');
  await write(elena.panel, 'Сообщение', 'И вам привет');
  await elena.panel.keyboard.press('Enter');
  await seeText(panel, 'И вам привет');
  // The second time the menu's script is there before the button is up. High up the menu is not under the pointer.
  const bubble = await panel.waitForFunction(() =>
    [...document.querySelectorAll('.message:not(.is-own) .bubble')].find(
      (one) => one.getBoundingClientRect().top > 100 && !one.textContent?.includes('👍'),
    ),
  );
  for (const isSecond of [false, true]) {
    await (bubble as ElementHandle<Element>).click({ button: 'right', delay: 50 });
    const reaction = await panel.waitForSelector('.message-menu:popover-open [role=menuitemradio]', {
      timeout: 10_000,
    });
    if (isSecond) await reaction?.click();
    else await panel.keyboard.press('Escape');
  }
  await panel.waitForFunction((one) => one?.textContent?.includes('👍'), {}, bubble);
});

test('FOX3 a lesson: the lobby, moving pictures both ways, and leaving', async () => {
  await clickBeside(diary, '.schedule-item-row', 'Алгебра');
  const pupil = await firefox.waitForPage('call.html');
  await seeText(pupil, 'Урок ещё не начался');
  await elena.diary.bringToFront();
  const isAlgebra = (name: string) => name.includes('Алгебра');
  const names = await waitForButtons(elena.diary, (all) => all.some(isAlgebra), 'headphones');
  await (await elena.diary.$(`::-p-aria(${names.find(isAlgebra)})`))?.click();
  const teacher = await elena.person.waitForPage('call.html');
  await press(teacher, 'Начать урок');
  await press(pupil, 'Присоединиться к звонку через браузер');
  await seeText(pupil, 'Елена Викторовна');
  await seeOthers(pupil);
  await teacher.bringToFront();
  await seeOthers(teacher);
  await press(pupil, 'Выйти из звонка');
  await seeText(pupil, 'Вы вышли из звонка');
  await seeText(elena.panel, 'Идёт урок 1 человек');
});

test('FOX4 the diary of another covers the window of messages beside it, and the toolbar says no number', async () => {
  // A new tab comes into the window that is in front.
  await diary.bringToFront();
  await openDiary(firefox.browser, stage.environment.diaryUrl, 'elena');
  await seeText(panel, 'Вы вошли как Иванова Анна. В дневнике открыт');
  const numbers = (await panel.evaluate(`(async () => {
    const [tab] = await browser.tabs.query({ active: true, windowType: 'normal' });
    return [await browser.browserAction.getBadgeText({ tabId: tab.id }), await browser.browserAction.getBadgeText({})];
  })()`)) as string[];
  expect(numbers).toEqual(['', expect.stringMatching(/^\d+$/)]);
});
