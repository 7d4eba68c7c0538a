import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StreamEvent } from '../../protocol/events.ts';
import type { NewPoll, Poll } from '../../protocol/polls.ts';
import { ANNA, ELENA, MARIA, type RunningSchool, startRunningSchool, type TestSocket } from './running-school.ts';

let school: RunningSchool;
let chatId: string;
let anna: TestSocket;
let maria: TestSocket;
let elena: TestSocket;
let annaId: string;
let mariaId: string;

beforeAll(async () => {
  school = await startRunningSchool();
  chatId = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
  annaId = await school.personId(ANNA);
  mariaId = await school.personId(MARIA);
  anna = await school.socket(annaId);
  maria = await school.socket(mariaId);
  elena = await school.socket(await school.personId(ELENA));
});
afterAll(() => school?.close());

const PLAIN: NewPoll = {
  question: 'Во сколько консультация?',
  options: ['14:00', '15:30', '16:00'],
  isMultiple: false,
  isAnonymous: false,
};
async function ask(socket: TestSocket, poll: Partial<NewPoll> = {}): Promise<{ chatId: string; ordinal: number }> {
  const input = { chatId, clientId: randomUUID(), text: '', poll: { ...PLAIN, ...poll } };
  return { chatId, ordinal: (await socket.call('message:send', input)).ordinal };
}
async function shown(place: { ordinal: number }): Promise<Poll | undefined> {
  const { messages } = await anna.call('message:history', { chatId, before: place.ordinal + 1 });
  return messages.at(-1)?.poll;
}
const counts = async (place: { ordinal: number }) => (await shown(place))?.options.map(({ votes }) => votes);
const vote = (socket: TestSocket, place: { chatId: string; ordinal: number }, options: number[]) =>
  socket.call('poll:vote', { ...place, options });
const code = async (socket: TestSocket, name: string, input: unknown) => (await socket.refusal(name, input)).code;

test('MSG31 a poll is told in the list and in a quote by its question', async () => {
  const { ordinal } = await ask(elena);
  const row = async () => (await anna.call('person:open', {})).chats.find(({ id }) => id === chatId)?.lastMessage;
  expect(await row()).toMatchObject({ ordinal, text: PLAIN.question, attached: { kind: 'poll', count: 1 } });
  await anna.call('message:send', { chatId, clientId: randomUUID(), text: 'в 14:00', replyTo: ordinal });
  const { messages } = await anna.call('message:history', { chatId });
  expect(messages.at(-1)?.replyTo).toMatchObject({ ordinal, text: PLAIN.question });
  expect(await row()).not.toHaveProperty('attached');
});

describe('voting', () => {
  test('POLL1 a vote is counted at once for all who have the chat open, and tells who, where it is not anonymous', async () => {
    await elena.call('chat:open', { chatId, cursor: null });
    const place = await ask(elena);
    const told = new Promise<StreamEvent>((resolve) => {
      elena.raw.on('events', ({ events }: { events: StreamEvent[] }) => {
        for (const event of events) if (event.type === 'message:changed') resolve(event);
      });
    });
    expect(await vote(anna, place, [1])).toEqual({ mine: { options: [1] } });
    expect(await told).toMatchObject({
      message: {
        ordinal: place.ordinal,
        poll: {
          voterCount: 1,
          options: [{ voters: [] }, { text: '15:30', votes: 1, voters: [annaId] }, { voters: [] }],
        },
      },
    });
    expect(await maria.call('poll:mine', place)).toEqual({ mine: { options: [] } });
  });

  test('POLL2 a vote can be changed and taken back, and counts once', async () => {
    const place = await ask(elena);
    await vote(anna, place, [0]);
    await vote(maria, place, [0]);
    expect(await counts(place)).toEqual([2, 0, 0]);
    await vote(anna, place, [2]);
    await vote(anna, place, [2]);
    expect(await counts(place)).toEqual([1, 0, 1]);
    await vote(anna, place, []);
    expect([await counts(place), (await shown(place))?.voterCount]).toEqual([[1, 0, 0], 1]);
  });

  test('POLL3 several answers only where they are allowed, and only those that there are', async () => {
    const one = await ask(elena);
    expect(await code(anna, 'poll:vote', { ...one, options: [0, 1] })).toBe('bad-request');
    expect(await code(anna, 'poll:vote', { ...one, options: [3] })).toBe('bad-request');
    const many = await ask(elena, { isMultiple: true });
    expect(await code(anna, 'poll:vote', { ...many, options: [1, 1] })).toBe('bad-request');
    await vote(anna, many, [0, 2]);
    await vote(maria, many, [2]);
    expect([await counts(many), (await shown(many))?.voterCount]).toEqual([[1, 0, 2], 2]);
    expect((await anna.call('poll:mine', many)).mine.options).toEqual([0, 2]);
  });

  test('POLL4 an anonymous poll tells nobody who voted for what; I am told my own', async () => {
    const place = await ask(elena, { isAnonymous: true });
    await vote(anna, place, [1]);
    expect(JSON.stringify(await shown(place))).not.toContain(annaId);
    const { events } = (await elena.call('chat:open', { chatId, cursor: 0 })) as { events?: StreamEvent[] };
    for (const event of events ?? [])
      if (event.type === 'message:changed' && event.message.ordinal === place.ordinal)
        expect(JSON.stringify(event.message.poll)).not.toContain(annaId);
    expect((await anna.call('poll:mine', place)).mine).toEqual({ options: [1] });
  });

  test('POLL5 a quiz tells its answer to who has voted, and to all when it is closed; one votes once', async () => {
    const place = await ask(elena, { correct: 2 });
    expect(JSON.stringify(await shown(place))).not.toContain('correct');
    expect((await anna.call('poll:mine', place)).mine).toEqual({ options: [] });
    expect((await elena.call('poll:mine', place)).mine).toEqual({ options: [], correct: 2 });
    expect((await vote(anna, place, [0])).mine).toEqual({ options: [0], correct: 2 });
    expect(await code(anna, 'poll:vote', { ...place, options: [2] })).toBe('poll-closed');
    expect(await code(anna, 'poll:vote', { ...place, options: [] })).toBe('poll-closed');
    await elena.call('poll:close', place);
    expect(await shown(place)).toMatchObject({ isQuiz: true, isClosed: true, correct: 2 });
    expect((await maria.call('poll:mine', place)).mine).toEqual({ options: [], correct: 2 });
  });

  test('POLL6 a poll is closed by its author or by who leads the chat; then nobody votes', async () => {
    const place = await ask(anna);
    expect(await code(maria, 'poll:close', place)).toBe('not-allowed');
    await elena.call('poll:close', place);
    expect(await code(maria, 'poll:vote', { ...place, options: [0] })).toBe('poll-closed');
    const own = await ask(anna);
    await anna.call('poll:close', own);
    expect((await shown(own))?.isClosed).toBe(true);
  });

  test('S16 POLL7 a poll of a chat that is not mine, or from before my joining, is not there', async () => {
    const place = await ask(elena);
    const staff = await school.chatId({ kind: 'staff' });
    for (const command of ['poll:mine', 'poll:close']) {
      expect(await code(anna, command, { chatId: staff, ordinal: 1 })).toBe('chat-not-found');
      expect(await code(anna, command, { chatId, ordinal: place.ordinal + 99 })).toBe('message-not-found');
    }
    const text = await anna.call('message:send', { chatId, clientId: randomUUID(), text: 'не опрос' });
    expect(await code(anna, 'poll:vote', { chatId, ordinal: text.ordinal, options: [0] })).toBe('message-not-found');
    await school.db
      .updateTable('members')
      .set({ firstOrdinal: place.ordinal + 1 })
      .where('chatId', '=', chatId)
      .where('personId', '=', mariaId)
      .execute();
    for (const [command, extra] of [
      ['poll:mine', {}],
      ['poll:vote', { options: [0] }],
    ] as const)
      expect(await code(maria, command, { ...place, ...extra })).toBe('message-not-found');
  });

  test.each([
    ['one option', { options: ['да'] }],
    ['eleven options', { options: Array.from({ length: 11 }, (_, index) => `${index}`) }],
    ['an option twice', { options: ['да', 'да '] }],
    ['an empty option', { options: ['да', ' '] }],
    ['an option that nobody sees', { options: ['да', '\u200b\u2060'] }],
    ['no question', { question: '  ' }],
    ['a question that nobody sees', { question: '\u202e\u200b\u3164' }],
    ['a question that is too long', { question: 'я'.repeat(301) }],
    ['an option that is too long', { options: ['да', 'я'.repeat(9001)] }],
    ['a right answer that there is not', { correct: 3 }],
    ['a quiz with several answers', { correct: 1, isMultiple: true }],
  ])('POLL8 a poll with %s is refused', async (_name, poll) => {
    const input = { chatId, clientId: randomUUID(), text: '', poll: { ...PLAIN, ...poll } };
    expect(await code(anna, 'message:send', input)).toBe('bad-request');
  });

  test('POLL9 a whole class votes at once, and each vote counts', async () => {
    const place = await ask(elena);
    const members = await school.db
      .selectFrom('members')
      .select('personId')
      .where('chatId', '=', chatId)
      .where('firstOrdinal', '<=', place.ordinal)
      .limit(20)
      .execute();
    const sockets = await Promise.all(members.map(({ personId }) => school.socket(personId)));
    await Promise.all(sockets.map((socket, index) => vote(socket, place, [index % 3])));
    expect([await counts(place), (await shown(place))?.voterCount]).toEqual([[7, 7, 6], 20]);
    for (const socket of sockets) socket.close();
  });
});
