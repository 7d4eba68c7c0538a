import type { Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Network, startNetwork } from './network.ts';
import { pidsWith } from './processes.ts';
import { openChat, type Person, press, reconnect, type Stage, seeText, signedIn, startStage, write } from './stage.ts';

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
  await seeText(elena.panel, '7 Б — Алгебра');
});
afterAll(async () => {
  await stage?.close();
  await network?.close();
});
afterEach(async () => {
  for (const { panel } of [anna, elena]) {
    if (panel.isClosed()) continue;
    const back = await panel.$('::-p-aria(Назад)');
    await back?.click();
  }
});

async function say(panel: Page, text: string): Promise<void> {
  await write(panel, 'Сообщение', text);
  await panel.keyboard.press('Enter');
}

/** How often a text stands in the history as a whole message. */
function count(panel: Page, text: string): Promise<number> {
  return panel.evaluate(
    (wanted) =>
      [...document.querySelectorAll('.bubble-text')].filter((one) => one.firstChild?.textContent === wanted).length,
    text,
  );
}

/** The states that a message of mine shows, as screen readers hear them. */
function stateOf(panel: Page, text: string): Promise<string | undefined> {
  return panel.evaluate(
    (wanted) =>
      [...document.querySelectorAll('.bubble')]
        .find((one) => one.querySelector('.bubble-text')?.firstChild?.textContent === wanted)
        ?.querySelector('.bubble-state .visually-hidden')?.textContent ?? undefined,
    text,
  );
}

async function untilState(panel: Page, text: string, wanted: string): Promise<void> {
  await expect.poll(() => stateOf(panel, text), { timeout: 20_000 }).toBe(wanted);
}

test('SCREEN31 each message names its sender to a screen reader, also within a group', async () => {
  await openChat(anna.panel, '7 Б — Алгебра');
  await anna.panel.waitForSelector('.message[data-first=false]');
  const unnamed = await anna.panel.$$eval('.message .bubble', (all) =>
    all.map((one) => one.textContent ?? '').filter((text) => !/^(вы: |\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+)/u.test(text)),
  );
  expect(unnamed).toEqual([]);
});

test('JOURNEY7 a pupil writes, the teacher reads and answers, in two browsers', async () => {
  await openChat(anna.panel, '7 Б — Алгебра');
  await openChat(elena.panel, '7 Б — Алгебра');
  await say(anna.panel, 'Елена Викторовна, а № 415 доказывать?');
  await seeText(elena.panel, 'Елена Викторовна, а № 415 доказывать?');
  await untilState(anna.panel, 'Елена Викторовна, а № 415 доказывать?', 'Прочитано');
  await elena.panel.locator('::-p-aria(Сообщение)').click();
  await elena.panel.keyboard.type('Да, доказать.');
  await elena.panel.keyboard.down('Shift');
  await elena.panel.keyboard.press('Enter');
  await elena.panel.keyboard.up('Shift');
  await elena.panel.keyboard.type('Пример на с. 87');
  await elena.panel.keyboard.press('Enter');
  await seeText(anna.panel, 'Да, доказать.\nПример на с. 87');
  expect(await count(anna.panel, 'Елена Викторовна, а № 415 доказывать?')).toBe(1);
});

test('JOURNEY8 history of more than a page comes in above, and the place is kept', async () => {
  await openChat(anna.panel, '7 Б — Алгебра');
  const first = await anna.panel.evaluate(() => document.querySelectorAll('.message').length);
  await anna.panel.evaluate(() => document.querySelector('.history')?.scrollTo(0, 0));
  await expect
    .poll(() => anna.panel.evaluate(() => document.querySelectorAll('.message').length))
    .toBeGreaterThan(first);
  await expect
    .poll(() => anna.panel.evaluate(() => document.querySelector('.history')?.scrollTop ?? 0))
    .toBeGreaterThan(0);
});

test('G6 JOURNEY9 the server is killed in between: nothing is lost, nothing doubled', async () => {
  await openChat(anna.panel, '7 Б — Алгебра');
  await openChat(elena.panel, '7 Б — Алгебра');
  await say(anna.panel, 'до обрыва');
  await seeText(elena.panel, 'до обрыва');
  for (const pid of pidsWith('backend/main.ts', `PORT=${stage.environment.ports.PORT}`)) process.kill(pid, 'SIGKILL');
  const texts = ['первое без связи', 'второе без связи', 'третье без связи'];
  for (const text of texts) await say(anna.panel, text);
  for (const text of texts) await seeText(elena.panel, text, 40_000);
  for (const text of texts) {
    await untilState(anna.panel, text, 'Прочитано');
    expect(await count(elena.panel, text)).toBe(1);
    expect(await count(anna.panel, text)).toBe(1);
  }
  const order = await elena.panel.evaluate(() =>
    [...document.querySelectorAll('.bubble-text')].map((one) => one.firstChild?.textContent ?? '').slice(-3),
  );
  expect(order).toEqual(texts);
});

test('G6 JOURNEY10 the service worker is killed while a message waits: it goes out once, without any page', async () => {
  const text = 'отправлено в никуда';
  await openChat(elena.panel, '7 Б — Алгебра');
  await openChat(anna.panel, '7 Б — Алгебра');
  network.cut();
  await say(anna.panel, text);
  await untilState(anna.panel, text, 'Отправляется');
  // The panel is closed, and then the worker dies; nobody of ours is left in that browser but the diary's page.
  await anna.panel.close();
  await stopWorker(anna.person);
  network.restore();
  expect(await count(elena.panel, text)).toBe(0);
  await seeText(elena.panel, text, 60_000);
  anna.panel = await anna.person.openPanel(anna.diary);
  await openChat(anna.panel, '7 Б — Алгебра');
  await untilState(anna.panel, text, 'Прочитано');
  expect(await count(anna.panel, text)).toBe(1);
  expect(await count(elena.panel, text)).toBe(1);
});

async function stopWorker(person: Person): Promise<void> {
  const worker = await person.worker();
  await worker.close();
}

test('JOURNEY11 a message too long is refused by the field, and the text stays', async () => {
  await openChat(anna.panel, '7 Б — Алгебра');
  await anna.panel.evaluate(() => {
    const field = document.querySelector('textarea');
    if (!field) return;
    field.value = 'я'.repeat(9001);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await seeText(anna.panel, 'Лишних знаков: 1');
  await anna.panel.locator('::-p-aria(Сообщение)').click();
  await anna.panel.keyboard.press('Enter');
  expect(await anna.panel.$eval('textarea', (field) => field.value.length)).toBe(9001);
  expect(await anna.panel.$eval('[aria-label="Отправить"]', (button) => (button as HTMLButtonElement).disabled)).toBe(
    true,
  );
});

test('JOURNEY12 unread chats are counted on the icon in the diary and on the toolbar, and reading clears them', async () => {
  const service = await anna.person.worker();
  const badge = async () => Number(await service.evaluate('chrome.action.getBadgeText({})'));
  await expect.poll(badge).toBeGreaterThan(0);
  const before = await badge();
  await openChat(elena.panel, '7 Б — Геометрия');
  await openChat(anna.panel, '7 Б — Геометрия');
  await press(anna.panel, 'Назад');
  await expect.poll(badge).toBeLessThanOrEqual(before);
  const read = await badge();
  await say(elena.panel, 'Завтра принесите циркуль');
  await expect.poll(badge).toBe(read + 1);
  await expect
    .poll(() => service.evaluate('chrome.notifications.getAll().then((all) => Object.keys(all).length)'))
    .toBeGreaterThan(0);
  await openChat(anna.panel, '7 Б — Геометрия');
  await seeText(anna.panel, 'Завтра принесите циркуль');
  await expect.poll(badge).toBe(read);
});

test('JOURNEY13 the panel is painted from this browser’s store while the server is away, and says so', async () => {
  network.cut();
  await anna.panel.close();
  anna.panel = await anna.person.openPanel(anna.diary);
  await seeText(anna.panel, '7 Б — Алгебра');
  await seeText(anna.panel, 'Нет связи. Сообщения уйдут сами, когда она вернётся');
  await openChat(anna.panel, '7 Б — Алгебра');
  await seeText(anna.panel, 'третье без связи');
  network.restore();
  await reconnect(anna.panel);
});

test('S7 a text with markup stays a text', async () => {
  const hostile = '<img src=x onerror="document.title=1"><script>alert(1)</script>';
  await openChat(anna.panel, '7 Б — Алгебра');
  await say(anna.panel, hostile);
  await openChat(elena.panel, '7 Б — Алгебра');
  await seeText(elena.panel, hostile);
  expect(await elena.panel.$$('.bubble img, .bubble script')).toHaveLength(0);
});
