import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ClientError } from '../../client/platform.ts';
import { openStore } from '../../client/store.ts';
import { MAX_TEXT_LENGTH } from '../../protocol/limits.ts';
import { ANNA, ELENA, MARIA, type RunningSchool, startRunningSchool } from '../backend/running-school.ts';
import { listed, online, openPage, type Page, settled, shown, storedTexts, texts, until } from './two-people.ts';

let school: RunningSchool;
let annaId: string;
let algebra: string;
const pages: Page[] = [];
/** Rounds of the faults: `SEEDS=200` for the long run. */
const SEEDS = Number(process.env.SEEDS ?? 10);

beforeAll(async () => {
  school = await startRunningSchool();
  annaId = await school.personId(ANNA);
  algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
});
afterAll(() => school?.close());
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});

async function pageOf(personId = annaId): Promise<Page> {
  const page = await openPage(school, personId);
  pages.push(page);
  return page;
}
const lines = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name} ${index}`);
const stored = async (name: string) => (await storedTexts(school, algebra)).filter((text) => text.startsWith(name));

describe('on disk before it is shown', () => {
  test('G6 when an entry first appears as pending, the disk has it', async () => {
    const page = await pageOf();
    await online(page);
    const other = await openStore(annaId);
    let seenOnDisk: Promise<boolean> | undefined;
    const stop = page.app.outbox.entries.subscribe(([entry]) => {
      if (!entry || seenOnDisk) return;
      seenOnDisk = other.loadOutbox().then((list) => list.some(({ clientId }) => clientId === entry.clientId));
    });
    await school.kill();
    await until('offline', () => page.app.connection.status.value.kind !== 'online');
    await page.app.outbox.send(algebra, 'на диске');
    expect(await seenOnDisk).toBe(true);
    stop();
    other.close();
    await school.start();
    await settled(page);
  });

  test('G6 what the disk refuses is told, and never shown as pending', async () => {
    const page = await openPage(school, annaId);
    page.close();
    await expect(page.app.outbox.send(algebra, 'некуда')).rejects.toMatchObject({ code: 'storage' });
    expect(page.app.outbox.entries.value).toEqual([]);
  });
});

describe('without the server', () => {
  test('OUT1 what was written goes out by itself, once, in the order of writing, also from a new page', async () => {
    const first = await pageOf();
    await listed(first);
    await school.kill();
    // At once, as a quick typist does: the order is that of the calls.
    await Promise.all(lines('без сети', 12).map((text) => first.app.outbox.send(algebra, text)));
    first.close();
    const second = await pageOf();
    await until('all are pending', () => second.app.outbox.entries.value.length === 12);
    expect(second.app.outbox.entries.value.map(({ text }) => text)).toEqual(lines('без сети', 12));
    await second.app.outbox.send(algebra, 'без сети 12');
    await school.start();
    await settled(second);
    expect(await stored('без сети')).toEqual(lines('без сети', 13));
    expect(new Set(second.sends).size).toBe(second.sends.length);
  });

  test(
    `G1 G2 G6 killed between commit and ack, ${SEEDS} times: each is there once, in order, nothing is doubled`,
    async () => {
      const page = await pageOf();
      await listed(page);
      const chat = page.open(algebra);
      await shown(chat);
      for (let seed = 1; seed <= SEEDS; seed++) {
        const name = `обрыв ${seed}:`;
        const before = page.sends.length;
        for (const text of lines(name, 6)) void page.app.outbox.send(algebra, text);
        // A command has gone out; its commit and its ack are a moment away.
        await until('it is sending', () => page.sends.length > before + (seed % 6));
        await sleep((seed * 48_271) % 4);
        await school.kill();
        await school.start();
        await until('the outbox is empty', () => page.app.outbox.entries.value.length === 0, 15_000);
        expect(await stored(name)).toEqual(lines(name, 6));
        await until('the page has them', () => texts(chat).at(-1) === `${name} 5`);
        expect(texts(chat).filter((text) => text.startsWith(name))).toEqual(lines(name, 6));
      }
    },
    30_000 + SEEDS * 15_000,
  );

  test('G2 the ack is lost after the commit: the same client id goes out again, and it is one message', async () => {
    const page = await pageOf();
    await listed(page);
    const { call } = page.app.connection;
    page.app.connection.call = async (name, input) => {
      const answer = await call(name, input);
      if (name !== 'message:send') return answer;
      page.app.connection.call = call;
      await school.kill();
      throw new ClientError('offline');
    };
    await page.app.outbox.send(algebra, 'дважды не скажу');
    await until('the page is offline', () => page.app.connection.status.value.kind === 'offline');
    expect(await stored('дважды')).toHaveLength(1);
    expect(page.app.outbox.entries.value).toMatchObject([{ acked: false, failed: null }]);
    await school.start();
    await settled(page);
    expect(page.sends).toHaveLength(2);
    expect(new Set(page.sends).size).toBe(1);
    expect(await stored('дважды')).toHaveLength(1);
  });
});

describe('two pages of one person', () => {
  test('OUT2 each entry is sent once, by one of them, and both lose it', async () => {
    const [first, second] = [await pageOf(), await pageOf()];
    await Promise.all([listed(first), listed(second)]);
    await Promise.all([shown(first.open(algebra)), shown(second.open(algebra))]);
    await Promise.all([
      ...lines('слева', 8).map((text) => first.app.outbox.send(algebra, text)),
      ...lines('справа', 8).map((text) => second.app.outbox.send(algebra, text)),
    ]);
    await Promise.all([settled(first), settled(second)]);
    const sends = [...first.sends, ...second.sends];
    expect(sends).toHaveLength(16);
    expect(new Set(sends).size).toBe(16);
    expect(await stored('слева')).toEqual(lines('слева', 8));
    expect(await stored('справа')).toEqual(lines('справа', 8));
  });

  test('OUT2 a page that is gone before it could send leaves it to the other', async () => {
    const [first, second] = [await pageOf(), await pageOf()];
    await Promise.all([online(first), online(second)]);
    // The first page's command hangs; then the page is gone, and with it its lock and its socket.
    let die = () => {};
    first.app.connection.call = () => new Promise((_, reject) => (die = () => reject(new ClientError('offline'))));
    await first.app.outbox.send(algebra, 'в наследство');
    await sleep(50);
    expect(await stored('в наследство')).toEqual([]);
    first.close();
    die();
    await until('the other sent it', async () => (await stored('в наследство')).length === 1);
    await settled(second);
  });
});

describe('what the server refuses', () => {
  test('OUT3 a text that is too long fails alone, with its code; «Удалить» takes it away', async () => {
    const page = await pageOf();
    await listed(page);
    await page.app.outbox.send(algebra, 'отказ 0');
    await page.app.outbox.send(algebra, 'я'.repeat(MAX_TEXT_LENGTH + 1));
    await page.app.outbox.send(algebra, 'отказ 1');
    const failed = () => page.app.outbox.entries.value.filter((entry) => entry.failed !== null);
    await until(
      'one failed, the others went',
      async () => failed().length === 1 && (await stored('отказ')).length === 2,
    );
    expect(page.app.outbox.entries.value).toMatchObject([{ failed: 'text-too-long' }]);
    await page.app.outbox.remove(failed()[0]?.clientId ?? '');
    expect(page.app.outbox.entries.value).toEqual([]);
    const reopened = await pageOf();
    await online(reopened);
    expect(reopened.app.outbox.entries.value).toEqual([]);
  });

  test('OUT3 «Повторить» sends it again once the reason is gone, under the same client id', async () => {
    const elenaId = await school.personId(ELENA);
    const leave = (leftAt: number | null) =>
      school.db
        .updateTable('members')
        .set({ leftAt })
        .where('personId', '=', elenaId)
        .where('chatId', '=', algebra)
        .execute();
    const page = await pageOf(elenaId);
    await listed(page);
    await leave(1);
    await page.app.outbox.send(algebra, 'после ухода');
    await until('it failed', () => page.app.outbox.entries.value[0]?.failed === 'chat-not-found');
    // A refused entry does not go out by itself, in this page or another.
    const other = await pageOf(elenaId);
    await online(other);
    await leave(null);
    await other.app.outbox.flush();
    expect(await stored('после ухода')).toEqual([]);
    const [entry] = page.app.outbox.entries.value;
    await page.app.outbox.retry(entry?.clientId ?? '');
    await settled(page);
    expect(await stored('после ухода')).toEqual(['после ухода']);
    expect(new Set(page.sends)).toEqual(new Set([entry?.clientId]));
  });

  test('OUT4 entries over the limit wait as long as the server says, and go out in order', async () => {
    const page = await pageOf(await school.personId(MARIA));
    await listed(page);
    await Promise.all(lines('поток', 110).map((text) => page.app.outbox.send(algebra, text)));
    await until('one was refused', () => page.sends.length === 101 && page.app.outbox.entries.value.length === 10);
    // Whoever asks now stands in line: the server would only refuse it again.
    for (const _time of [1, 2, 3]) await page.app.outbox.flush();
    expect(page.sends).toHaveLength(101);
    await until('all went', () => page.app.outbox.entries.value.length === 0, 25_000);
    expect(await stored('поток')).toEqual(lines('поток', 110));
  }, 40_000);
});
