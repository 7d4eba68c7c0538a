import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer';
import { type Database, openDatabase } from '../../backend/storage/database.ts';
import { buildDemo } from '../../demo/launcher/build.ts';
import { openChat, type Person, seeText, signedIn, startStage } from '../journeys/stage.ts';
import { measureSizes } from './sizes.ts';

/**
 * `npm run bench:ui [times]`: the built extension in a real Chromium: how soon the panel is painted with 100 chats,
 * and how a chat of 100,000 messages opens and scrolls. docs/performance.md says what it means.
 */
const [times = 20] = process.argv.slice(2).map(Number);
const CHATS = 100;
const MESSAGES = 100_000;
const BIG = '7 Б — Алгебра';
const DAY = 86_400_000;

const p95 = (values: number[]) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? 0;
const middle = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Gives the pupil more chats until there are 100, and the algebra chat its 100,000 messages. */
async function fill(db: Database, personId: string): Promise<void> {
  const mine = await db.selectFrom('members').select('chatId').where('personId', '=', personId).execute();
  const { schoolId } = await db
    .selectFrom('people')
    .select('schoolId')
    .where('id', '=', personId)
    .executeTakeFirstOrThrow();
  const big = await db
    .selectFrom('chats')
    .selectAll()
    .where('className', '=', '7Б')
    .where('subject', '=', 'Алгебра')
    .executeTakeFirstOrThrow();
  const senders = await db.selectFrom('members').select('personId').where('chatId', '=', big.id).execute();
  await db.transaction().execute(async (trx) => {
    for (let index = mine.length; index < CHATS; index++) {
      const id = randomUUID();
      const name = { kind: 'subject', className: '7Б', subject: `Предмет ${index}`, groupName: null } as const;
      await trx
        .insertInto('chats')
        .values({ id, schoolId, rosterKey: `bench-${index}`, ...name, lastOrdinal: 1 } as never)
        .execute();
      const member = { chatId: id, role: 'member' as const, firstOrdinal: 1, readOrdinal: 0, leftAt: null };
      await trx
        .insertInto('members')
        .values({ ...member, personId } as never)
        .execute();
      const message = { chatId: id, ordinal: 1, senderId: personId, clientId: randomUUID(), sentAt: Date.now() - DAY };
      await trx
        .insertInto('messages')
        .values({ ...message, text: 'Первое сообщение' })
        .execute();
    }
    for (let at = big.lastOrdinal + 1; at <= MESSAGES; at += 1000) {
      const count = Math.min(1000, MESSAGES - at + 1);
      const rows = Array.from({ length: count }, (_, index) => ({
        chatId: big.id,
        ordinal: at + index,
        senderId: senders[Math.floor((at + index) / 3) % senders.length]?.personId ?? personId,
        clientId: randomUUID(),
        text: `Сообщение ${at + index}. ${'Слова, слова, слова. '.repeat((at + index) % 7)}`.trim(),
        sentAt: Date.now() - (MESSAGES - at - index) * 30_000,
      }));
      await trx.insertInto('messages').values(rows).execute();
    }
    await trx.updateTable('chats').set({ lastOrdinal: MESSAGES }).where('id', '=', big.id).execute();
    const place = { readOrdinal: MESSAGES, firstOrdinal: 1 };
    await trx.updateTable('members').set(place).where('chatId', '=', big.id).execute();
  });
}

/** Opens the panel in a tab; resolves with the time until its rows were painted, ms. `wipe`: without the local store. */
async function paintOnce(person: Person, personId: string, wipe: boolean): Promise<number> {
  const page = await person.browser.newPage();
  const origin = `chrome-extension://${person.extensionId}`;
  if (wipe) {
    await page.goto(`${origin}/manifest.json`);
    await page.evaluate(
      (name) =>
        new Promise((done) => {
          const request = indexedDB.deleteDatabase(name);
          request.onsuccess = done;
          request.onerror = done;
          request.onblocked = done;
        }),
      `peremenka-person-${personId}`,
    );
  }
  await page.evaluateOnNewDocument(() => {
    const look = () => {
      if (document.querySelector('.chat-row-title')) {
        requestAnimationFrame(() => performance.mark('painted'));
        return;
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(`${origin}/sidepanel.html`);
  await page.waitForFunction(() => performance.getEntriesByName('painted').length > 0);
  const painted = await page.evaluate(() => performance.getEntriesByName('painted')[0]?.startTime ?? 0);
  await page.close();
  return painted;
}

/** Counts frames that took longer than 50 ms, from now on. */
async function watchFrames(page: Page): Promise<() => Promise<{ long: number; longest: number }>> {
  await page.evaluate(() => {
    const frames: number[] = [];
    let last = performance.now();
    const tick = (now: number) => {
      frames.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    Object.assign(window, { frames });
  });
  return () =>
    page.evaluate(() => {
      const { frames } = window as unknown as { frames: number[] };
      return { long: frames.filter((ms) => ms > 50).length, longest: Math.max(...frames) };
    });
}

const firstOrdinal = (page: Page) =>
  page.evaluate(() => Number(document.querySelector<HTMLElement>('[data-ordinal]')?.dataset.ordinal ?? 0));

/** Goes up page by page; resolves with how long each took, ms. */
async function scrollUp(page: Page, pages: number): Promise<number[]> {
  const taken: number[] = [];
  for (let at = 0; at < pages; at++) {
    const before = await firstOrdinal(page);
    const started = Date.now();
    await page.evaluate(() => document.querySelector('.history')?.scrollTo(0, 0));
    await page.waitForFunction(
      (ordinal) =>
        Number(document.querySelector<HTMLElement>('[data-ordinal]')?.dataset.ordinal ?? ordinal) !== ordinal,
      {},
      before,
    );
    taken.push(Date.now() - started);
  }
  return taken;
}

await buildDemo('http://127.0.0.1:4100');
const stage = await startStage();
try {
  const db = await openDatabase(join(stage.environment.dataDir, 'peremenka.sqlite'));
  const { id: personId } = await db
    .selectFrom('people')
    .select('id')
    .where('familyName', '=', 'Иванова')
    .where('givenName', '=', 'Анна')
    .executeTakeFirstOrThrow();
  await fill(db, personId);
  await db.destroy();
  const { person, panel } = await signedIn(stage, 'anna', '9120000001');
  await seeText(panel, BIG);
  await panel.close();
  const local: number[] = [];
  const fresh: number[] = [];
  for (let time = 0; time < times; time++) local.push(await paintOnce(person, personId, false));
  for (let time = 0; time < times; time++) fresh.push(await paintOnce(person, personId, true));
  console.log(
    `${CHATS} chats, painted from the local store: p50 ${middle(local).toFixed(0)} ms, p95 ${p95(local).toFixed(0)} ms (goal 150)`,
  );
  console.log(
    `${CHATS} chats, nothing stored, from the server: p50 ${middle(fresh).toFixed(0)} ms, p95 ${p95(fresh).toFixed(0)} ms (goal 400)`,
  );

  const page = await person.page('sidepanel.html');
  await page.setViewport({ width: 400, height: 800 });
  await seeText(page, BIG);
  await sleep(1000);
  let frames = await watchFrames(page);
  const started = Date.now();
  await openChat(page, BIG);
  await page.waitForSelector('.message');
  const opened = Date.now() - started;
  const onOpening = await frames();
  frames = await watchFrames(page);
  const pages = await scrollUp(page, 40);
  const onScrolling = await frames();
  console.log(`${MESSAGES} messages: opened in ${opened} ms, longest frame ${onOpening.longest.toFixed(0)} ms`);
  console.log(
    `40 pages up: p95 ${p95(pages)} ms, last ${pages.at(-1)} ms, ${onScrolling.long} frames over 50 ms, longest ${onScrolling.longest.toFixed(0)} ms`,
  );
} finally {
  await stage.close();
}
const sizes = measureSizes('.output/chrome-mv3-demo');
console.log(
  `gzip, kB: content script ${sizes.content.toFixed(1)} (goal 12), panel ${sizes.panel.toFixed(1)} (goal 60), call page ${sizes.call.toFixed(1)} (goal 190)`,
);
