import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chat } from '../../protocol/chats.ts';
import type { Invite, InviteLifetime } from '../../protocol/invites.ts';
import { inviteSecret } from '../../protocol/invites.ts';
import {
  ANNA,
  ELENA,
  MARIA,
  MIKHAIL,
  OLGA,
  type RunningSchool,
  startRunningSchool,
  type TestSocket,
} from './running-school.ts';

let school: RunningSchool;
const people: Record<string, { id: string; socket: TestSocket }> = {};
const of = (name: string) => {
  const person = people[name];
  if (!person) throw new Error(`nobody is called ${name}`);
  return person;
};

beforeAll(async () => {
  school = await startRunningSchool({ RATE_LIMITS: 'off' });
  for (const name of [ELENA, ANNA, MARIA, OLGA, MIKHAIL]) {
    const id = await school.personId(name);
    people[name] = { id, socket: await school.socket(id) };
  }
});
afterAll(() => school?.close());

async function make(members: string[] = []): Promise<Chat> {
  const input = { clientId: randomUUID(), title: 'Кружок', members: members.map((name) => of(name).id) };
  return (await of(ELENA).socket.call('chat:create', input)).chat;
}
const invite = async (chatId: string, maxUses: number | null = null, lifetime: InviteLifetime = 'week') =>
  (await of(ELENA).socket.call('invite:make', { chatId, lifetime, maxUses })).invite;
const secretOf = ({ path }: Invite) => inviteSecret(school.url + path, school.url) ?? '';
const accept = (name: string, secret: string) => of(name).socket.call('invite:accept', { secret });
const refused = async (name: string, command: string, input: unknown) =>
  (await of(name).socket.refusal(command, input)).code;
const lines = async (chatId: string) =>
  (await of(ELENA).socket.call('message:history', { chatId })).messages.map((one) => one.service?.kind);

describe('an invite link', () => {
  test('INVITE1 shows what one joins, and takes in a person of the school, once', async () => {
    const chat = await make();
    const secret = secretOf(await invite(chat.id));
    const { invitation } = await of(ANNA).socket.call('invite:look', { secret });
    expect(invitation).toEqual({ title: 'Кружок', schoolName: expect.stringContaining('Школа'), memberCount: 1 });
    const joined = await accept(ANNA, secret);
    expect(joined.chat).toMatchObject({ id: chat.id, role: 'member', memberCount: 2 });
    expect((await accept(ANNA, secret)).chat.id).toBe(chat.id);
    expect(await lines(chat.id)).toEqual(['created', 'joined']);
    expect((await of(ELENA).socket.call('invite:get', { chatId: chat.id })).invite).toMatchObject({ uses: 1 });
    expect((await of(ANNA).socket.call('invite:look', { secret })).invitation.chatId).toBe(chat.id);
  });

  test('INVITE1 who joins sees the history from joining on', async () => {
    const chat = await make();
    await of(ELENA).socket.call('message:send', { chatId: chat.id, clientId: randomUUID(), text: 'до Ольги' });
    await accept(OLGA, secretOf(await invite(chat.id)));
    const { messages } = await of(OLGA).socket.call('message:history', { chatId: chat.id });
    expect(messages.map((one) => one.service?.kind ?? one.text)).toEqual(['joined']);
  });

  test('INVITE2 a link that is made anew stops the one before, and one that is taken away leads nowhere', async () => {
    const chat = await make();
    const first = secretOf(await invite(chat.id));
    const second = secretOf(await invite(chat.id));
    expect(second).not.toBe(first);
    expect(await refused(ANNA, 'invite:accept', { secret: first })).toBe('invite-not-found');
    await of(ELENA).socket.call('invite:remove', { chatId: chat.id });
    expect(await refused(ANNA, 'invite:accept', { secret: second })).toBe('invite-not-found');
    expect((await of(ELENA).socket.call('invite:get', { chatId: chat.id })).invite).toBeNull();
  });

  test('INVITE3 its time runs out by the server’s clock', async () => {
    const chat = await make([MARIA]);
    const made = await invite(chat.id, null, 'day');
    expect((made.expiresAt ?? 0) - made.createdAt).toBe(24 * 3_600_000);
    await school.db.updateTable('invites').set({ expiresAt: 1 }).where('chatId', '=', chat.id).execute();
    const secret = secretOf(made);
    expect(await refused(ANNA, 'invite:look', { secret })).toBe('invite-expired');
    expect(await refused(ANNA, 'invite:accept', { secret })).toBe('invite-expired');
    // Who is in the chat already is only told where it is.
    expect((await of(MARIA).socket.call('invite:look', { secret })).invitation.chatId).toBe(chat.id);
  });

  test('INVITE4 no more people come than it is for, also when they come at once', async () => {
    const chat = await make();
    const secret = secretOf(await invite(chat.id, 2));
    const results = await Promise.allSettled([ANNA, MARIA, OLGA, MIKHAIL].map((name) => accept(name, secret)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason.code).toBe('invite-used-up');
    }
    expect(await lines(chat.id)).toEqual(['created', 'joined', 'joined']);
  });

  test('INVITE5 who was taken out of the chat does not come back by it, and does when somebody adds them', async () => {
    const chat = await make([ANNA]);
    const secret = secretOf(await invite(chat.id));
    await of(ELENA).socket.call('member:remove', { chatId: chat.id, personId: of(ANNA).id });
    expect(await refused(ANNA, 'invite:accept', { secret })).toBe('removed-from-chat');
    await of(ELENA).socket.call('member:add', { chatId: chat.id, personIds: [of(ANNA).id] });
    await of(ANNA).socket.call('chat:leave', { chatId: chat.id });
    // Who left by themselves may come again.
    expect((await accept(ANNA, secret)).chat.id).toBe(chat.id);
  });

  test('INVITE6 S16 a person of another school finds no link', async () => {
    const id = randomUUID();
    const other = { id: randomUUID(), sourcedId: randomUUID(), name: 'Другая школа' };
    await school.db.insertInto('schools').values(other).execute();
    const name = { givenName: 'Нина', familyName: 'Дальняя', middleName: null, className: null, subjects: '[]' };
    const stranger = { id, schoolId: other.id, sourcedId: id, role: 'teacher' as const, ...name, phone: null };
    await school.db
      .insertInto('people')
      .values({ ...stranger, leftAt: null })
      .execute();
    const secret = secretOf(await invite((await make()).id));
    const socket = await school.socket(id);
    expect((await socket.refusal('invite:accept', { secret })).code).toBe('invite-not-found');
    expect((await socket.refusal('invite:look', { secret })).code).toBe('invite-not-found');
    socket.close();
  });

  test.each([
    ['a member without the right', ANNA, 'not-allowed'],
    ['somebody who is not in it', OLGA, 'chat-not-found'],
  ])('INVITE7 %s neither sees nor makes nor takes away the link', async (_who, name, code) => {
    const chat = await make([ANNA]);
    await invite(chat.id);
    for (const [command, more] of [
      ['invite:get', {}],
      ['invite:make', { lifetime: 'day', maxUses: null }],
      ['invite:remove', {}],
    ] as const) {
      expect([command, await refused(name, command, { chatId: chat.id, ...more })]).toEqual([command, code]);
    }
  });

  test('INVITE7 a roster chat has none, whoever asks', async () => {
    const chatId = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
    expect(await refused(ELENA, 'invite:make', { chatId, lifetime: 'day', maxUses: null })).toBe('not-allowed');
  });

  test.each([['../../health'], ['x'.repeat(23)], ['']])('INVITE8 «%s» is no link', async (secret) => {
    expect(await refused(ANNA, 'invite:accept', { secret })).toBe('bad-request');
    expect(inviteSecret(`${school.url}/join/${secret}`, school.url)).toBeNull();
  });

  test('INVITE8 a link is told from other addresses, whatever hangs on it', () => {
    const secret = 'abcdefghijklmnopqrstuv';
    expect(inviteSecret(` https://a.example/join/${secret}?from=qr `, 'https://a.example')).toBe(secret);
    expect(inviteSecret(`https://b.example/join/${secret}`, 'https://a.example')).toBeNull();
    expect(inviteSecret(`https://a.example.b/join/${secret}`, 'https://a.example')).toBeNull();
  });
});
