import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, test } from 'vitest';
import { ru } from '../../i18n/ru.ts';
import { type CallSchool, launchForCalls, openCall, openCallSchool, press, see, seeFrames } from './call-school.ts';
import { checkLooks, checkScreen, type Look } from './screen.ts';

const words = ru.call;
const { hand } = words;
const chatId = 'algebra';
let school: CallSchool;
let browser: Browser;

beforeAll(async () => {
  school = await openCallSchool();
  browser = await launchForCalls();
});
afterAll(async () => {
  await browser?.close();
  await school?.close();
});

/** The call is always dark; before the door it is not. */
const DARK: Look[] = [
  [360, 740],
  [1280, 800],
].map(([width = 0, height = 0]) => ({ width, height, scheme: 'dark' }));
const BOTH: Look[] = [...DARK, ...DARK.map((look): Look => ({ ...look, scheme: 'light' }))];
const check = (page: Page, name: string, looks = DARK) => checkLooks(page, `call-hand-${name}`, looks);

test('CALL52 hands, the door, the rules and the teacher’s buttons have no finding of axe, narrow and wide', async () => {
  const { commands } = school.calls;
  const anna = await openCall(browser, school, 'anna');
  await see(anna, words.notStarted);
  const { call } = await commands['call:start'](school.as('elena'), { chatId });
  await press(anna, words.join);
  await see(anna, hand.waitingTitle);
  await check(anna, 'waiting', BOTH);
  const teacher = await openCall(browser, school, 'elena');
  await press(teacher, words.join);
  await seeFrames(teacher, 'anna', 5);
  await commands['call:set-rules'](school.as('elena'), {
    callId: call.id,
    change: { isLocked: true, speak: 'called' },
  });
  const ivan = await openCall(browser, school, 'ivan');
  await press(ivan, words.join);
  await see(ivan, hand.knockingTitle);
  await check(ivan, 'knocking');
  await press(anna, hand.raise);
  await anna.waitForSelector('[data-person="anna"] .hand-badge');
  await check(anna, 'pupil');
  await see(teacher, hand.knocked('Иван Соколов', 0));
  await check(teacher, 'knock');
  await press(teacher, words.participants);
  await see(teacher, hand.raised(1));
  await check(teacher, 'people');
  await press(teacher, hand.menu('Анна Иванова'));
  await teacher.waitForSelector('.hand-menu:popover-open');
  await check(teacher, 'menu');
  await teacher.keyboard.press('Escape');
  await press(teacher, words.participants);
  await press(teacher, hand.react);
  await teacher.waitForSelector('.hand-reactions-menu:popover-open');
  await checkScreen(teacher, 'call-hand-reactions');
  await press(teacher, hand.reactWith('👏'));
  await anna.waitForSelector('[data-person="elena"] .hand-reaction');
  await press(teacher, hand.rules);
  await check(teacher, 'rules');
  await teacher.keyboard.press('Escape');
  await press(teacher, hand.stop);
  await see(teacher, hand.undoStop);
  await check(teacher, 'stop');
  await press(teacher, words.endForAll);
  await teacher.waitForSelector('dialog[open] .call-end');
  await check(teacher, 'end');
  await teacher.keyboard.press('Escape');
  await commands['call:refuse'](school.as('elena'), { callId: call.id, personId: 'ivan' });
  await see(ivan, words.refusedTitle);
  await check(ivan, 'refused');
});
