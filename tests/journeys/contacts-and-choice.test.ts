import type { Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAKE_DEVICES } from '../browsers/chromium.ts';
import { checkLooks, type Look, PANEL_LOOKS } from '../browsers/screen.ts';
import { notSeeText, openChat, press, type Stage, seeText, signedIn, startStage, write } from './stage.ts';

let stage: Stage;
let anna: Awaited<ReturnType<typeof signedIn>>;
let elena: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  stage = await startStage();
  const flags = FAKE_DEVICES;
  [anna, elena] = await Promise.all([
    signedIn(stage, 'anna', '9120000001'),
    signedIn(stage, 'elena', '9120000002', { flags }),
  ]);
  for (const { panel } of [anna, elena]) await seeText(panel, '7 Б — Алгебра');
});
afterAll(() => stage?.close());

async function say(panel: Page, text: string): Promise<void> {
  await write(panel, 'Сообщение', text);
  await panel.keyboard.press('Enter');
  await panel.waitForFunction(
    (wanted) => [...document.querySelectorAll('[data-ordinal]')].some((one) => one.textContent?.includes(wanted)),
    {},
    text,
  );
}

/** Opens the menu of the message with this text by the keyboard's menu key. */
async function choose(panel: Page, text: string, choice: string): Promise<void> {
  await panel.bringToFront();
  await panel.evaluate((wanted) => {
    const all = [...document.querySelectorAll<HTMLElement>('[data-ordinal]')];
    const bubble = all.find((one) => one.querySelector('.bubble-text')?.textContent?.startsWith(wanted));
    bubble?.scrollIntoView({ block: 'center' });
    bubble?.querySelector<HTMLElement>('.message-more')?.focus();
  }, text);
  await panel.keyboard.press('Enter');
  await panel.waitForSelector('.message-menu:popover-open');
  await press(panel, choice);
}

test('JOURNEY80 a teacher calls somebody from «Контакты», and the called pupil is told in the list', async () => {
  const { panel, person } = elena;
  await press(panel, 'Контакты');
  await write(panel, 'Имя, класс или предмет', 'иванова анна');
  await press(panel, 'Наушники: Анна Иванова');
  const call = await person.waitForPage('call.html');
  await seeText(call, 'Позвонить: Анна Иванова?');
  await press(call, 'Позвонить');
  await seeText(anna.panel, 'Вам звонят');
  await seeText(anna.panel, 'Звонок ждёт ответа');
  await press(call, 'Выйти из звонка');
  await seeText(call, 'Звонок отменён');
  await call.close();
  await panel.bringToFront();
  await press(panel, 'Назад');
  // Who may not begin is told who does.
  await press(anna.panel, 'Контакты');
  await write(anna.panel, 'Имя, класс или предмет', 'кузнецова');
  await press(anna.panel, 'Наушники: Елена Викторовна');
  const waiting = await anna.person.waitForPage('call.html');
  await seeText(waiting, 'Позвонить может учитель');
  await waiting.close();
  await anna.panel.bringToFront();
  await press(anna.panel, 'Назад');
});

test('JOURNEY81 SCREEN81 several messages are chosen, passed on and deleted for me together', async () => {
  await openChat(anna.panel, '7 Б — Алгебра');
  await openChat(elena.panel, '7 Б — Алгебра');
  for (const text of ['Задание: § 14', 'Номера 5 и 6', 'Сдать в среду']) await say(elena.panel, text);
  await seeText(anna.panel, 'Сдать в среду');
  await choose(anna.panel, 'Задание: § 14', 'Выбрать');
  await seeText(anna.panel, 'Выбрано: 1');
  const boxes = (await anna.panel.$$('.message-select')).slice(-3);
  await boxes[1]?.click();
  await (await boxes[2]?.$('input'))?.focus();
  await anna.panel.keyboard.press('Space');
  await seeText(anna.panel, 'Выбрано: 3');
  await checkLooks(anna.panel, 'selection', PANEL_LOOKS);
  await press(anna.panel, 'Удалить у меня');
  await seeText(anna.panel, 'Удалить у вас 3 сообщения?');
  await checkLooks(anna.panel, 'selection-delete', PANEL_LOOKS);
  await anna.panel.click('dialog[open] .button-danger');
  await notSeeText(anna.panel, 'Номера 5 и 6');
  await notSeeText(anna.panel, 'Выбрано');
  await seeText(elena.panel, 'Номера 5 и 6');

  await choose(elena.panel, 'Задание: § 14', 'Выбрать');
  await (await elena.panel.$$('.message-select')).at(-1)?.click();
  await press(elena.panel, 'Переслать');
  await write(elena.panel, 'Найти чат', 'учительская');
  await elena.panel.click('dialog[open] input[type=checkbox]');
  await elena.panel.click('dialog[open] .button-primary');
  await notSeeText(elena.panel, 'Выбрано');
  await press(elena.panel, 'Назад');
  await openChat(elena.panel, 'Учительская');
  await seeText(elena.panel, 'Сдать в среду');
  await seeText(elena.panel, 'Переслано от: Елена Викторовна');
  // Escape ends choosing, and what one had begun to write is there still.
  await write(elena.panel, 'Сообщение', 'начало');
  await choose(elena.panel, 'Сдать в среду', 'Выбрать');
  await seeText(elena.panel, 'Выбрано: 1');
  await elena.panel.keyboard.press('Escape');
  await notSeeText(elena.panel, 'Выбрано');
  expect(await elena.panel.$eval('textarea', (field) => field.value)).toBe('начало');
});

test('JOURNEY84 a pupil writes to a teacher from the members of a chat', async () => {
  const { panel } = anna;
  await press(panel, 'О чате 7 Б — Алгебра');
  await press(panel, 'Действия: Елена Викторовна');
  await press(panel, 'Написать лично');
  await panel.waitForFunction(
    () => document.querySelector('.chat-header h1')?.textContent?.replaceAll('\u00a0', ' ') === 'Елена Викторовна',
  );
  await say(panel, 'Здравствуйте, это я');
  await press(panel, 'Назад');
});

test('JOURNEY83 SCREEN82 in a wide tab the list stands beside the open chat, in a narrow one under it', async () => {
  const page = await anna.person.page('sidepanel.html');
  await page.setViewport({ width: 1100, height: 760 });
  await seeText(page, 'Выберите чат слева');
  const wide: Look[] = (['light', 'dark'] as const).map((scheme) => ({ width: 1100, height: 760, scheme }));
  await checkLooks(page, 'wide-list', wide);
  await openChat(page, '7 Б — Алгебра');
  await openChat(page, '7 Б — класс');
  expect(await page.$eval('[aria-current=true] .chat-row-title', (one) => one.textContent)).toMatch(/класс/);
  expect(await page.$eval('.chat-header h1', (one) => one.textContent)).toMatch(/класс/);
  await openChat(page, '7 Б — Алгебра');
  await seeText(page, 'И я забыла');
  await checkLooks(page, 'wide-chat', wide);
  await page.click('.avatar-button');
  await seeText(page, 'Скачать мои данные');
  await checkLooks(page, 'wide-account', wide);
  await openChat(page, '7 Б — Алгебра');
  await page.setViewport({ width: 400, height: 760 });
  await page.waitForFunction(() => !document.querySelector('.chat-row') && document.querySelector('textarea'));
  await press(page, 'Назад');
  await page.waitForSelector('.chat-row');
  await page.close();
});
