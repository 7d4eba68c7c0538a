import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StreamEvent } from '../../protocol/events.ts';
import { EDIT_WINDOW } from '../../protocol/limits.ts';
import type { Message } from '../../protocol/messages.ts';
import { ANNA, ELENA, MARIA, OLGA, type RunningSchool, startRunningSchool, type TestSocket } from './running-school.ts';

let school: RunningSchool;
let algebra: string;
let staff: string;
const people: Record<string, { id: string; socket: TestSocket }> = {};
const of = (name: string) => people[name] as { id: string; socket: TestSocket };

beforeAll(async () => {
  school = await startRunningSchool();
  algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
  staff = await school.chatId({ kind: 'staff' });
  for (const [name, full] of Object.entries({ anna: ANNA, maria: MARIA, elena: ELENA, olga: OLGA })) {
    const id = await school.personId(full);
    people[name] = { id, socket: await school.socket(id) };
  }
  for (const name of ['anna', 'maria', 'elena'])
    await of(name).socket.call('chat:open', { chatId: algebra, cursor: null });
});
afterAll(() => school?.close());

async function say(name: string, text = 'текст', more: object = {}, chatId = algebra): Promise<number> {
  const input = { chatId, clientId: randomUUID(), text, ...more };
  return (await of(name).socket.call('message:send', input)).ordinal;
}
const at = (ordinal: number) => ({ chatId: algebra, ordinal });
const refused = async (name: string, command: string, input: unknown) =>
  (await of(name).socket.refusal(command, input)).code;

/** A message as one person reads it from history. */
async function seen(name: string, ordinal: number, chatId = algebra): Promise<Message | undefined> {
  const { messages } = await of(name).socket.call('message:history', { chatId, before: ordinal + 1 });
  return messages.find((message) => message.ordinal === ordinal);
}

/** Events that a person's socket gets while something happens. */
async function eventsDuring(name: string, work: () => Promise<unknown>): Promise<StreamEvent[]> {
  const { socket } = of(name);
  const events: StreamEvent[] = [];
  const listen = (batch: { events: StreamEvent[] }) => void events.push(...batch.events);
  socket.raw.on('events', listen);
  await work();
  await socket.call('chat:read', { chatId: algebra, ordinal: 0 });
  socket.raw.off('events', listen);
  return events;
}

/** The message as it would be if it had been sent a day and a minute ago. */
async function makeOld(ordinal: number): Promise<void> {
  await school.db
    .updateTable('messages')
    .set({ sentAt: Date.now() - EDIT_WINDOW - 60_000 })
    .where('chatId', '=', algebra)
    .where('ordinal', '=', ordinal)
    .execute();
}

describe('who may do what', () => {
  const COMMANDS: [string, object][] = [
    ['message:get', {}],
    ['message:edit', { text: 'иначе' }],
    ['message:delete', {}],
    ['message:react', { reaction: 'like' }],
    ['message:pin', {}],
    ['important:mark', { isImportant: true }],
  ];
  test.each([
    ...COMMANDS,
    ['message:hide', { ordinals: [1] }],
    ['draft:save', { draft: { text: 'начало' } }],
    ['typing:tell', {}],
  ] as [string, object][])('S16 ACT1 %s in a chat of others finds no chat', async (command, more) => {
    const ordinal = await say('elena');
    expect(await refused('olga', command, { chatId: algebra, ordinal, ...more })).toBe('chat-not-found');
    expect(await refused('olga', command, { chatId: 'nowhere', ordinal, ...more })).toBe('chat-not-found');
  });

  test.each(COMMANDS)('ACT1 %s on a message that is not there', async (command, more) => {
    expect(await refused('elena', command, { ...at(100_000), ...more })).toBe('message-not-found');
  });

  test.each([
    ['message:edit', 'anna', 'anna', 'ok'],
    ['message:edit', 'anna', 'maria', 'not-allowed'],
    ['message:edit', 'elena', 'anna', 'not-allowed'],
    ['message:delete', 'anna', 'anna', 'ok'],
    ['message:delete', 'anna', 'maria', 'not-allowed'],
    ['message:delete', 'anna', 'elena', 'not-allowed'],
    ['message:delete', 'elena', 'anna', 'ok'],
    ['message:pin', 'anna', 'anna', 'not-allowed'],
    ['message:pin', 'elena', 'anna', 'ok'],
    ['message:react', 'anna', 'elena', 'ok'],
    ['message:hide', 'anna', 'elena', 'ok'],
    ['important:mark', 'anna', 'elena', 'ok'],
  ])('ACT2 %s by %s of a message of %s: %s', async (command, who, sender, expected) => {
    const ordinal = await say(sender);
    const more = Object.fromEntries(COMMANDS)[command] ?? { ordinals: [ordinal] };
    const answer = await of(who)
      .socket.raw.timeout(5000)
      .emitWithAck(command, { ...at(ordinal), ...more });
    expect(answer.ok ? 'ok' : answer.error.code).toBe(expected);
  });

  test('ACT2 staff delete no message of other staff, also where they own the chat', async () => {
    await school.db.updateTable('members').set({ role: 'owner' }).where('chatId', '=', staff).execute();
    const other = await school.db
      .selectFrom('members')
      .select('personId')
      .where('chatId', '=', staff)
      .where('personId', '!=', of('elena').id)
      .executeTakeFirstOrThrow();
    const socket = await school.socket(other.personId);
    const { ordinal } = await socket.call('message:send', { chatId: staff, clientId: randomUUID(), text: 'коллеги' });
    expect(await refused('elena', 'message:delete', { chatId: staff, ordinal })).toBe('not-allowed');
    socket.close();
  });

  test('ACT3 after a day I neither edit nor delete for all, and staff still delete a pupil’s', async () => {
    const ordinal = await say('anna');
    await makeOld(ordinal);
    expect(await refused('anna', 'message:edit', { ...at(ordinal), text: 'иначе' })).toBe('too-late');
    expect(await refused('anna', 'message:delete', at(ordinal))).toBe('too-late');
    await of('anna').socket.call('message:hide', { chatId: algebra, ordinals: [ordinal] });
    await of('elena').socket.call('message:delete', at(ordinal));
    expect((await seen('maria', ordinal))?.deletedBy).toBe(of('elena').id);
  });

  test('ACT4 nobody does anything with what was said before they joined', async () => {
    const ordinal = await say('elena', 'до прихода');
    const members = school.db.updateTable('members').where('chatId', '=', algebra);
    await members
      .where('personId', '=', of('maria').id)
      .set({ firstOrdinal: ordinal + 1 })
      .execute();
    for (const [command, more] of COMMANDS.filter(([name]) => name !== 'message:pin')) {
      expect(await refused('maria', command, { ...at(ordinal), ...more }), command).toBe('message-not-found');
    }
    expect(await refused('maria', 'message:hide', { chatId: algebra, ordinals: [ordinal] })).toBe('message-not-found');
    const reply = { chatId: algebra, clientId: randomUUID(), text: 'ответ', replyTo: ordinal };
    expect(await refused('maria', 'message:send', reply)).toBe('message-not-found');
    await of('elena').socket.call('message:pin', at(ordinal));
    expect((await of('maria').socket.call('chat:open', { chatId: algebra, cursor: null })).pinned).toBeNull();
    await members.where('personId', '=', of('maria').id).set({ firstOrdinal: 1 }).execute();
    expect((await of('maria').socket.call('chat:open', { chatId: algebra, cursor: null })).pinned?.ordinal).toBe(
      ordinal,
    );
  });
});

describe('what comes of it', () => {
  test('MSG20 a reply quotes what it answers, as it was, and cut', async () => {
    const long = 'я'.repeat(500);
    const ordinal = await say('elena', long);
    const reply = await say('anna', 'Поняла', { replyTo: ordinal });
    expect((await seen('maria', reply))?.replyTo).toEqual({ ordinal, senderId: of('elena').id, text: 'я'.repeat(160) });
    await of('elena').socket.call('message:delete', at(ordinal));
    const again = { chatId: algebra, clientId: randomUUID(), text: 'ответ', replyTo: ordinal };
    expect(await refused('anna', 'message:send', again)).toBe('message-not-found');
  });

  test('MSG21 an edit is told to all as the whole message, with the sign and nothing else changed', async () => {
    const ordinal = await say('anna', 'Завтра в 8');
    const before = await seen('maria', ordinal);
    const events = await eventsDuring('maria', () =>
      of('anna').socket.call('message:edit', { ...at(ordinal), text: '  Завтра в 9\r\n' }),
    );
    const message = { ...before, text: 'Завтра в 9', editedAt: expect.any(Number) };
    expect(events).toMatchObject([{ type: 'message:changed', message }]);
    expect(await seen('maria', ordinal)).toEqual(message);
    expect(await refused('anna', 'message:edit', { ...at(ordinal), text: '\u200b' })).toBe('text-empty');
    expect(await refused('anna', 'message:edit', { ...at(ordinal), text: 'я'.repeat(9001) })).toBe('text-too-long');
    const nothing = () => of('anna').socket.call('message:edit', { ...at(ordinal), text: 'Завтра в 9' });
    expect(await eventsDuring('maria', nothing)).toEqual([]);
  });

  test('MSG22 a message deleted for all leaves its place only, also in the difference and in the list', async () => {
    const { cursor } = await of('maria').socket.call('chat:open', { chatId: algebra, cursor: null });
    const ordinal = await say('anna', 'тайна');
    await of('maria').socket.call('message:react', { ...at(ordinal), reaction: 'heart' });
    const told = new Promise((resolve) => of('olga').socket.raw.once('preview:changed', resolve));
    await of('anna').socket.call('message:delete', at(ordinal));
    await of('anna').socket.call('message:delete', at(ordinal));
    const tombstone = await seen('maria', ordinal);
    expect(tombstone).toEqual({
      ...{ chatId: algebra, ordinal, senderId: of('anna').id, clientId: tombstone?.clientId },
      ...{ sentAt: tombstone?.sentAt, text: '', deletedBy: of('anna').id },
    });
    const difference = await of('maria').socket.call('chat:open', { chatId: algebra, cursor });
    expect(JSON.stringify(difference)).not.toContain('тайна');
    const log = await school.db.selectFrom('events').select('body').where('stream', '=', `chat:${algebra}`).execute();
    expect(JSON.stringify(log)).not.toContain('тайна');
    const { chats } = await of('maria').socket.call('person:open', {});
    expect(chats.find(({ id }) => id === algebra)?.lastMessage).toMatchObject({ ordinal, text: '', isDeleted: true });
    expect(await refused('maria', 'message:react', { ...at(ordinal), reaction: 'like' })).toBe('message-not-found');
    // Olga is not in this chat: she hears nothing of it.
    expect(await Promise.race([told, say('anna').then(() => 'nothing')])).toBe('nothing');
  });

  test('MSG22 who does not have the chat open is told that its last line is another now', async () => {
    const elsewhere = await school.socket(of('maria').id);
    const ordinal = await say('anna', 'опечатка');
    const notice = new Promise((resolve) => elsewhere.raw.once('preview:changed', resolve));
    await of('anna').socket.call('message:edit', { ...at(ordinal), text: 'без опечатки' });
    expect(await notice).toMatchObject({ chatId: algebra, lastMessage: { ordinal, text: 'без опечатки' } });
    elsewhere.close();
  });

  test('MSG23 what I delete for me is gone for me everywhere, and for nobody else', async () => {
    const ordinal = await say('elena', 'лишнее');
    const other = await school.socket(of('anna').id);
    const told = new Promise<{ events: StreamEvent[] }>((resolve) => other.raw.once('events', resolve));
    const { cursor } = await of('anna').socket.call('chat:open', { chatId: algebra, cursor: null });
    await of('anna').socket.call('message:hide', { chatId: algebra, ordinals: [ordinal] });
    expect((await told).events).toMatchObject([{ type: 'message:hidden', chatId: algebra, ordinals: [ordinal] }]);
    expect(await seen('anna', ordinal)).toMatchObject({ ordinal, text: '', isHidden: true });
    expect(await seen('maria', ordinal)).toMatchObject({ text: 'лишнее' });
    const snapshot = await other.call('chat:open', { chatId: algebra, cursor: null });
    expect(JSON.stringify(snapshot)).not.toContain('лишнее');
    await of('elena').socket.call('message:edit', { ...at(ordinal), text: 'лишнее и новое' });
    const difference = await other.call('chat:open', { chatId: algebra, cursor });
    expect(difference).toMatchObject({ kind: 'difference', hidden: expect.arrayContaining([ordinal]) });
    expect(JSON.stringify(difference)).not.toContain('лишнее');
    const { chats } = await other.call('person:open', {});
    expect(chats.find(({ id }) => id === algebra)?.lastMessage?.ordinal).toBeLessThan(ordinal);
    other.close();
  });

  test('MSG24 a forwarded message keeps its first author, over several forwards, and comes from a chat of mine only', async () => {
    const literature = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Литература' });
    const ordinal = await say('elena', '§ 14,\nвопросы 1-3');
    const first = await say('anna', '', { forwardOf: at(ordinal) }, literature);
    const message = await seen('maria', first, literature);
    expect(message).toMatchObject({
      senderId: of('anna').id,
      text: '§ 14,\nвопросы 1-3',
      forwardedFrom: { senderId: of('elena').id, senderName: 'Елена Викторовна' },
    });
    const second = await say('maria', 'своё', { forwardOf: { chatId: literature, ordinal: first } });
    expect(await seen('anna', second)).toMatchObject({ forwardedFrom: message?.forwardedFrom, text: message?.text });
    const parents = await school.chatId({ kind: 'parents', className: '7Б' });
    const stolen = { chatId: parents, clientId: randomUUID(), text: '', forwardOf: at(ordinal) };
    expect(await refused('olga', 'message:send', stolen)).toBe('chat-not-found');
    expect(await refused('anna', 'message:edit', { chatId: literature, ordinal: first, text: 'подделка' })).toBe(
      'not-allowed',
    );
  });

  test('MSG25 each person has one reaction to a message: it is set, changed and taken back', async () => {
    const ordinal = await say('elena', 'Кто идёт на олимпиаду?');
    const react = (name: string, reaction: string | null) =>
      of(name).socket.call('message:react', { ...at(ordinal), reaction: reaction as never });
    await react('anna', 'like');
    await react('maria', 'like');
    await react('maria', 'heart');
    const [anna, maria] = [of('anna').id, of('maria').id];
    expect((await seen('elena', ordinal))?.reactions).toEqual([
      { reaction: 'like', people: [anna] },
      { reaction: 'heart', people: [maria] },
    ]);
    expect(await eventsDuring('elena', () => react('anna', 'like'))).toEqual([]);
    await react('anna', null);
    await react('maria', null);
    expect(await seen('elena', ordinal)).not.toHaveProperty('reactions');
    expect(await refused('anna', 'message:react', { ...at(ordinal), reaction: 'fire' })).toBe('bad-request');
  });

  test('MSG25 twenty reactions at once are all counted', async () => {
    const ordinal = await say('elena', 'Все здесь?');
    const rows = await school.db
      .selectFrom('members')
      .select('personId')
      .where('chatId', '=', algebra)
      .where('leftAt', 'is', null)
      .limit(20)
      .execute();
    const sockets = await Promise.all(rows.map((row) => school.socket(row.personId)));
    await Promise.all(sockets.map((one) => one.call('message:react', { ...at(ordinal), reaction: 'thanks' })));
    expect((await seen('elena', ordinal))?.reactions?.[0]?.people).toHaveLength(20);
    for (const one of sockets) one.close();
  });

  test('MSG26 one message is pinned, the next takes its place, and what is deleted is unpinned', async () => {
    const [first, second] = [await say('elena', 'раз'), await say('elena', 'два')];
    const pin = (ordinal: number | null) => of('elena').socket.call('message:pin', { chatId: algebra, ordinal });
    const events = await eventsDuring('anna', async () => {
      await pin(first);
      await pin(second);
      await pin(second);
      await of('elena').socket.call('message:delete', at(second));
    });
    const pins = events.flatMap((event) => (event.type === 'message:pinned' ? [event.ordinal] : []));
    expect(pins).toEqual([first, second, null]);
    await pin(first);
    expect((await of('anna').socket.call('chat:open', { chatId: algebra, cursor: null })).pinned?.text).toBe('раз');
    await pin(null);
    expect((await of('anna').socket.call('chat:open', { chatId: algebra, cursor: null })).pinned).toBeNull();
  });

  test('MSG27 what I mark as important stands in my list, newest mark first, until it is unmarked, hidden or deleted', async () => {
    const ordinals = [await say('elena', 'раз'), await say('elena', 'два'), await say('elena', 'три')];
    const mark = (ordinal: number, isImportant = true) =>
      of('maria').socket.call('important:mark', { ...at(ordinal), isImportant });
    const list = async () =>
      (await of('maria').socket.call('important:list', {})).entries.map(({ message }) => message.text);
    for (const ordinal of ordinals) {
      await mark(ordinal);
      await new Promise((done) => setTimeout(done, 3));
    }
    expect(await list()).toEqual(['три', 'два', 'раз']);
    const [first = 0, second = 0, third = 0] = ordinals;
    expect((await of('maria').socket.call('chat:open', { chatId: algebra, cursor: null })).important).toEqual(ordinals);
    expect(JSON.stringify(await of('anna').socket.call('important:list', {}))).not.toContain('раз');
    await mark(first, false);
    await of('maria').socket.call('message:hide', { chatId: algebra, ordinals: [second] });
    await of('elena').socket.call('message:delete', at(third));
    expect(await list()).toEqual([]);
  });

  test('MSG28 only members of the chat are mentioned, each once', async () => {
    const ordinal = await say('anna', '@Мария Ковалёва, привет', {
      mentions: [of('maria').id, of('olga').id, of('maria').id, 'nobody'],
    });
    expect((await seen('maria', ordinal))?.mentions).toEqual([of('maria').id]);
    await of('anna').socket.call('message:edit', { ...at(ordinal), text: 'привет' });
    expect(await seen('maria', ordinal)).not.toHaveProperty('mentions');
  });

  test('MSG29 a draft reaches my other pages, stands in the list, and goes when it is empty', async () => {
    const other = await school.socket(of('anna').id);
    const next = () => new Promise<{ events: StreamEvent[] }>((resolve) => other.raw.once('events', resolve));
    const saved = next();
    await of('anna').socket.call('draft:save', { chatId: algebra, draft: { text: 'Можно пере' } });
    expect((await saved).events).toMatchObject([
      { type: 'draft:saved', chatId: algebra, draft: { text: 'Можно пере' } },
    ]);
    const row = async () => (await other.call('person:open', {})).chats.find(({ id }) => id === algebra)?.draft?.text;
    expect(await row()).toBe('Можно пере');
    const gone = next();
    await of('anna').socket.call('draft:save', { chatId: algebra, draft: { text: '  ' } });
    expect((await gone).events).toMatchObject([{ type: 'draft:saved', draft: null }]);
    expect(await row()).toBeUndefined();
    expect(await refused('anna', 'draft:save', { chatId: algebra, draft: { text: 'я'.repeat(9001) } })).toBe(
      'bad-request',
    );
    const replyTo = { ordinal: 1, senderId: 'anna', text: 'я'.repeat(161) };
    expect(await refused('anna', 'draft:save', { chatId: algebra, draft: { text: 'а', replyTo } })).toBe('bad-request');
    other.close();
  });

  test('MSG30 that somebody writes is told to the other members, gathered, and to nobody else', async () => {
    const heard: string[] = [];
    for (const name of ['anna', 'maria', 'olga']) {
      of(name).socket.raw.on('person:typing', (notice: { personId: string }) => {
        if (notice.personId === of('elena').id) heard.push(name);
      });
    }
    for (let index = 0; index < 5; index++) await of('elena').socket.call('typing:tell', { chatId: algebra });
    for (const name of ['anna', 'maria', 'olga']) await of(name).socket.call('person:open', {});
    expect(heard.sort()).toEqual(['anna', 'maria']);
    for (const name of ['anna', 'maria', 'olga']) of(name).socket.raw.off('person:typing');
  });
});
