import { join } from 'node:path';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../backend/storage/database.ts';
import { checkLooks, MORE_LOOKS, PANEL_LOOKS, shoot, shootForReadme } from '../browsers/screen.ts';
import { waitForButtons } from './diary-browser.ts';
import { type Network, startNetwork } from './network.ts';
import {
  openChat,
  type Person,
  passVkId,
  press,
  reconnect,
  type Stage,
  seeText,
  signedIn,
  startStage,
  write,
} from './stage.ts';

let stage: Stage;
let network: Network;
let anna: Awaited<ReturnType<typeof signedIn>>;
let elena: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  stage = await startStage();
  network = await startNetwork(stage.environment.ports.PORT);
  [anna, elena] = await Promise.all([
    signedIn(stage, 'anna', '9120000001', { serverUrl: network.url }),
    signedIn(stage, 'elena', '9120000002'),
  ]);
  await seeText(anna.panel, '7 Б — Алгебра');
});
afterAll(async () => {
  await stage?.close();
  await network?.close();
});

const look = (page: Page, name: string) => checkLooks(page, name, PANEL_LOOKS);

/** The panel as a page of its own, so that it can be drawn in any size. */
async function panelOf(person: Person): Promise<Page> {
  const page = await person.page('sidepanel.html');
  await page.bringToFront();
  return page;
}

/** The diary and the panel in one picture, as they stand in a browser's window. */
async function shootBeside(diary: Page, panel: Page): Promise<void> {
  const pictures = [];
  for (const page of [diary, panel]) {
    await page.bringToFront();
    pictures.push(await page.screenshot({ encoding: 'base64' }));
  }
  const sheet = await anna.person.browser.newPage();
  await sheet.setViewport({ width: 960 + 1 + 380, height: 820 });
  const images = pictures.map((one) => `<img src="data:image/png;base64,${one}">`).join('');
  await sheet.setContent(`<body style="margin:0;display:flex;gap:1px;background:#c4c8d4">${images}</body>`);
  await shoot(sheet, 'panel-beside-diary');
  await sheet.close();
}

/** The demo's liveliest part of a chat. */
async function drawForReadme(): Promise<void> {
  const panel = await panelOf(anna.person);
  await panel.setViewport({ width: 360, height: 860 });
  await openChat(panel, '7 Б — Алгебра');
  await panel.waitForSelector('.album img');
  await panel.evaluate(() =>
    document.querySelector('.album')?.closest('.message')?.previousElementSibling?.scrollIntoView(),
  );
  await shootForReadme(panel, 'chat', { width: 360, height: 860, scheme: 'light' });
  await panel.close();
}

test('SCREEN1 signing in: the way in, waiting, the profile, the question, the choice, the code, a wrong code', async () => {
  const olga = await stage.person();
  const panel = await panelOf(olga);
  await seeText(panel, 'Войти с VK ID');
  await look(panel, 'sign-in');
  await press(panel, 'Войти с VK ID');
  await seeText(panel, 'Завершите вход в открывшемся окне');
  await look(panel, 'sign-in-waiting');
  await passVkId(olga, '9120000003');
  await press(panel, 'У меня код из школы');
  await write(panel, 'Одноразовый код', 'AAAAA-BBBBB');
  await press(panel, 'Связать по коду');
  await seeText(panel, 'Код не подошёл');
  await look(panel, 'sign-in-code-wrong');
  await press(panel, 'Назад');
  await look(panel, 'sign-in-profile');
  await press(panel, 'Создать учебный профиль');
  await seeText(panel, 'Связать с дневником');
  await look(panel, 'sign-in-confirm');
  await olga.close();
  const petr = await stage.person();
  const other = await panelOf(petr);
  await press(other, 'Войти с VK ID');
  await passVkId(petr, '9120000004');
  await press(other, 'Создать учебный профиль');
  await seeText(other, 'Кто вы?');
  await look(other, 'sign-in-choose');
  await petr.close();
});

test('SCREEN2 SCREEN8 the chat list: full, without a network, while loading, failed, empty', async () => {
  const panel = await panelOf(anna.person);
  await seeText(panel, '7 Б — Алгебра');
  await look(panel, 'list');
  await checkLooks(panel, 'list', MORE_LOOKS);
  await write(panel, 'Люди, чаты и сообщения', 'контрольная');
  await panel.waitForSelector('.hit mark');
  await shootForReadme(panel, 'search', { width: 360, height: 640, scheme: 'dark' });
  await press(panel, 'Очистить поиск');
  network.cut();
  await seeText(panel, 'Нет связи');
  await look(panel, 'list-offline');
  network.restore();
  await panel.close();

  const db = await openDatabase(join(stage.environment.dataDir, 'peremenka.sqlite'));
  const { id } = await db
    .selectFrom('people')
    .select('id')
    .where('familyName', '=', 'Ковалёва')
    .where('givenName', '=', 'Мария')
    .executeTakeFirstOrThrow();
  await db.updateTable('members').set({ leftAt: 1 }).where('personId', '=', id).execute();
  const maria = await stage.person({ serverUrl: network.url });
  const empty = await panelOf(maria);
  await press(empty, 'Войти с VK ID');
  await passVkId(maria, '9120000005');
  await press(empty, 'Создать учебный профиль');
  await press(empty, 'Связать');
  await seeText(empty, 'Школа ещё не добавила вас ни в один чат');
  await look(empty, 'list-empty');
  // Nothing is kept of an empty list: without a network there is nothing to show.
  await empty.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) if (name?.includes('person')) indexedDB.deleteDatabase(name);
  });
  network.cut();
  await empty.reload();
  await seeText(empty, 'Чаты не загрузились');
  await look(empty, 'list-no-network');
  network.restore();
  await maria.close();
  await db.destroy();
});

test('SCREEN3 SCREEN8 a chat: full with the unread line, sent, pending, refused, without a network, empty, live', async () => {
  const panel = await panelOf(anna.person);
  await openChat(panel, '7 Б — Литература');
  await look(panel, 'chat-unread');
  await press(panel, 'Назад');
  await openChat(panel, '7 Б — Алгебра');
  await write(panel, 'Сообщение', 'Елена Викторовна, в № 415 надо доказать или просто решить?');
  await panel.keyboard.press('Enter');
  await panel.waitForFunction(() => document.querySelectorAll('.is-own .bubble-state').length > 0);
  await look(panel, 'chat');
  await checkLooks(panel, 'chat', MORE_LOOKS);
  await panel.setViewport({ width: 1100, height: 800 });
  expect(await panel.$eval('main', (one) => one.clientWidth)).toBeLessThan(740);
  await write(panel, 'Сообщение', 'И ещё');
  // Back to a narrow panel: what stands open stays as it is, without a network too.
  network.cut();
  await panel.setViewport({ width: 400, height: 720 });
  await panel.waitForFunction(() => document.querySelectorAll('main').length === 1);
  expect(await panel.$eval('textarea', (field) => field.value)).toBe('И ещё');
  await panel.$eval('textarea', (field) => field.select());
  await panel.keyboard.type('И можно будет пересдать самостоятельную?');
  await panel.keyboard.press('Enter');
  await seeText(panel, 'Нет связи');
  await look(panel, 'chat-offline');
  network.restore();
  await reconnect(panel);
  await panel.evaluate(() => {
    const field = document.querySelector('textarea');
    if (!field) return;
    field.value = `${'Очень длинное сообщение. '.repeat(400)}`;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await seeText(panel, 'Лишних знаков');
  await look(panel, 'chat-too-long');
  await panel.close();
  if (process.env.SCREENS) await drawForReadme();
});

test('SCREEN4 a refused message says why and what to do', async () => {
  const panel = await panelOf(anna.person);
  await openChat(panel, '7 Б — История');
  const db = await openDatabase(join(stage.environment.dataDir, 'peremenka.sqlite'));
  const chat = await db
    .selectFrom('chats')
    .select('id')
    .where('className', '=', '7Б')
    .where('subject', '=', 'История')
    .executeTakeFirstOrThrow();
  const members = db.updateTable('members').where('chatId', '=', chat.id);
  const { id } = await db
    .selectFrom('people')
    .select('id')
    .where('familyName', '=', 'Иванова')
    .where('givenName', '=', 'Анна')
    .executeTakeFirstOrThrow();
  await write(panel, 'Сообщение', 'Когда был Венский конгресс?');
  // An answer to the opening that comes later would close the chat.
  await panel.waitForSelector('.message');
  await members.where('personId', '=', id).set({ leftAt: 1 }).execute();
  await panel.keyboard.press('Enter');
  await seeText(panel, 'Этого чата нет, или вы больше не состоите в нём');
  await look(panel, 'chat-refused');
  await members.where('personId', '=', id).set({ leftAt: null }).execute();
  await press(panel, 'Повторить');
  await panel.waitForFunction(() => !document.body.innerText.includes('больше не состоите'));
  await db.destroy();
  await panel.close();
});

test('SCREEN5 account, popup, options', async () => {
  const panel = await panelOf(anna.person);
  await press(panel, 'Аккаунт: Анна Иванова');
  await seeText(panel, 'Выйти');
  await look(panel, 'account');
  await panel.close();
  const popup = await anna.person.page('popup.html');
  await seeText(popup, 'Открыть сообщения');
  await look(popup, 'popup');
  await popup.close();
  const options = await anna.person.page('options.html');
  await seeText(options, 'Адрес сервера школы');
  await options.$eval('input', (field) => {
    field.value = 'школа';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await press(options, 'Сохранить');
  await seeText(options, 'Это не похоже на адрес');
  await look(options, 'options-wrong');
  await options.close();
  const nobody = await stage.person();
  const signedOut = await nobody.page('popup.html');
  await seeText(signedOut, 'Войти с VK ID');
  await look(signedOut, 'popup-signed-out');
  await nobody.close();
});

test('SCREEN6 covered on a shared computer', async () => {
  const other = await anna.person.diary('elena');
  await other.bringToFront();
  await seeText(anna.panel, 'В дневнике открыт');
  await look(anna.panel, 'covered');
  await other.close();
  await anna.diary.bringToFront();
});

test('SCREEN7 the diary with icon, number and headphones; a live lesson; the panel beside it', async () => {
  await press(elena.panel, 'Наушники: 7 Б — Алгебра').catch(() =>
    press(elena.panel, 'Наушники: 7\u00a0Б\u00a0— Алгебра'),
  );
  const teacher = await elena.person.waitForPage('call.html');
  await press(teacher, 'Начать урок');
  const { diary } = anna;
  await diary.bringToFront();
  await waitForButtons(diary, (names) => names.some((name) => name.includes('идёт урок')), 'a live lesson');
  await diary.setViewport({ width: 960, height: 820 });
  await shoot(diary, 'diary-live');
  await diary.setViewport({ width: 360, height: 740 });
  await shoot(diary, 'diary-live-360');
  const panel = await panelOf(anna.person);
  await seeText(panel, 'Идёт урок');
  await diary.setViewport({ width: 960, height: 820 });
  await panel.setViewport({ width: 380, height: 820 });
  await shootBeside(diary, panel);
  await look(panel, 'list-live');
  await openChat(panel, '7 Б — Алгебра');
  await look(panel, 'chat-live');
  expect(await panel.$('.live-bar')).not.toBeNull();
  await panel.close();
});
