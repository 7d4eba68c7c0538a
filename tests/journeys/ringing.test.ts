import { join } from 'node:path';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../backend/storage/database.ts';
import { FAKE_DEVICES } from '../browsers/chromium.ts';
import { checkLooks, type Look, PANEL_LOOKS } from '../browsers/screen.ts';
import { notSeeText, openChat, press, type Stage, seeText, signedIn, startStage, write } from './stage.ts';

const CAMERA = { flags: FAKE_DEVICES };
const CALL_LOOKS = [360, 1280].flatMap((width) =>
  (['light', 'dark'] as const).map((scheme): Look => ({ width, height: 760, scheme })),
);

let stage: Stage;
let db: Database;
let anna: Awaited<ReturnType<typeof signedIn>>;
let elena: Awaited<ReturnType<typeof signedIn>>;
/** The direct chat of the two. */
let chatId: string;

beforeAll(async () => {
  stage = await startStage();
  db = await openDatabase(join(stage.environment.dataDir, 'peremenka.sqlite'));
  [anna, elena] = await Promise.all([
    signedIn(stage, 'anna', '9120000001', CAMERA),
    signedIn(stage, 'elena', '9120000002', CAMERA),
  ]);
  await seeText(anna.panel, '7 Б — Алгебра');
  await seeText(elena.panel, '7 Б — Алгебра');
});
afterAll(async () => {
  await db?.destroy();
  await stage?.close();
});

/** Elena calls Anna in a tab of her own. */
async function callAnna(): Promise<Page> {
  const page = await elena.person.page(`call.html?chat=${encodeURIComponent(chatId)}`);
  await seeText(page, 'Позвонить: Анна Иванова?');
  await press(page, 'Позвонить');
  await seeText(page, 'Звоним…');
  return page;
}

async function notices(): Promise<string[]> {
  const service = await anna.person.worker();
  return (await service.evaluate('chrome.notifications.getAll().then((all) => Object.keys(all))')) as string[];
}
/** The last notification that the background has made since it was asked to remember them. */
async function lastTold(): Promise<unknown> {
  const service = await anna.person.worker();
  return JSON.parse((await service.evaluate('JSON.stringify(told.at(-1))')) as string);
}

/** The chat of the lesson. */
async function algebra(): Promise<string> {
  const row = await db
    .selectFrom('chats')
    .select('id')
    .where('className', '=', '7Б')
    .where('subject', '=', 'Алгебра')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** Mutes a chat for ever by its row's menu. */
async function mute(panel: Page, title: string): Promise<void> {
  const press = (wanted: string, selector: string) =>
    panel.waitForFunction(
      (text, where) => {
        const found = [...document.querySelectorAll<HTMLElement>(where)].find(
          (one) => one.textContent?.replaceAll('\u00a0', ' ') === text,
        );
        const isRow = where === '.chat-row-title';
        const { left = 0, top = 0 } = found?.getBoundingClientRect() ?? {};
        const menu = new MouseEvent('contextmenu', { bubbles: true, clientX: left + 10, clientY: top + 10 });
        if (isRow) found?.dispatchEvent(menu);
        else found?.click();
        return found !== undefined && (!isRow || document.querySelector('.menu:popover-open') !== null);
      },
      { polling: 200, timeout: 10_000 },
      wanted,
      selector,
    );
  await press(title, '.chat-row-title');
  await press('Отключить уведомления', '.menu:popover-open [role=menuitem]');
  await press('Навсегда', '.menu:popover-open [role=menuitem]');
  await panel.waitForFunction(() =>
    [...document.querySelectorAll('.chat-row-sign')].some((one) => one.textContent === 'уведомления отключены'),
  );
}

const ringsInBackground = () => expect.poll(notices, { timeout: 15_000 }).toContain(`ring:${chatId}`);
const isSilentInBackground = () => expect.poll(notices, { timeout: 15_000 }).not.toContain(`ring:${chatId}`);

test('RING10 RING11 RING12 RING14 a direct call rings at the pupil, is accepted in the panel, and is over for both', async () => {
  await press(elena.panel, 'Контакты');
  await write(elena.panel, 'Имя, класс или предмет', 'иванова анна');
  await press(elena.panel, 'Наушники: Анна Иванова');
  const teacher = await elena.person.waitForPage('call.html');
  chatId = new URL(teacher.url()).searchParams.get('chat') ?? '';
  await seeText(teacher, 'Позвонить: Анна Иванова?');
  await teacher.evaluate(() => {
    const tones: number[] = [];
    Object.assign(window, { tones });
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (when) {
      tones.push(this.frequency.value);
      start.call(this, when);
    };
  });
  const tones = () => teacher.evaluate(() => (window as unknown as { tones: number[] }).tones);
  await press(teacher, 'Позвонить');
  await seeText(teacher, 'Звоним…');
  await seeText(anna.panel, 'Вам звонят');
  await ringsInBackground();
  // Who calls hears that it rings, once in four seconds.
  await expect.poll(tones, { timeout: 15_000 }).toEqual([425, 425]);
  await press(anna.panel, 'Принять');
  const pupil = await anna.person.waitForPage('call.html');
  const videos = (page: Page) => page.evaluate(() => document.querySelectorAll('video').length);
  await expect.poll(() => videos(pupil), { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
  await expect.poll(() => videos(teacher), { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
  await notSeeText(teacher, 'Звоним…');
  await notSeeText(anna.panel, 'Вам звонят');
  await isSilentInBackground();
  const heard = (await tones()).length;
  await new Promise((resolve) => setTimeout(resolve, 4500));
  expect(await tones()).toHaveLength(heard);
  // The headphones of the row say what it is, also to who hears the page.
  const names = await anna.panel.$$eval('.chat-row .is-live, .icon-button.is-live', (all) =>
    all.map((one) => one.getAttribute('aria-label') ?? ''),
  );
  expect(names.filter((name) => name.includes('Елена'))).toEqual([expect.stringContaining('идёт звонок')]);
  await press(pupil, 'Выйти из звонка');
  for (const page of [pupil, teacher]) {
    await seeText(page, 'Звонок окончен');
    expect(await page.evaluate(() => document.body.innerText)).not.toMatch(/урок/i);
  }
  await seeText(anna.panel, 'Звонок · 1 мин');
  await pupil.close();
  await teacher.close();
});

test('RING3 RING10 RING11 a call is declined at its notification, and the bar goes from every page', async () => {
  const tab = await anna.person.page('sidepanel.html');
  // What the background asks of the page that plays, every page of the extension hears.
  await tab.evaluate(`
    window.rings = 0;
    chrome.runtime.onMessage.addListener((message) => { if (message.tune === 'ring') window.rings += 1; });
  `);
  const service = await anna.person.worker();
  await service.evaluate(`globalThis.told = [];
    for (const api of [chrome.notifications, browser.notifications]) {
      const create = api.create.bind(api);
      api.create = (id, options) => { told.push({ id, ...options }); return create(id, options); };
    }`);
  const rings = async () => Number(await tab.evaluate('window.rings'));
  const teacher = await callAnna();
  await seeText(tab, 'Вам звонят');
  await seeText(anna.panel, 'Вам звонят');
  await tab.bringToFront();
  await checkLooks(tab, 'ring', PANEL_LOOKS);
  await ringsInBackground();
  await expect.poll(rings, { timeout: 15_000 }).toBeGreaterThanOrEqual(2);
  expect(await lastTold()).toMatchObject({
    ...{ id: `ring:${chatId}`, title: 'Вам звонят', message: 'Елена Викторовна', requireInteraction: true },
    buttons: [{ title: 'Принять' }, { title: 'Отклонить' }],
  });
  expect(await service.evaluate('chrome.offscreen.hasDocument()')).toBe(true);
  await service.evaluate(`chrome.notifications.onButtonClicked.dispatch('ring:${chatId}', 1)`);
  await seeText(teacher, 'Отклонено');
  await notSeeText(tab, 'Вам звонят');
  await notSeeText(anna.panel, 'Вам звонят');
  await isSilentInBackground();
  const heard = await rings();
  await teacher.bringToFront();
  await checkLooks(teacher, 'ring-declined', CALL_LOOKS);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(await rings()).toBe(heard);
  await teacher.close();
  await tab.close();
});

test('RING4 RING6 RING10 nobody answers: the caller hears so, and the chat has a missed call', async () => {
  const service = await anna.person.worker();
  // On a computer of strangers.
  await service.evaluate('chrome.storage.local.set({ sharedComputer: true })');
  const teacher = await callAnna();
  await ringsInBackground();
  expect(await lastTold()).toMatchObject({ title: 'Вам звонят', message: '' });
  await service.evaluate('chrome.storage.local.set({ sharedComputer: false })');
  // As if it had rung for long enough.
  await db.updateTable('calls').set({ ringsUntil: 1 }).where('ringsUntil', 'is not', null).execute();
  await seeText(teacher, 'Не отвечает');
  await seeText(anna.panel, 'Пропущенный звонок');
  await isSilentInBackground();
  await expect.poll(notices, { timeout: 15_000 }).toContain(`chat:${chatId}`);
  await teacher.close();
  const panel = await elena.person.page('sidepanel.html');
  await openChat(panel, 'Анна Иванова');
  await seeText(panel, 'Звонок без ответа');
  await seeText(panel, 'Перезвонить');
  await checkLooks(panel, 'ring-missed', PANEL_LOOKS);
  // A pupil may not call, so there is nothing to press.
  await openChat(anna.panel, 'Елена Викторовна');
  await seeText(anna.panel, 'Пропущенный звонок');
  await notSeeText(anna.panel, 'Перезвонить');
  await press(panel, 'Перезвонить');
  const again = await elena.person.waitForPage('call.html');
  await seeText(again, 'Позвонить: Анна Иванова?');
  await again.close();
  await panel.close();
});

test('RING5 RING10 a muted chat rings at no one, but an open page shows who calls; a closed tab ends it', async () => {
  const { panel } = anna;
  await press(panel, 'Назад');
  await mute(panel, 'Елена Викторовна');
  const teacher = await callAnna();
  await seeText(panel, 'Вам звонят');
  expect(await notices()).not.toContain(`ring:${chatId}`);
  // As a tab that a person closes, which a test's close is not.
  await teacher.goto('about:blank');
  await teacher.close();
  await notSeeText(panel, 'Вам звонят');
  await seeText(panel, 'Пропущенный звонок');
});

test('RING11 RING12 the page of another call shows who calls, and becomes that call’s when it is accepted', async () => {
  const page = await anna.person.page(`call.html?chat=${encodeURIComponent(await algebra())}`);
  await seeText(page, 'Урок ещё не начался');
  const teacher = await callAnna();
  await seeText(page, 'Вам звонят');
  await page.bringToFront();
  await checkLooks(page, 'ring-on-call', CALL_LOOKS);
  await press(page, 'Принять');
  await page.waitForFunction((id) => new URLSearchParams(location.search).get('chat') === id, {}, chatId);
  await page.waitForSelector('.call-grid');
  await notSeeText(teacher, 'Звоним…');
  // A page that is shown again asks first.
  expect(new URL(page.url()).search).not.toContain('answer');
  await press(teacher, 'Выйти из звонка');
  for (const one of [page, teacher]) {
    await seeText(one, 'Звонок окончен');
    await one.close();
  }
});

test('ATT7 the teacher has the list during the lesson and afterwards from the chat, the pupil has no button', async () => {
  const lesson = await algebra();
  const path = `call.html?chat=${encodeURIComponent(lesson)}`;
  const teacher = await elena.person.page(path);
  await press(teacher, 'Начать урок');
  await seeText(teacher, 'Елена Викторовна');
  const pupil = await anna.person.page(path);
  await press(pupil, 'Присоединиться к звонку через браузер');
  await seeText(pupil, 'Елена Викторовна');
  await teacher.bringToFront();
  await press(teacher, 'Участники звонка');
  await press(teacher, 'Посещаемость');
  await seeText(teacher, 'Иванова Анна');
  await seeText(teacher, 'в звонке');
  await seeText(teacher, 'ещё нет');
  await checkLooks(teacher, 'attendance-live', CALL_LOOKS);
  await teacher.keyboard.press('Escape');
  await press(teacher, 'Завершить для всех');
  await teacher.waitForSelector('.call-dialog[open]');
  await teacher.click('.call-dialog[open] .call-end');
  await seeText(teacher, 'Урок окончен');
  await seeText(pupil, 'Урок окончен');
  await teacher.close();
  await pupil.close();

  const panel = await elena.person.page('sidepanel.html');
  await openChat(panel, '7 Б — Алгебра');
  await seeText(panel, 'Урок окончен · 1 мин');
  await press(panel, 'Посещаемость');
  await seeText(panel, 'Были 1 из');
  await panel.waitForSelector('.attendance-rows');
  const rows = await panel.$$eval('.attendance tbody tr', (all) => all.map((row) => row.textContent ?? ''));
  expect(rows.filter((row) => row.startsWith('Иванова Анна'))).toEqual([expect.stringMatching(/на уроке$/)]);
  expect(rows.filter((row) => row.endsWith('отсутствие')).length).toBe(rows.length - 1);
  await checkLooks(panel, 'attendance', [...PANEL_LOOKS, { width: 1100, height: 800, scheme: 'light' }]);
  await press(panel, 'Скопировать для журнала');
  await seeText(panel, 'Скопировано');
  await panel.close();

  const other = await anna.person.page('sidepanel.html');
  await openChat(other, '7 Б — Алгебра');
  await seeText(other, 'Урок окончен · 1 мин');
  await notSeeText(other, 'Посещаемость');
  await other.close();
});
