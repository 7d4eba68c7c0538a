import { setTimeout } from 'node:timers/promises';
import type { ElementHandle, Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { checkLooks, PANEL_LOOKS } from '../browsers/screen.ts';
import { notSeeText, openChat, press, type Stage, seeText, signedIn, startStage, write } from './stage.ts';

let stage: Stage;
let anna: Awaited<ReturnType<typeof signedIn>>;
let elena: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  stage = await startStage();
  [anna, elena] = await Promise.all([signedIn(stage, 'anna', '9120000001'), signedIn(stage, 'elena', '9120000002')]);
});
afterAll(() => stage?.close());
afterEach(async () => {
  for (const { panel } of [anna, elena]) {
    await panel.evaluate(() => document.querySelector('dialog')?.close());
    await (await panel.$('::-p-aria(Назад)'))?.click();
  }
});

async function say(panel: Page, text: string): Promise<void> {
  await write(panel, 'Сообщение', text);
  await panel.keyboard.press('Enter');
}

/** Waits for the message with this text that the server has, by both its people. */
async function bubble(panel: Page, text: string): Promise<ElementHandle<Element>> {
  const handle = await panel.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll('[data-ordinal]')].find((one) =>
        one.querySelector('.bubble-text')?.textContent?.startsWith(wanted),
      ) ?? null,
    {},
    text,
  );
  return handle.asElement() as ElementHandle<Element>;
}

async function openMenu(panel: Page, text: string): Promise<void> {
  await panel.bringToFront();
  const element = await (await bubble(panel, text)).$('.bubble');
  await element?.scrollIntoView();
  await element?.click({ button: 'right' });
  await panel.waitForSelector('.message-menu:popover-open', { timeout: 8000 });
}
async function choose(panel: Page, text: string, choice: string): Promise<void> {
  await openMenu(panel, text);
  await press(panel, choice);
}
async function both(title = '7 Б — Алгебра'): Promise<void> {
  await openChat(anna.panel, title);
  await openChat(elena.panel, title);
}
const look = (page: Page, name: string) => checkLooks(page, name, PANEL_LOOKS);
const draftIn = (panel: Page) => panel.$eval('textarea', (field) => field.value);

test('JOURNEY30 a reply shows what it answers, and a press on the quote goes there, through history too', async () => {
  await both();
  await elena.panel.waitForSelector('[data-ordinal] .bubble-text');
  const oldest = await elena.panel.$eval('[data-ordinal] .bubble-text', (one) => one.firstChild?.textContent ?? '');
  await choose(elena.panel, oldest, 'Ответить');
  await seeText(elena.panel, 'Ответ: ');
  await say(elena.panel, 'Это ответ на старое');
  await (await bubble(anna.panel, 'Это ответ на старое')).waitForSelector('.quote');
  const quote = await (await bubble(anna.panel, 'Это ответ на старое')).$('.quote');
  await quote?.click();
  await anna.panel.waitForSelector('[data-found="true"], .is-found');
  expect(await elena.panel.$('.composer-mode')).toBeNull();
});

test('JOURNEY31 ArrowUp in an empty field edits my last message, Escape leaves it, and all see the change', async () => {
  await both();
  await say(anna.panel, 'Сдам в черверг');
  await bubble(elena.panel, 'Сдам в черверг');
  await bubble(anna.panel, 'Сдам в черверг');
  await anna.panel.keyboard.press('ArrowUp');
  await seeText(anna.panel, 'Изменение сообщения');
  expect(await draftIn(anna.panel)).toBe('Сдам в черверг');
  await anna.panel.keyboard.press('Escape');
  await notSeeText(anna.panel, 'Изменение сообщения');
  expect(await draftIn(anna.panel)).toBe('');
  await anna.panel.keyboard.press('ArrowUp');
  await seeText(anna.panel, 'Изменение сообщения');
  for (let index = 0; index < 3; index++) await anna.panel.keyboard.press('Backspace');
  await anna.panel.keyboard.type('верг');
  for (let index = 0; index < 7; index++) await anna.panel.keyboard.press('Backspace');
  await anna.panel.keyboard.type('четверг');
  await anna.panel.keyboard.press('Enter');
  const changed = await bubble(elena.panel, 'Сдам в ');
  await seeText(elena.panel, 'изменено');
  expect(await changed.evaluate((one) => one.querySelector('.bubble-text')?.firstChild?.textContent)).toContain(
    'четверг',
  );
});

test('JOURNEY32 SCREEN30 a message deleted for all leaves a tombstone for both, one deleted for me goes for me only', async ({
  task,
}) => {
  // Another try must not meet what the first one left.
  const often = (task.result?.retryCount ?? 0) + 1;
  const [needless, seen] = [`Это было лишнее ${often}`, `Видно не всем ${often}`];
  await both();
  await say(anna.panel, needless);
  await bubble(elena.panel, needless);
  await openMenu(anna.panel, needless);
  await look(anna.panel, 'message-menu');
  await press(anna.panel, 'Удалить');
  await anna.panel.waitForSelector('dialog');
  await look(anna.panel, 'message-delete');
  await press(anna.panel, 'Удалить у всех');
  await notSeeText(elena.panel, needless);
  await seeText(elena.panel, 'Сообщение удалено');
  await seeText(anna.panel, 'Сообщение удалено');
  await say(elena.panel, seen);
  await bubble(anna.panel, seen);
  await choose(anna.panel, seen, 'Удалить');
  expect(await anna.panel.$('::-p-aria(Удалить у всех)')).toBeNull();
  await press(anna.panel, 'Удалить у меня');
  await notSeeText(anna.panel, seen);
  await seeText(elena.panel, seen);
});

test('JOURNEY33 a teacher deletes a pupil’s message in the own chat', async () => {
  await both();
  await say(anna.panel, 'Неподходящее слово');
  await choose(elena.panel, 'Неподходящее слово', 'Удалить');
  await seeText(elena.panel, 'Ученик и все участники увидят');
  await press(elena.panel, 'Удалить у всех');
  await notSeeText(anna.panel, 'Неподходящее слово');
});

test('JOURNEY34 a reaction is counted for both, a press on its chip takes it back', async () => {
  await both();
  await say(elena.panel, 'Кто готов к контрольной?');
  await choose(anna.panel, 'Кто готов к контрольной?', 'Нравится');
  await (await bubble(elena.panel, 'Кто готов к контрольной?')).waitForSelector('.reaction');
  const chip = await (await bubble(anna.panel, 'Кто готов к контрольной?')).waitForSelector('.reaction.is-mine');
  await chip?.click();
  await elena.panel.waitForFunction(() => {
    const all = [...document.querySelectorAll('[data-ordinal]')];
    const one = all.find((item) => item.textContent?.includes('Кто готов к контрольной?'));
    return one && !one.querySelector('.reaction');
  });
});

test('JOURNEY35 SCREEN30 a message goes to two chats at once with its author', async () => {
  await both();
  await say(elena.panel, 'Расписание изменилось');
  await choose(anna.panel, 'Расписание изменилось', 'Переслать');
  await write(anna.panel, 'Найти чат', '7 Б — ');
  for (const chat of ['7 Б — Литература', '7 Б — История']) {
    const row = await anna.panel.waitForSelector(
      `::-p-xpath(//dialog//label[contains(translate(., '\u00a0', ' '), '${chat}')])`,
    );
    await row?.click();
  }
  await look(anna.panel, 'message-forward');
  await press(anna.panel, 'Переслать: 2\u00a0чата');
  await seeText(anna.panel, 'Переслано: 2 чата');
  for (const chat of ['7 Б — Литература', '7 Б — История']) {
    await press(anna.panel, 'Назад');
    await openChat(anna.panel, chat);
    await bubble(anna.panel, 'Расписание изменилось');
    await seeText(anna.panel, 'Переслано от: Елена Викторовна');
    if (chat.endsWith('История')) await look(anna.panel, 'chat-forwarded');
  }
});

test('JOURNEY36 the menu works by the keyboard alone and gives the focus back', async () => {
  await both();
  await say(anna.panel, 'С клавиатуры');
  await bubble(anna.panel, 'С клавиатуры');
  await anna.panel.evaluate(() => [...document.querySelectorAll<HTMLElement>('.message-more')].at(-1)?.focus());
  await anna.panel.keyboard.press('Enter');
  await anna.panel.waitForSelector('.message-menu:popover-open');
  const focused = () => anna.panel.evaluate(() => document.activeElement?.textContent ?? '');
  expect(await focused()).toBe('Ответить');
  await anna.panel.keyboard.press('ArrowDown');
  expect(await focused()).toBe('Изменить');
  await anna.panel.keyboard.press('Escape');
  await anna.panel.waitForFunction(() => !document.querySelector('.message-menu'));
  expect(await anna.panel.evaluate(() => document.activeElement?.className)).toBe('message-more');
  await anna.panel.keyboard.press('ArrowUp');
  expect(await anna.panel.evaluate(() => document.activeElement?.className)).toBe('message-more');
  await anna.panel.keyboard.press('Enter');
  await anna.panel.waitForSelector('.message-menu:popover-open');
  await anna.panel.keyboard.press('Escape');
});

test('JOURNEY37 SCREEN30 what a teacher pins stands above the chat, and what I mark stands in «Важное», from where one gets there', async () => {
  await both();
  await say(elena.panel, 'Контрольная в среду, § 14–16');
  await choose(elena.panel, 'Контрольная в среду', 'Закрепить');
  await anna.panel.waitForSelector('.pinned-bar');
  await openMenu(anna.panel, 'Контрольная в среду');
  expect(await anna.panel.$('.message-menu ::-p-aria(Закрепить)')).toBeNull();
  await press(anna.panel, 'Отметить как важное');
  await anna.panel.waitForSelector('.bubble-star');
  await look(anna.panel, 'chat-pinned');
  await press(anna.panel, 'Назад');
  await press(anna.panel, 'Важное');
  await seeText(anna.panel, 'Контрольная в среду');
  await look(anna.panel, 'important');
  await anna.panel.click('.important-entry');
  await anna.panel.waitForSelector('textarea');
  await bubble(anna.panel, 'Контрольная в среду');
  await press(elena.panel, 'Открепить');
  await anna.panel.waitForFunction(() => !document.querySelector('.pinned-bar'));
  await press(anna.panel, 'Назад');
});

test('JOURNEY38 SCREEN30 a mention is completed from the members and stands out for who is meant', async () => {
  await both();
  await write(elena.panel, 'Сообщение', 'Решает @ива');
  await elena.panel.waitForSelector('.mention-option');
  await look(elena.panel, 'mention-list');
  await elena.panel.keyboard.press('Enter');
  await elena.panel.waitForFunction(() => document.querySelector('textarea')?.value.includes('@Анна Иванова '));
  await elena.panel.keyboard.type('у доски: https://www.school.example/план');
  await elena.panel.keyboard.press('Enter');
  await anna.panel.waitForSelector('.mention.is-me');
  await look(anna.panel, 'chat-mention');
  const link = await anna.panel.waitForSelector('.bubble-link');
  expect(await link?.evaluate((one) => [one.getAttribute('rel'), one.getAttribute('target')])).toEqual([
    'noopener noreferrer',
    '_blank',
  ]);
});

test('JOURNEY39 a draft waits in the list and in the field, on another page of mine too; typing is seen by the others', async () => {
  await both();
  // That one writes is told once in three seconds, and the message before may have been just now.
  await setTimeout(3000);
  await write(anna.panel, 'Сообщение', 'Можно пересдать');
  await seeText(elena.panel, 'Анна Иванова печатает…');
  await press(anna.panel, 'Назад');
  await seeText(anna.panel, 'черновик Можно пересдать');
  const other = await anna.person.page('sidepanel.html');
  await seeText(other, 'черновик Можно пересдать');
  await openChat(other, '7 Б — Алгебра');
  await expect.poll(() => draftIn(other)).toBe('Можно пересдать');
  await other.locator('textarea').click();
  await other.keyboard.press('Enter');
  await bubble(elena.panel, 'Можно пересдать');
  await other.close();
  await anna.diary.bringToFront();
  await notSeeText(anna.panel, 'черновик');
});

test('JOURNEY40 SCREEN30 an emoji is chosen from the picker, the last used first', async () => {
  await both();
  await press(anna.panel, 'Смайлики');
  await anna.panel.waitForSelector('.emoji-panel:popover-open');
  await look(anna.panel, 'emoji');
  await anna.panel.keyboard.press('ArrowRight');
  await anna.panel.keyboard.press('Enter');
  await anna.panel.keyboard.press('Escape');
  expect(await draftIn(anna.panel)).toBe('😃');
  await press(anna.panel, 'Смайлики');
  await anna.panel.waitForSelector('.emoji-panel:popover-open');
  expect(await anna.panel.$eval('.emoji', (one) => one.textContent)).toBe('😃');
  await anna.panel.keyboard.press('Escape');
});
