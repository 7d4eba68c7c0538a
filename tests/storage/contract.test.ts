import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chatsFor } from '../../backend/chats/list.ts';
import {
  insertMessage,
  messageByClientId,
  messagesBefore,
  moveReadMarker,
  nextPlace,
} from '../../backend/messages/store.ts';
import { factsOf } from '../../backend/storage/hot.ts';
import { migrate } from '../../backend/storage/migrations.ts';
import { append, cursorOf, eventsAfter } from '../../backend/storage/streams.ts';
import type { Message } from '../../protocol/messages.ts';
import { DATABASES, type Opened, seedChat } from './databases.ts';

const message = (ordinal: number, more: Partial<Message> = {}): Message => {
  const clientId = `client-${ordinal}`;
  return { chatId: 'chat', ordinal, senderId: 'anna', clientId, text: `№ ${ordinal}`, sentAt: 1, ...more };
};
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe.each(DATABASES)('$name', ({ open }) => {
  let opened: Opened;
  beforeEach(async () => {
    opened = await open();
    await seedChat(opened.db);
  });
  afterEach(() => opened.close());

  test('DB1 a transaction that fails leaves nothing, and the next one works', async () => {
    const { db } = opened;
    const broken = db.transaction().execute(async (trx) => {
      const { ordinal, seq } = await nextPlace(trx, 'chat');
      await insertMessage(trx, message(ordinal), seq);
      await append(trx, 'chat:chat', [{ type: 'member:left', personId: 'boris' }]);
      throw new Error('on purpose');
    });
    await expect(broken).rejects.toThrow('on purpose');
    expect(await messagesBefore(db, 'chat', { first: 1, before: 99, limit: 99 })).toEqual([]);
    expect(await cursorOf(db, 'chat:chat')).toBe(0);
    const place = await db.transaction().execute((trx) => nextPlace(trx, 'chat'));
    expect(place).toEqual({ ordinal: 1, seq: 1 });
  });

  test('DB1 a statement that fails inside a transaction takes the whole of it along', async () => {
    const { db } = opened;
    const broken = db.transaction().execute(async (trx) => {
      await insertMessage(trx, message(1), 1);
      await insertMessage(trx, message(1, { clientId: 'client-other' }), 1);
    });
    await expect(broken).rejects.toThrow();
    expect(await messagesBefore(db, 'chat', { first: 1, before: 99, limit: 99 })).toEqual([]);
  });

  test('G3 many writers at once leave neither gap nor double in a stream or in ordinals', async () => {
    const { db } = opened;
    await Promise.all(
      numbers(40).map((writer) =>
        db
          .transaction()
          .execute(async (trx) => {
            const { ordinal, seq } = await nextPlace(trx, 'chat');
            await insertMessage(trx, message(ordinal, { clientId: `client-w${writer}` }), seq);
            const events = numbers(1 + (writer % 3)).map(() => ({
              type: 'member:left' as const,
              personId: `${writer}`,
            }));
            await append(trx, 'chat:chat', events);
            if (writer % 7 === 0) throw new Error('on purpose');
          })
          .catch((error: Error) => expect(error.message).toBe('on purpose')),
      ),
    );
    const messages = await messagesBefore(db, 'chat', { first: 1, before: 999, limit: 999 });
    expect(messages.map(({ ordinal }) => ordinal)).toEqual(numbers(35));
    const events = await eventsAfter(db, 'chat:chat', 0, 999);
    expect(events.map(({ seq }) => seq)).toEqual(numbers(events.length));
    expect(await cursorOf(db, 'chat:chat')).toBe(events.length);
  });

  test('G3 streams are numbered each for itself; the difference is what comes after the cursor, at most so many', async () => {
    const { db } = opened;
    const left = { type: 'member:left' as const, personId: 'boris' };
    const first = await append(db, 'chat:chat', [left, left, left]);
    expect(first.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    await append(db, 'person:anna', [{ type: 'chat:left', chatId: 'chat' }]);
    expect(await cursorOf(db, 'person:anna')).toBe(1);
    expect((await eventsAfter(db, 'chat:chat', 1, 99)).map(({ seq }) => seq)).toEqual([2, 3]);
    expect(await eventsAfter(db, 'chat:chat', 0, 1)).toEqual([{ ...left, seq: 1 }]);
    expect(await eventsAfter(db, 'chat:nobody', 0, 99)).toEqual([]);
  });

  test('G3 a difference that is read while others write has no hole', async () => {
    const { db } = opened;
    const write = async (count: number) => {
      await db.transaction().execute(async (trx) => {
        const { ordinal, seq } = await nextPlace(trx, 'chat');
        await insertMessage(trx, message(ordinal, { clientId: `client-${count}` }), seq);
      });
      await append(db, 'chat:chat', [{ type: 'member:left', personId: 'boris' }]);
    };
    const read = async () => (await eventsAfter(db, 'chat:chat', 3, 999)).map(({ seq }) => seq);
    // In turns, so that what a difference is made of is read with writing in between.
    const both = numbers(60).map((count) => [write(count), read()] as const);
    const found = await Promise.all(both.map(([, reading]) => reading));
    await Promise.all(both.map(([writing]) => writing));
    for (const seqs of [...found, await read()]) expect(seqs).toEqual(seqs.map((_, index) => index + 4));
    expect((await read()).at(-1)).toBe(120);
    expect((await eventsAfter(db, 'chat:chat', 50, 5)).map(({ seq }) => seq)).toEqual([51, 52, 53, 54, 55]);
  });

  test('G2 a sender’s client id is there once in a chat; another sender may have the same', async () => {
    const { db } = opened;
    expect(await insertMessage(db, message(1, { clientId: 'client-same' }), 1)).toBe(true);
    expect(await insertMessage(db, message(2, { clientId: 'client-same' }), 2)).toBe(false);
    expect(await insertMessage(db, message(3, { clientId: 'client-same', senderId: 'boris' }), 3)).toBe(true);
    const page = await messagesBefore(db, 'chat', { first: 1, before: 99, limit: 99 });
    expect(page.map(({ ordinal }) => ordinal)).toEqual([1, 3]);
    const key = { chatId: 'chat', clientId: 'client-same' };
    expect((await messageByClientId(db, { ...key, senderId: 'anna' }))?.ordinal).toBe(1);
    expect((await messageByClientId(db, { ...key, senderId: 'boris' }))?.ordinal).toBe(3);
    expect(await messageByClientId(db, { ...key, senderId: 'nobody' })).toBeUndefined();
  });

  test('G7 a read marker never goes back, also with many movers at once', async () => {
    const { db } = opened;
    expect(await moveReadMarker(db, 'chat', 'anna', 5)).toEqual({ moved: true, readOrdinal: 5 });
    expect(await moveReadMarker(db, 'chat', 'anna', 5)).toEqual({ moved: false, readOrdinal: 5 });
    expect(await moveReadMarker(db, 'chat', 'anna', 3)).toEqual({ moved: false, readOrdinal: 5 });
    await Promise.all([9, 7, 20, 8, 6, 19].map((ordinal) => moveReadMarker(db, 'chat', 'anna', ordinal)));
    expect((await moveReadMarker(db, 'chat', 'anna', 0)).readOrdinal).toBe(20);
    expect((await moveReadMarker(db, 'chat', 'boris', 0)).readOrdinal).toBe(0);
  });

  test('DB2 migrations that run again change nothing', async () => {
    const { db } = opened;
    await insertMessage(db, message(1), 1);
    await migrate(db);
    await migrate(db);
    expect(await messagesBefore(db, 'chat', { first: 1, before: 99, limit: 99 })).toEqual([message(1)]);
  });

  test('DB3 milliseconds come back as numbers, to the last one', async () => {
    const { db } = opened;
    const times = [0, 1, 2 ** 31, 2 ** 32 + 1, Date.now(), 8_640_000_000_000_000, Number.MAX_SAFE_INTEGER];
    for (const [index, sentAt] of times.entries()) await insertMessage(db, message(index + 1, { sentAt }), index + 1);
    const messages = await messagesBefore(db, 'chat', { first: 1, before: 99, limit: 99 });
    expect(messages.map(({ sentAt }) => sentAt)).toEqual(times);
    const [row] = await chatsFor(db, 'anna');
    expect(row).toMatchObject({ memberCount: 2, firstOrdinal: 1, lastOrdinal: 0, readOrdinal: 0 });
  });

  test.each([
    ['Cyrillic', 'Съешь же ещё этих мягких французских булок'],
    ['quotes and question marks', `'; drop table messages; -- "?" $1 \\`],
    ['emoji of several parts', '👩‍🏫👨‍👩‍👧‍👦🇷🇺❤️'],
    ['other scripts, both directions', 'שלום مرحبا 你好 𝔐𝔞𝔱𝔥'],
    ['the same letter in two ways, not made one', 'й и\u0306'],
    ['white space', ' \tлиния\n\n\u00a0линия\u2028'],
    ['nine thousand units', '😀'.repeat(4500)],
  ])('DB4 text is kept as it is: %s', async (_name, text) => {
    const { db } = opened;
    await insertMessage(db, message(1, { text }), 1);
    const role = 'member' as const;
    const person = { id: 'anna', role: 'pupil' as const, givenName: text, familyName: '' };
    await append(db, 'chat:chat', [{ type: 'member:joined', member: { person, role, readOrdinal: 0 } }]);
    const [stored] = await messagesBefore(db, 'chat', { first: 1, before: 99, limit: 99 });
    expect(stored?.text).toBe(text);
    expect(await eventsAfter(db, 'chat:chat', 0, 9)).toMatchObject([{ member: { person: { givenName: text } } }]);
  });

  test('DB5 what points to nothing is refused', async () => {
    await expect(insertMessage(opened.db, message(1, { chatId: 'nowhere' }), 1)).rejects.toThrow();
    await expect(insertMessage(opened.db, message(1, { senderId: 'nobody' }), 1)).rejects.toThrow();
  });

  test('DB7 what is kept of rights outlives sends, and no other write, nor one that failed', async () => {
    const { db } = opened;
    const keep = () => db.transaction().execute(async (trx) => void factsOf<number>(trx).set('seat', 1));
    const isKept = () => db.transaction().execute(async (trx) => factsOf<number>(trx).has('seat'));
    await keep();
    await db.transaction().execute(async (trx) => {
      const { ordinal, seq } = await nextPlace(trx, 'chat');
      await insertMessage(trx, message(ordinal), seq);
      await moveReadMarker(trx, 'chat', 'anna', 1);
      await append(trx, 'chat:chat', [{ type: 'message:sent', message: message(1) }]);
    });
    const mayBeKept = await isKept();
    const writes = [
      () => db.updateTable('members').set({ leftAt: 1 }).where('personId', '=', 'boris').execute(),
      () => db.deleteFrom('members').where('personId', '=', 'boris').returning('personId').execute(),
      () => sql`update members set "silencedUntil" = 9`.execute(db),
      () =>
        db
          .transaction()
          .execute(async (trx) => {
            factsOf<number>(trx).set('seat', 2);
            throw new Error('on purpose');
          })
          .catch(() => undefined),
    ];
    for (const write of writes) {
      await keep();
      expect(await isKept()).toBe(mayBeKept);
      await write();
      expect(await isKept()).toBe(false);
    }
  });

  test('DB6 pages of messages are the newest before an ordinal, oldest first, from the first one visible', async () => {
    for (const ordinal of numbers(10)) await insertMessage(opened.db, message(ordinal), ordinal);
    const page = async (first: number, before: number) =>
      (await messagesBefore(opened.db, 'chat', { first, before, limit: 3 })).map(({ ordinal }) => ordinal);
    expect(await page(1, 99)).toEqual([8, 9, 10]);
    expect(await page(1, 8)).toEqual([5, 6, 7]);
    expect(await page(6, 8)).toEqual([6, 7]);
    expect(await page(1, 1)).toEqual([]);
  });
});

describe.each(DATABASES.filter(({ isDurable }) => isDurable))('$name', ({ open }) => {
  test('G1 what was committed is there when the same data is opened again', async () => {
    const opened = await open();
    try {
      await seedChat(opened.db);
      const { ordinal, seq } = await nextPlace(opened.db, 'chat');
      await insertMessage(opened.db, message(ordinal), seq);
      const again = await opened.reopen();
      expect(await messagesBefore(again, 'chat', { first: 1, before: 99, limit: 99 })).toEqual([message(1)]);
      expect(await cursorOf(again, 'chat:chat')).toBe(1);
    } finally {
      await opened.close();
    }
  });

  test('DB7 what is kept of rights is forgotten when another process writes', async () => {
    const opened = await open();
    try {
      await seedChat(opened.db);
      const again = await opened.reopen();
      const isKept = () => opened.db.transaction().execute(async (trx) => factsOf<number>(trx).has('seat'));
      await opened.db.transaction().execute(async (trx) => void factsOf<number>(trx).set('seat', 1));
      await again.selectFrom('members').selectAll().execute();
      await isKept();
      await again.updateTable('members').set({ leftAt: 1 }).execute();
      expect(await isKept()).toBe(false);
    } finally {
      await opened.close();
    }
  });
});
