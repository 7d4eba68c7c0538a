import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { accountState } from '../../backend/accounts/binding.ts';
import { accountSecret } from '../../backend/accounts/secrets.ts';
import { createLocalBus } from '../../backend/bus/bus.ts';
import { chatsFor } from '../../backend/chats/list.ts';
import { createDisk } from '../../backend/files/disk.ts';
import { pinnedFor } from '../../backend/messages/pins.ts';
import { checkText, createSend, historyPage } from '../../backend/messages/rules.ts';
import { openDatabase } from '../../backend/storage/database.ts';
import { cursorOf, eventsAfter } from '../../backend/storage/streams.ts';
import { seedDemo } from '../../demo/conversation.ts';
import { saidAt } from '../../demo/script.ts';

const filesFolder = mkdtempSync(join(tmpdir(), 'peremenka-demo-'));
afterAll(() => rmSync(filesFolder, { recursive: true }));

async function seeded(now = new Date(2026, 10, 26, 15, 40).getTime()) {
  const deps = { db: await openDatabase(':memory:'), bus: createLocalBus(), clock: () => now, filesFolder };
  const answer = await seedDemo(deps);
  const person = async (sourcedId: string) =>
    (await deps.db.selectFrom('people').select('id').where('sourcedId', '=', sourcedId).executeTakeFirstOrThrow()).id;
  return { ...deps, answer, person, now };
}

test('DEMO3 a week of conversations is there: many chats, one that pages, multi-line texts, links, a long word', async () => {
  const { db } = await seeded();
  const chats = await db.selectFrom('chats').select(['id', 'rosterKey', 'lastOrdinal']).execute();
  const spoken = chats.filter(({ lastOrdinal }) => lastOrdinal >= 8);
  expect(spoken.length).toBeGreaterThanOrEqual(12);
  const sizes = new Map(chats.map((chat) => [chat.rosterKey, chat.lastOrdinal]));
  expect(sizes.get('subject:class-7b-algebra')).toBeGreaterThanOrEqual(120);
  const texts = (await db.selectFrom('messages').select('text').execute()).map(({ text }) => text);
  expect(texts.some((text) => text.split('\n').length > 5)).toBe(true);
  expect(texts.filter((text) => text.includes('https://')).length).toBeGreaterThan(3);
  expect(texts.some((text) => /\S{80}/.test(text))).toBe(true);
  for (const text of texts.filter(Boolean)) expect(checkText(text)).toBe(text);
});

test('DEMO3 the class talks as people do: answers, reactions, a picture that is kept, a poll with votes, a pin', async () => {
  const { db, person } = await seeded();
  const { id: chatId } = await db
    .selectFrom('chats')
    .select('id')
    .where('rosterKey', '=', 'subject:class-7b-algebra')
    .executeTakeFirstOrThrow();
  const messages = await historyPage(db, chatId, 1);
  const answer = messages.find(({ replyTo }) => replyTo);
  expect(answer?.replyTo?.ordinal).toBeLessThan(answer?.ordinal ?? 0);
  expect(messages.filter(({ reactions }) => reactions).length).toBeGreaterThanOrEqual(3);
  const poll = messages.find((message) => message.poll)?.poll;
  expect(poll?.options.map(({ votes }) => votes)).toEqual([7, 3]);
  const picture = messages.find(({ attachments }) => attachments)?.attachments?.[0];
  expect(picture).toMatchObject({ kind: 'photo', width: 1200, height: 800 });
  expect(await createDisk(join(filesFolder, 'kept')).sizeOf(picture?.id ?? '', 'medium')).toBeGreaterThan(1000);
  const pinned = await pinnedFor(db, await person('pupil-7b-08'), chatId, 1);
  expect(pinned?.text).toContain('Шесть заданий');
});

test('DEMO3 rows, events, ordinals and read markers are those that sending would have made', async () => {
  const { db } = await seeded();
  for (const chat of await db.selectFrom('chats').selectAll().execute()) {
    const messages = await db
      .selectFrom('messages')
      .selectAll()
      .where('chatId', '=', chat.id)
      .orderBy('ordinal')
      .execute();
    expect(messages.map(({ ordinal }) => ordinal)).toEqual(messages.map((_, index) => index + 1));
    expect(chat.lastOrdinal).toBe(messages.length);
    const events = await eventsAfter(db, `chat:${chat.id}`, 0, 1000);
    expect(await cursorOf(db, `chat:${chat.id}`)).toBe(events.length);
    const sent = events.flatMap((event) => (event.type === 'message:sent' ? event.message.ordinal : []));
    expect(sent).toEqual(messages.map(({ ordinal }) => ordinal));
    for (const member of await db.selectFrom('members').selectAll().where('chatId', '=', chat.id).execute()) {
      const own = messages.findLast(({ senderId }) => senderId === member.personId)?.ordinal ?? 0;
      expect(member.readOrdinal).toBeGreaterThanOrEqual(own);
      expect(member.readOrdinal).toBeLessThanOrEqual(chat.lastOrdinal);
    }
    const senders = new Set(messages.map(({ senderId }) => senderId));
    const members = await db.selectFrom('members').select('personId').where('chatId', '=', chat.id).execute();
    for (const sender of senders) expect(members.map(({ personId }) => personId)).toContain(sender);
  }
});

test.each([
  ['in the afternoon', new Date(2026, 10, 26, 15, 40)],
  ['in the morning', new Date(2026, 10, 26, 9, 31)],
  ['late in the evening', new Date(2026, 10, 26, 23, 59)],
  ['at night', new Date(2026, 10, 26, 0, 5)],
])('DEMO3 seeded %s, all was said in order, in school hours of the last seven days', async (_, date) => {
  const { db, now } = await seeded(date.getTime());
  const rows = await db
    .selectFrom('messages')
    .select(['chatId', 'sentAt'])
    .orderBy('chatId')
    .orderBy('ordinal')
    .execute();
  for (const [index, row] of rows.entries()) {
    expect(row.sentAt).toBeLessThan(now);
    expect(row.sentAt).toBeGreaterThan(now - 7 * 24 * 3_600_000);
    const hour = new Date(row.sentAt).getHours();
    expect(hour).toBeGreaterThanOrEqual(7);
    expect(hour).toBeLessThan(19);
    const before = rows[index - 1];
    if (before?.chatId === row.chatId) expect(row.sentAt).toBeGreaterThan(before.sentAt);
  }
  expect(saidAt([], now)).toEqual([]);
});

test('DEMO4 Anna and her teacher have something unread, and hold their accounts', async () => {
  const { db, person } = await seeded();
  const unread = async (sourcedId: string) =>
    (await chatsFor(db, await person(sourcedId))).filter((chat) => chat.lastOrdinal > chat.readOrdinal).length;
  expect(await unread('pupil-7b-08')).toBe(4);
  expect(await unread('teacher-kuznetsova')).toBe(4);
  const secret = await accountSecret(db);
  for (const [vkUserId, sourcedId] of [
    ['100001', 'pupil-7b-08'],
    ['100002', 'teacher-kuznetsova'],
  ] as const) {
    const account = await db
      .selectFrom('accounts')
      .select('id')
      .where('vkUserId', '=', vkUserId)
      .executeTakeFirstOrThrow();
    const state = await accountState(db, secret, account.id);
    expect(state.people.map(({ id }) => id)).toEqual([await person(sourcedId)]);
    expect(state.candidates).toEqual([]);
  }
});

test('DEMO5 seeding again does nothing, also after somebody has written', async () => {
  const demo = await seeded();
  expect(demo.answer).toEqual({ seeded: true });
  const senderId = await demo.person('pupil-7b-08');
  const [chat] = await chatsFor(demo.db, senderId);
  const sent = await createSend(demo)({ senderId, chatId: chat?.id ?? '', clientId: 'client-0001', text: 'Привет' });
  expect(sent.ordinal).toBe((chat?.lastOrdinal ?? 0) + 1);
  expect(await seedDemo(demo)).toEqual({ seeded: false });
  const count = await demo.db.selectFrom('messages').select('ordinal').execute();
  const again = await seeded();
  expect(count.length).toBe((await again.db.selectFrom('messages').select('ordinal').execute()).length + 1);
});
