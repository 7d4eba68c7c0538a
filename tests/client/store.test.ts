import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OutboxEntry, openStore, type Store, wipeStore } from '../../client/store.ts';
import type { Chat } from '../../protocol/chats.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Me } from '../../protocol/people.ts';

const me: Me = { id: 'anna', role: 'pupil', givenName: 'Анна', familyName: 'Иванова', children: [] };
const chat = (id: string): Chat => ({
  id,
  kind: 'class',
  role: 'member',
  canStartCall: false,
  memberCount: 3,
  firstOrdinal: 1,
  lastOrdinal: 10,
  readOrdinal: 8,
  lastMessage: null,
});
const message = (ordinal: number, chatId = 'chat'): Message => {
  return { chatId, ordinal, senderId: 'anna', clientId: `client-${ordinal}`, text: `№ ${ordinal}`, sentAt: ordinal };
};
const range = (first: number, last: number) =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => message(first + index));
const head = (cursor: number, chatId = 'chat') => ({ chatId, cursor, members: [], people: [] });
const entry = (clientId: string, createdAt: number): OutboxEntry => {
  return { clientId, chatId: 'chat', text: 'текст', createdAt, failed: null };
};

let personId: string;
let store: Store;
beforeEach(async () => {
  personId = randomUUID();
  store = await openStore(personId);
});
afterEach(() => store.close());

const ordinals = async (limit = 50) => (await store.loadChat('chat', limit))?.messages.map(({ ordinal }) => ordinal);
const cursor = async () => (await store.loadChat('chat', 1))?.head.cursor;

describe('cursor and effect', () => {
  test('STORE1 a snapshot, then its events: both are there, with the cursor of the last', async () => {
    await store.writeChat({ head: head(3), messages: range(1, 3), arrived: [], from: null });
    await store.writeChat({ head: head(5), messages: range(4, 5), arrived: [], from: 3 });
    expect([await ordinals(), await cursor()]).toEqual([[1, 2, 3, 4, 5], 5]);
  });

  test('STORE1 a write that breaks off leaves neither cursor nor message', async () => {
    await store.writeChat({ head: head(3), messages: range(1, 3), arrived: [], from: null });
    // What cannot be stored aborts the transaction in its middle.
    const broken = { ...message(5), text: (() => {}) as never };
    await expect(
      store.writeChat({ head: head(5), messages: [message(4), broken], arrived: [], from: 3 }),
    ).rejects.toThrow();
    expect([await ordinals(), await cursor()]).toEqual([[1, 2, 3], 3]);
  });

  test('STORE2 the same events written by two pages change nothing', async () => {
    await store.writeChat({ head: head(3), messages: range(1, 3), arrived: [], from: null });
    for (const _page of [1, 2]) {
      await store.writeChat({ head: head(4), messages: [message(4)], arrived: [], from: 3 });
    }
    expect([await ordinals(), await cursor()]).toEqual([[1, 2, 3, 4], 4]);
  });

  test('STORE3 a page that lags moves no cursor back, and no older head over a newer one', async () => {
    const older = { ...head(4), people: [{ ...me, familyName: 'Старая' }] };
    const newer = { ...head(6), people: [{ ...me, familyName: 'Новая' }] };
    await store.writeChat({ head: head(3), messages: range(1, 3), arrived: [], from: null });
    await store.writeChat({ head: newer, messages: range(4, 6), arrived: [], from: 3 });
    await store.writeChat({ head: older, messages: [message(4)], arrived: [], from: 3 });
    const stored = await store.loadChat('chat', 50);
    expect([await ordinals(), stored?.head.cursor]).toEqual([[1, 2, 3, 4, 5, 6], 6]);
    expect(stored?.head.people[0]?.familyName).toBe('Новая');
  });

  test('STORE3 events that do not follow what is stored are not written', async () => {
    await store.writeChat({ head: head(3), messages: range(1, 3), arrived: [], from: null });
    await store.writeChat({ head: head(9), messages: [message(9)], arrived: [], from: 8 });
    expect([await ordinals(), await cursor()]).toEqual([[1, 2, 3], 3]);
    await store.writeChat({ head: head(1, 'other'), messages: [], arrived: [], from: 0 });
    expect(await store.loadChat('other', 50)).toBeNull();
  });

  test('STORE3 several pages in any order: the stored messages are all that the cursor covers', async () => {
    const writes = fc.array(
      fc.record({ page: fc.nat(2), size: fc.integer({ min: 1, max: 4 }), isSnapshot: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(writes, async (list) => {
        const chatId = randomUUID();
        const cursors = [0, 0, 0];
        const own = (first: number, last: number) => range(first, last).map((one) => ({ ...one, chatId }));
        await store.writeChat({ head: head(0, chatId), messages: [], arrived: [], from: null });
        for (const { page, size, isSnapshot } of list) {
          const from = cursors[page] ?? 0;
          const to = from + size;
          cursors[page] = to;
          // One event, one message: after event n the chat has the messages 1 to n.
          const messages = isSnapshot ? own(Math.max(1, to - 5), to) : own(from + 1, to);
          await store.writeChat({ head: head(to, chatId), messages, arrived: [], from: isSnapshot ? null : from });
        }
        const stored = await store.loadChat(chatId, 1000);
        expect(stored?.messages.at(-1)?.ordinal ?? 0).toBe(stored?.head.cursor);
        const first = stored?.messages[0]?.ordinal ?? 1;
        expect(stored?.messages).toEqual(own(first, stored?.head.cursor ?? 0));
      }),
      { numRuns: 50 },
    );
  });

  test('STORE4 an older database behind the server replaces what was stored, ghosts included', async () => {
    await store.writeChat({ head: head(9), messages: range(1, 9), arrived: [], from: null });
    await store.writeChat({ head: head(4), messages: range(1, 4), arrived: [], from: null, replaces: true });
    expect([await ordinals(), await cursor()]).toEqual([[1, 2, 3, 4], 4]);
  });
});

describe('messages', () => {
  test('STORE5 a hole is not shown as contiguous: only what stands at the end without a gap', async () => {
    await store.writeChat({ head: head(3), messages: range(1, 3), arrived: [], from: null });
    await store.writeChat({ head: head(20), messages: range(10, 12), arrived: [], from: null });
    expect(await ordinals()).toEqual([10, 11, 12]);
    await store.saveHistory(range(4, 9));
    expect(await ordinals()).toEqual(range(1, 12).map(({ ordinal }) => ordinal));
    expect(await ordinals(4)).toEqual([9, 10, 11, 12]);
  });

  test('STORE5 history moves no cursor and makes no chat', async () => {
    await store.saveHistory(range(1, 3));
    expect(await store.loadChat('chat', 50)).toBeNull();
  });
});

describe('the list', () => {
  test('STORE6 is as it was saved; a chat that is gone loses its messages', async () => {
    await store.saveList(me, [chat('chat'), chat('other')]);
    await store.writeChat({ head: head(3), messages: range(1, 3), arrived: [], from: null });
    await store.writeChat({ head: head(1, 'other'), messages: [message(1, 'other')], arrived: [], from: null });
    await store.saveList(me, [chat('other')]);
    expect(await store.loadList()).toEqual({ me, chats: [chat('other')] });
    expect(await store.loadChat('chat', 50)).toBeNull();
    // Not by a lost head only: the messages themselves are gone.
    await store.writeChat({ head: head(3), messages: [], arrived: [], from: null });
    expect(await ordinals()).toEqual([]);
    expect((await store.loadChat('other', 50))?.messages).toHaveLength(1);
  });

  test('STORE6 a chat that was opened but never stood in the list goes too', async () => {
    await store.writeChat({ head: head(3), messages: range(1, 3), arrived: [], from: null });
    await store.saveList(me, [chat('other')]);
    expect(await store.loadChat('chat', 50)).toBeNull();
  });

  test('G8 a dropped chat loses row, head and messages, and a page that lags does not bring it back', async () => {
    await store.saveList(me, [chat('chat')]);
    await store.writeChat({ head: head(3), messages: range(1, 3), arrived: [], from: null });
    await store.dropChat('chat');
    await store.writeChat({ head: head(4), messages: [message(4)], arrived: [], from: 3 });
    expect(await store.loadList()).toEqual({ me, chats: [] });
    await store.writeChat({ head: head(3), messages: [], arrived: [], from: null });
    expect(await ordinals()).toEqual([]);
  });
});

describe('the outbox', () => {
  test('STORE7 keeps the order of writing, and loses an entry in the transaction that brings its message', async () => {
    for (const [id, at] of [
      ['client-2', 20],
      ['client-1', 10],
      ['client-3', 30],
    ] as const) {
      await store.putOutbox(entry(id, at));
    }
    expect((await store.loadOutbox()).map(({ clientId }) => clientId)).toEqual(['client-1', 'client-2', 'client-3']);
    await store.writeChat({ head: head(2), messages: [message(2)], arrived: ['client-2'], from: null });
    expect((await store.loadOutbox()).map(({ clientId }) => clientId)).toEqual(['client-1', 'client-3']);
  });
});

test('STORE8 a message that was a draft takes its place in one transaction, whatever was being written of it before', async () => {
  const typing = ['б', 'бо', 'большой'].map((text) => store.putDraft({ chatId: 'chat', draft: { text }, savedAt: 1 }));
  await store.putDraft({ chatId: 'other', draft: { text: 'другое' }, savedAt: 1 });
  await store.putOutbox({ ...entry('client-1', 5), chatId: 'chat' }, { endsDraft: true });
  const drafts = await store.loadDrafts();
  expect(drafts.find(({ chatId }) => chatId === 'chat')).toEqual({ chatId: 'chat', draft: null, savedAt: 5 });
  // A message that is passed on, or a voice, ends no draft.
  await store.putOutbox({ ...entry('client-2', 6), chatId: 'other' });
  expect((await store.loadDrafts()).find(({ chatId }) => chatId === 'other')?.draft).toEqual({ text: 'другое' });
  await Promise.all(typing);
});

test('S5 wiping a person’s store leaves nothing of the person, and all of others', async () => {
  const otherId = randomUUID();
  const other = await openStore(otherId);
  for (const one of [store, other]) {
    await one.saveList(me, [chat('chat')]);
    await one.putOutbox(entry('client-1', 1));
  }
  // The page that has it open lets go by itself.
  await wipeStore(personId);
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(`peremenka-person-${personId}`);
  store = await openStore(personId);
  expect(await store.loadList()).toEqual({ me: undefined, chats: [] });
  expect(await store.loadOutbox()).toEqual([]);
  expect((await other.loadList()).chats).toHaveLength(1);
  other.close();
});
