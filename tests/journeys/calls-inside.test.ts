import type { Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enCall } from '../../i18n/en-call.ts';
import { ru } from '../../i18n/ru.ts';
import { FAKE_DEVICES } from '../browsers/chromium.ts';
import { checkLooks } from '../browsers/screen.ts';
import { openChat, press, type Stage, seeText, signedIn, startStage } from './stage.ts';

const CAMERA = { flags: FAKE_DEVICES };
const words = ru.callView;
let stage: Stage;
let anna: Awaited<ReturnType<typeof signedIn>>;
let elena: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  stage = await startStage();
  [anna, elena] = await Promise.all([
    signedIn(stage, 'anna', '9120000001', CAMERA),
    signedIn(stage, 'elena', '9120000002', CAMERA),
  ]);
  await seeText(anna.panel, '7 Б — Алгебра');
  await seeText(elena.panel, '7 Б — Алгебра');
});
afterAll(() => stage?.close());

/** Writes into the open chat and sends. */
async function write(page: Page, text: string): Promise<void> {
  await page.waitForSelector('textarea');
  await page.type('textarea', text);
  await page.keyboard.press('Enter');
}

/** The id of the lesson's chat as this browser keeps it; with `copyId` it keeps the same row under that id too. */
function storedAlgebra(page: Page, copyId?: string): Promise<string | undefined> {
  return page.evaluate(async (copy) => {
    const done = (request: EventTarget) => new Promise((resolve) => request.addEventListener('success', resolve));
    const [name = ''] = (await indexedDB.databases()).flatMap((one) =>
      one.name?.startsWith('peremenka-person-') ? [one.name] : [],
    );
    const open = indexedDB.open(name);
    await done(open);
    const chats = open.result.transaction('chats', 'readwrite').objectStore('chats');
    const all = chats.getAll();
    await done(all);
    const chat = (all.result as { id: string; subject: string | null }[]).find((one) => one.subject === 'Алгебра');
    if (copy) await done(chats.put({ ...chat, id: copy }));
    open.result.close();
    return chat?.id;
  }, copyId);
}

/** A call page whose question for the list lies unsent until `release`, and what it opens of camera and microphone. */
async function pageWithoutList(chatId: string): Promise<{ page: Page; release: () => Promise<void> }> {
  const page = await anna.person.browser.newPage();
  await page.evaluateOnNewDocument(() => {
    const held: (() => void)[] = [];
    const opened: MediaStreamTrack[] = [];
    let isReleased = false;
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (data) {
      if (!isReleased && String(data).includes('"person:open"')) held.push(() => send.call(this, data));
      else send.call(this, data);
    };
    const devices = navigator.mediaDevices;
    const plain = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (wished) => {
      const stream = await plain(wished);
      opened.push(...stream.getTracks());
      return stream;
    };
    const release = () => {
      isReleased = true;
      for (const one of held) one();
    };
    Object.assign(window, { release, opened });
  });
  await page.goto(`chrome-extension://${anna.person.extensionId}/call.html?chat=${chatId}`);
  return { page, release: () => page.evaluate('release()') as Promise<void> };
}

test('CALL54 CALL84 the chat beside the video is the chat: sent and received there, and counted while it is closed', async () => {
  await openChat(elena.panel, '7 Б — Алгебра');
  const chatId = await storedAlgebra(anna.panel);
  expect(chatId).toBeDefined();
  const teacher = await elena.person.page(`call.html?chat=${chatId}`);
  await press(teacher, ru.call.start);
  const pupil = await anna.person.page(`call.html?chat=${chatId}`);
  await press(pupil, ru.call.join);
  await pupil.waitForSelector('[data-person] video');
  // By the beginning of its name: the demo's chat has messages that Anna has not read.
  await pupil.locator(`[aria-label^="${words.chat}"]`).click();
  await pupil.waitForSelector('.call-chat textarea');
  expect(await pupil.$('.call-chat .live-bar')).toBeNull();
  await write(pupil, 'Какая страница учебника?');
  await seeText(elena.panel, 'Какая страница учебника?');
  await checkLooks(pupil, 'call-chat', [
    { width: 1280, height: 800, scheme: 'light' },
    { width: 360, height: 740, scheme: 'dark' },
  ]);
  await pupil.setViewport({ width: 1280, height: 800 });
  await pupil.bringToFront();
  await write(elena.panel, 'Сорок вторая');
  await seeText(pupil, 'Сорок вторая');
  // Beside a chat that is closed the next message is a number on the button.
  await press(pupil, words.chat);
  await pupil.waitForFunction(() => !document.querySelector('.call-chat'));
  await write(elena.panel, 'Упражнение семь');
  await pupil.waitForFunction(() => document.querySelector('.call-control .badge')?.textContent === '1');
  await press(pupil, words.chatUnread(1));
  await seeText(pupil, 'Упражнение семь');
  // The field closes beforehand while the call limits who writes, and gives back what was begun.
  await pupil.type('textarea', 'Можно вопрос');
  const writing = async (level: string) => {
    await press(teacher, ru.call.hand.rules);
    await teacher.waitForSelector('.hand-rules select');
    const selects = await teacher.$$('.hand-rules select');
    await selects[3]?.select(level);
    await teacher.keyboard.press('Escape');
  };
  await writing('nobody');
  await seeText(pupil, ru.ownChats.blocked.call);
  expect(await pupil.$('.call-chat textarea')).toBeNull();
  await checkLooks(pupil, 'call-chat-closed', [{ width: 360, height: 740, scheme: 'dark' }]);
  await pupil.setViewport({ width: 1280, height: 800 });
  expect(await elena.panel.$('textarea')).not.toBeNull();
  await writing('all');
  const field = await pupil.waitForSelector('.call-chat textarea');
  await expect.poll(() => field?.evaluate((one) => (one as HTMLTextAreaElement).value)).toBe('Можно вопрос');
  // The tests after this one begin without a call.
  await press(teacher, ru.call.endForAll);
  await teacher.locator('dialog[open] .call-end').click();
  await seeText(pupil, ru.call.ended);
  await pupil.close();
  await teacher.close();
});

test('CALL85 CALL87 the check page finds server, messages, media and speeds in order, and copies its report', async () => {
  const page = await elena.person.page('check.html');
  const states = (wanted: Record<string, string>) =>
    page.waitForFunction(
      (expected) =>
        Object.entries(expected).every(
          ([name, state]) => document.querySelector(`[data-check="${name}"]`)?.getAttribute('data-state') === state,
        ),
      { timeout: 60_000 },
      wanted,
    );
  const fine = { server: 'good', socket: 'good', udp: 'good', detour: 'skipped' };
  await states(fine);
  await page.waitForFunction(
    () => ['good', 'weak'].includes(document.querySelector('[data-check="upload"]')?.getAttribute('data-state') ?? ''),
    { timeout: 60_000 },
  );
  await page.waitForSelector('.check-picture video');
  await seeText(page, ru.check.hints['no-detour']);
  await checkLooks(page, 'check', [
    { width: 360, height: 740, scheme: 'light' },
    { width: 1280, height: 800, scheme: 'dark' },
    { width: 400, height: 740, scheme: 'light', text: 200 },
  ]);
  await page.evaluate(() => {
    Object.assign(window, { copied: '' });
    navigator.clipboard.writeText = async (text) => void Object.assign(window, { copied: text });
  });
  await press(page, ru.check.copy);
  await seeText(page, ru.check.copied);
  const report = await page.evaluate(() => (window as unknown as { copied: string }).copied);
  expect(report).toContain(`${ru.check.lines.udp}: ${ru.check.states.good}`);
  expect(report).not.toContain('Елена');
  await press(page, ru.check.again);
  await states(fine);
  await page.close();
});

test('CALL85 media are found over two connections too, as Firefox makes them', async () => {
  const page = await elena.person.page('check.html');
  await page.setUserAgent({ userAgent: `${await page.browser().userAgent()} Firefox/153.0` });
  await page.reload();
  await page.waitForSelector('[data-check="udp"][data-state="good"]', { timeout: 60_000 });
  await page.close();
});

test('CALL85 «Аккаунт» leads to the check', async () => {
  await press(anna.panel, 'Аккаунт: Анна Иванова');
  await press(anna.panel, ru.check.title);
  const page = await anna.person.waitForPage('check.html');
  await seeText(page, ru.check.title);
  await page.close();
});

test('CALL56 the call page has the language, theme and size of text that were chosen', async () => {
  const lesson = `call.html?${new URLSearchParams({ class: '7Б', subject: 'Алгебра' })}`;
  const page = await anna.person.page(lesson);
  await seeText(page, ru.call.notStarted);
  await page.evaluate(() => {
    localStorage.setItem('language', 'en');
    localStorage.setItem('look', JSON.stringify({ theme: 'dark', size: 'huge' }));
  });
  await page.reload();
  await seeText(page, enCall.call.notStarted);
  expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme])).toEqual([
    'en-GB',
    'dark',
  ]);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('22px');
  // What the school calls a lesson is the school's word in any language.
  const text = await page.evaluate(() => document.body.innerText);
  expect(text.replaceAll('Алгебра', '')).not.toMatch(/[а-яё]{3}/i);
  await page.evaluate(() => {
    localStorage.setItem('language', 'ru');
    localStorage.removeItem('look');
  });
  await page.close();
});

test('CALL37 a chat that this browser knows is shown before the list has come, and stays as it is when it comes', async () => {
  const { page, release } = await pageWithoutList((await storedAlgebra(anna.panel)) ?? '');
  await page.waitForSelector('.lobby-picture video');
  await seeText(page, ru.call.notStarted);
  await page.evaluate(() => Object.assign(document.querySelector('video') ?? {}, { isFirst: true }));
  await release();
  await page.waitForFunction(() => document.title.includes('Алгебра'));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await page.evaluate("[document.querySelector('video').isFirst, opened.length]")).toEqual([true, 2]);
  await page.close();
});

test('CALL38 a chat that is mine no longer shows nothing of a call, and leaves no camera on', async () => {
  await storedAlgebra(anna.panel, 'gone');
  const { page, release } = await pageWithoutList('gone');
  await seeText(page, ru.errors['chat-not-found']);
  await release();
  await seeText(page, ru.call.noChatTitle);
  await page.waitForFunction("opened.length > 0 && opened.every(({ readyState }) => readyState === 'ended')");
  await page.close();
});
