import type { Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkLooks, PANEL_LOOKS } from '../browsers/screen.ts';
import { notSeeText, openChat, press, type Stage, seeText, signedIn, startStage, write } from './stage.ts';

let stage: Stage;
let anna: Awaited<ReturnType<typeof signedIn>>;
let elena: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  stage = await startStage();
  [anna, elena] = await Promise.all([signedIn(stage, 'anna', '9120000001'), signedIn(stage, 'elena', '9120000002')]);
  await seeText(anna.panel, '7 Б — Алгебра');
  await seeText(elena.panel, '7 Б — Алгебра');
});
afterAll(() => stage?.close());

const titles = (panel: Page): Promise<string[]> =>
  panel.evaluate(() =>
    [...document.querySelectorAll('.chat-row-title')].map((row) => row.textContent?.replaceAll('\u00a0', ' ') ?? ''),
  );
const look = (page: Page, name: string) => checkLooks(page, name, PANEL_LOOKS);

/** Opens the menu of a chat by the right mouse button, and chooses; rows may be moving at first. */
async function choose(panel: Page, title: string, ...items: string[]): Promise<void> {
  await expect
    .poll(
      async () => {
        const at = await panel.evaluate((wanted) => {
          const row = [...document.querySelectorAll('.chat-row')].find(
            (one) => one.querySelector('.chat-row-title')?.textContent?.replaceAll('\u00a0', ' ') === wanted,
          );
          row?.scrollIntoView({ block: 'center' });
          const { left = 0, top = 0 } = row?.getBoundingClientRect() ?? {};
          return row && { x: left + 40, y: top + 20 };
        }, title);
        if (at) await panel.mouse.click(at.x, at.y, { button: 'right' });
        const menu = await panel.waitForSelector('.menu:popover-open', { timeout: 1000 }).catch(() => null);
        return menu?.evaluate((one) => one.getAttribute('aria-label')?.replaceAll('\u00a0', ' '));
      },
      { timeout: 10_000 },
    )
    .toContain(title);
  // Pressed at once where it stands: a press that waits for the page to be drawn lets the menu close on a busy machine.
  for (const item of items) {
    await panel.waitForFunction(
      (wanted) => {
        const found = [...document.querySelectorAll<HTMLElement>('.menu:popover-open [role=menuitem]')].find(
          (one) => one.textContent === wanted,
        );
        found?.click();
        return found !== undefined;
      },
      { polling: 50, timeout: 10_000 },
      item,
    );
  }
}

async function search(panel: Page, text: string): Promise<void> {
  await write(panel, 'Люди, чаты и сообщения', text);
}

test('JOURNEY50 five chats are pinned on top in order, the sixth is refused with a sentence', async () => {
  const { panel } = anna;
  const all = await titles(panel);
  const wanted = all.slice(-6);
  for (const title of wanted.slice(0, 5)) {
    await choose(panel, title, 'Закрепить');
    await expect.poll(() => titles(panel).then((now) => now.indexOf(title))).toBeLessThan(5);
  }
  expect((await titles(panel)).slice(0, 5)).toEqual(wanted.slice(0, 5));
  await choose(panel, wanted[5] ?? '', 'Закрепить');
  await seeText(panel, 'Закрепить можно не больше пяти чатов');
  for (const title of wanted.slice(0, 4)) await choose(panel, title, 'Открепить');
});

test('JOURNEY51 a chat that is muted rings no more and leaves the badge, and shows its sign', async () => {
  const { panel, person } = anna;
  const service = await person.worker();
  const badge = async () => Number(await service.evaluate('chrome.action.getBadgeText({})'));
  await choose(panel, '7 Б — Геометрия', 'Отключить уведомления', 'Навсегда');
  await expect
    .poll(() => panel.evaluate(() => [...document.querySelectorAll('.chat-row-sign')].map((one) => one.textContent)))
    .toContain('уведомления отключены');
  await service.evaluate(
    'chrome.notifications.getAll().then((all) => Promise.all(Object.keys(all).map((id) => chrome.notifications.clear(id))))',
  );
  const before = await badge();
  await openChat(elena.panel, '7 Б — Геометрия');
  await write(elena.panel, 'Сообщение', 'Тихое объявление');
  await elena.panel.keyboard.press('Enter');
  await seeText(panel, 'Тихое объявление');
  const notified = await service.evaluate('chrome.notifications.getAll().then((all) => Object.keys(all).length)');
  expect(notified).toBe(0);
  expect(await badge()).toBeLessThanOrEqual(before);
  await press(elena.panel, 'Назад');
  await openChat(panel, '7 Б — Геометрия');
  await press(panel, 'О чате 7 Б — Геометрия');
  await seeText(panel, 'Уведомления отключены');
  await seeText(panel, 'Участники');
  await look(panel, 'chat-info');
  await press(panel, 'Включить уведомления');
  await press(panel, 'Назад');
  await press(panel, 'Назад');
});

test('JOURNEY52 a word in another form finds the message, and the chat opens at it', async () => {
  const { panel } = anna;
  await openChat(panel, '7 Б — Алгебра');
  await panel.waitForSelector('.message');
  const oldest = await panel.evaluate(() => document.querySelectorAll('.message').length);
  expect(oldest).toBeGreaterThan(0);
  await press(panel, 'Назад');
  await search(panel, 'контрольная');
  await panel.waitForSelector('.hit mark');
  await look(panel, 'search');
  const found = await panel.evaluate(() => {
    const hits = [...document.querySelectorAll('.hit')].filter((hit) => hit.querySelector('mark'));
    const last = hits.at(-1) as HTMLElement;
    last.scrollIntoView({ block: 'center' });
    last.dataset.last = 'yes';
    return last.querySelector('mark')?.textContent ?? '';
  });
  await panel.click('[data-last]');
  await panel.waitForSelector('.message.is-found');
  expect(await panel.$eval('.message.is-found', (one) => one.textContent)).toContain(found);
  await press(panel, 'Назад');
  expect(await panel.$eval('.search-field input', (field) => field.value)).toBe('контрольная');
  await search(panel, ' такогонет');
  await seeText(panel, 'Ничего не нашлось');
  await look(panel, 'search-nothing');
  await press(panel, 'Очистить поиск');
  await openChat(panel, '7 Б — Алгебра');
  await panel.keyboard.down('Control');
  await panel.keyboard.press('KeyF');
  await panel.keyboard.up('Control');
  await write(panel, 'Слова из сообщения', 'учебник');
  await panel.waitForSelector('.hit mark');
  await look(panel, 'chat-search');
  await press(panel, 'Назад');
  await press(panel, 'Назад');
});

test('JOURNEY53 a pupil finds her teacher in «Контакты» and writes, the teacher answers in a chat with her name', async () => {
  const { panel } = anna;
  await press(panel, 'Контакты');
  await seeText(panel, 'Елена Викторовна');
  await notSeeText(panel, 'Туманов');
  await look(panel, 'contacts');
  await write(panel, 'Имя, класс или предмет', 'кузнецова');
  await panel.click('.hits .hit');
  await write(panel, 'Сообщение', 'Можно пересдать завтра?');
  await panel.keyboard.press('Enter');
  await seeText(elena.panel, 'Анна Иванова');
  await openChat(elena.panel, 'Анна Иванова');
  await seeText(elena.panel, 'Можно пересдать завтра?');
  await press(elena.panel, 'Назад');
  await press(panel, 'Назад');
  await press(panel, 'Назад');
  await seeText(panel, 'Елена Викторовна');
});

test('SCREEN50 the list with its filters, the menu of a chat, the archive', async () => {
  const { panel } = anna;
  await look(panel, 'list-filters');
  await panel.setViewport({ width: 360, height: 720 });
  await choose(panel, '7 Б — История');
  await panel.waitForSelector('.menu:popover-open');
  await look(panel, 'list-menu');
  await panel.keyboard.press('Escape');
  await choose(panel, '7 Б — История', 'В архив');
  await seeText(panel, 'Чат убран в архив');
  await press(panel, 'Отменить');
  await expect.poll(() => titles(panel)).toContain('7 Б — История');
  await press(panel, 'Архив');
  await seeText(panel, 'В архиве пусто');
  await look(panel, 'list-archive');
  await press(panel, 'Все');
});

test('SCREEN51 «Аккаунт» and its pages', async () => {
  const { panel } = anna;
  await panel.click('.avatar-button');
  await seeText(panel, 'Скачать мои данные');
  await look(panel, 'account-menu');
  for (const [name, page] of [
    ['Уведомления и звуки', 'notifications'],
    ['Внешний вид', 'look'],
    ['Устройства и сеансы', 'sessions'],
    ['Помощь', 'help'],
  ] as const) {
    await press(panel, name);
    await panel.waitForSelector('.settings');
    if (page === 'notifications') await panel.click('.setting:last-of-type .switch');
    await look(panel, `settings-${page}`);
    await press(panel, 'Назад');
  }
});

test('JOURNEY54 language and theme change at once', async () => {
  const { panel } = anna;
  await press(panel, 'Внешний вид');
  await press(panel, 'Тёмная');
  await expect
    .poll(() => panel.evaluate(() => getComputedStyle(document.body).backgroundColor))
    .toBe('rgb(28, 31, 40)');
  await press(panel, 'English');
  await seeText(panel, 'Appearance');
  await press(panel, 'Русский');
  await seeText(panel, 'Внешний вид');
  await press(panel, 'Как в системе');
  await press(panel, 'Назад');
});

test('JOURNEY55 a session that is ended on one device is signed out on the other at once', async () => {
  const second = await signedIn(stage, 'anna', '9120000001');
  await seeText(second.panel, '7 Б — Алгебра');
  await press(anna.panel, 'Устройства и сеансы');
  await seeText(anna.panel, 'Другие устройства');
  await press(anna.panel, 'Завершить все остальные');
  await seeText(anna.panel, 'Больше вы нигде не вошли');
  await seeText(second.panel, 'Войти с VK ID');
  await press(anna.panel, 'Назад');
  await seeText(anna.panel, 'Скачать мои данные');
});
