import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Chat } from '../../protocol/chats.ts';
import type { StreamEvent } from '../../protocol/events.ts';
import type { Scheduled } from '../../protocol/scheduled.ts';
import { picture, uploaderOf } from './files-school.ts';
import { ANNA, ELENA, MARIA, type RunningSchool, startRunningSchool, type TestSocket } from './running-school.ts';

let school: RunningSchool;
const people: Record<string, { id: string; socket: TestSocket }> = {};
const of = (name: string) => {
  const person = people[name];
  if (!person) throw new Error(`nobody is called ${name}`);
  return person;
};
async function connect() {
  for (const name of [ELENA, ANNA, MARIA]) {
    const id = await school.personId(name);
    people[name] = { id, socket: await school.socket(id) };
  }
}

beforeAll(async () => {
  school = await startRunningSchool({ RATE_LIMITS: 'off' });
  await connect();
});
afterAll(() => school?.close());

const HOUR = 3_600_000;
async function make(...members: string[]): Promise<Chat> {
  const input = { clientId: randomUUID(), title: 'Поход', members: members.map((name) => of(name).id) };
  return (await of(ELENA).socket.call('chat:create', input)).chat;
}
async function putOff(name: string, chatId: string, inMs: number, more: object = {}): Promise<Scheduled> {
  const input = { chatId, clientId: randomUUID(), text: 'завтра в девять', sendAt: Date.now() + inMs, ...more };
  return (await of(name).socket.call('scheduled:add', input)).scheduled;
}
const waiting = async (name: string) => (await of(name).socket.call('scheduled:list', {})).scheduled;
const texts = async (name: string, chatId: string) =>
  (await of(name).socket.call('message:history', { chatId })).messages.filter((one) => !one.service);
const refused = async (name: string, command: string, input: unknown) =>
  (await of(name).socket.refusal(command, input)).code;

/** Waits for an event of a person's own stream. */
function eventOf<T extends StreamEvent['type']>(name: string, type: T): Promise<Extract<StreamEvent, { type: T }>> {
  const { raw } = of(name).socket;
  return new Promise((resolve) => {
    const listen = (batch: { events: StreamEvent[] }) => {
      const found = batch.events.find((event) => event.type === type);
      if (!found) return;
      raw.off('events', listen);
      resolve(found as Extract<StreamEvent, { type: T }>);
    };
    raw.on('events', listen);
  });
}

test('LATER1 a message that is put off goes out at its time, once, and then waits no more', async () => {
  const chat = await make(ANNA);
  const one = await putOff(ELENA, chat.id, 1200);
  expect(await waiting(ELENA)).toMatchObject([{ id: one.id, chatId: chat.id, text: 'завтра в девять' }]);
  expect(await texts(ANNA, chat.id)).toEqual([]);
  expect((await eventOf(ELENA, 'scheduled:gone')).id).toBe(one.id);
  const [sent, ...more] = await texts(ANNA, chat.id);
  expect(sent).toMatchObject({ text: 'завтра в девять', senderId: of(ELENA).id });
  expect(sent?.sentAt).toBeGreaterThanOrEqual(one.sendAt);
  expect(more).toEqual([]);
  expect(await waiting(ELENA)).toEqual([]);
});

test('LATER2 nobody else sees what waits, and it is on all of the sender’s devices', async () => {
  const chat = await make(ANNA);
  const other = await school.socket(of(ELENA).id);
  const told = new Promise<StreamEvent[]>((resolve) =>
    other.raw.on('events', (batch: { events: StreamEvent[] }) => resolve(batch.events)),
  );
  const one = await putOff(ELENA, chat.id, HOUR);
  expect(await told).toMatchObject([{ type: 'scheduled:changed', scheduled: { id: one.id } }]);
  expect((await other.call('person:open', {})).scheduled).toMatchObject([{ id: one.id }]);
  expect(await waiting(ANNA)).toEqual([]);
  for (const [command, more] of [
    ['scheduled:edit', { text: 'другое' }],
    ['scheduled:remove', {}],
    ['scheduled:send', {}],
  ] as const) {
    expect(await refused(ANNA, command, { scheduledId: one.id, ...more })).toBe('scheduled-not-found');
  }
  await of(ELENA).socket.call('scheduled:remove', { scheduledId: one.id });
  other.close();
});

test('LATER3 rights are checked again when the time comes, and the refusal is told and kept', async () => {
  const chat = await make(ANNA);
  const one = await putOff(ANNA, chat.id, 900);
  await of(ELENA).socket.call('chat:edit', { chatId: chat.id, isReadOnly: true });
  const told = eventOf(ANNA, 'scheduled:changed');
  expect((await told).scheduled).toMatchObject({ id: one.id, failed: 'chat-read-only' });
  expect(await texts(ELENA, chat.id)).toEqual([]);
  expect(await waiting(ANNA)).toMatchObject([{ failed: 'chat-read-only', text: 'завтра в девять' }]);
  // Tried again when its right is back.
  await of(ELENA).socket.call('chat:edit', { chatId: chat.id, isReadOnly: false });
  await of(ANNA).socket.call('scheduled:send', { scheduledId: one.id });
  expect(await texts(ELENA, chat.id)).toHaveLength(1);
  expect(await waiting(ANNA)).toEqual([]);
});

test('LATER3 G8 who was removed from the chat sends nothing into it', async () => {
  const chat = await make(ANNA);
  await putOff(ANNA, chat.id, 700);
  await of(ELENA).socket.call('member:remove', { chatId: chat.id, personId: of(ANNA).id });
  const { scheduled } = await eventOf(ANNA, 'scheduled:changed');
  expect(scheduled.failed).toBe('chat-not-found');
  expect(await texts(ELENA, chat.id)).toEqual([]);
  await of(ANNA).socket.call('scheduled:remove', { scheduledId: scheduled.id });
});

test('LATER4 text and time can be changed, and it can be sent at once', async () => {
  const chat = await make(ANNA);
  const one = await putOff(ELENA, chat.id, HOUR);
  const sendAt = Date.now() + 2 * HOUR;
  const edit = { scheduledId: one.id, text: ' в десять ', sendAt };
  expect((await of(ELENA).socket.call('scheduled:edit', edit)).scheduled).toMatchObject({ text: 'в десять', sendAt });
  await of(ELENA).socket.call('scheduled:send', { scheduledId: one.id });
  expect((await texts(ANNA, chat.id)).map(({ text }) => text)).toEqual(['в десять']);
  expect(await refused(ELENA, 'scheduled:send', { scheduledId: one.id })).toBe('scheduled-not-found');
});

test('LATER5 what came due while the server was away goes out when it is back, once', async () => {
  const chat = await make(ANNA);
  await putOff(ELENA, chat.id, 800);
  await school.kill();
  await new Promise((done) => setTimeout(done, 1000));
  await school.start();
  await connect();
  await expect.poll(async () => (await texts(ANNA, chat.id)).length, { timeout: 10_000 }).toBe(1);
  await expect.poll(() => waiting(ELENA), { timeout: 10_000 }).toEqual([]);
  expect(await texts(ANNA, chat.id)).toHaveLength(1);
});

test('LATER6 the same client id again is the same message', async () => {
  const chat = await make();
  const input = { chatId: chat.id, clientId: randomUUID(), text: 'раз', sendAt: Date.now() + HOUR };
  const first = await of(ELENA).socket.call('scheduled:add', input);
  const again = await of(ELENA).socket.call('scheduled:add', { ...input, text: 'два' });
  expect(again).toEqual(first);
  await of(ELENA).socket.call('scheduled:remove', { scheduledId: first.scheduled.id });
  expect(await waiting(ELENA)).toEqual([]);
});

test('LATER7 a reply and files go with it, and its files are not swept away meanwhile', async () => {
  const chat = await make(ANNA);
  await of(ANNA).socket.call('message:send', { chatId: chat.id, clientId: randomUUID(), text: 'когда?' });
  const [asked] = await texts(ELENA, chat.id);
  const uploader = await uploaderOf(school, of(ELENA).id);
  const file = await uploader.upload('карта.png', await picture('png'));
  await of(ELENA).socket.call('file:finish', { id: file });
  const one = await putOff(ELENA, chat.id, HOUR, { replyTo: asked?.ordinal ?? 0, attachments: [file] });
  expect(one).toMatchObject({ replyTo: { text: 'когда?' }, attachments: [{ id: file, kind: 'photo' }] });
  const second = { chatId: chat.id, clientId: randomUUID(), text: 'ещё', sendAt: Date.now() + HOUR };
  expect(await refused(ELENA, 'scheduled:add', { ...second, attachments: [file] })).toBe('file-not-found');
  const { letGo } = await import('../../backend/files/store.ts');
  expect(await letGo(school.db, file)).toBe(false);
  await of(ELENA).socket.call('scheduled:send', { scheduledId: one.id });
  expect((await texts(ANNA, chat.id)).at(-1)).toMatchObject({
    replyTo: { text: 'когда?' },
    attachments: [{ id: file }],
  });
});

test.each([
  ['in the past', { sendAt: 1 }, 'time-invalid'],
  ['too far ahead', { sendAt: Date.now() + 400 * 24 * HOUR }, 'time-invalid'],
  ['without a text', { text: ' \u200b ' }, 'text-empty'],
  ['with a text that is too long', { text: 'ы'.repeat(9001) }, 'text-too-long'],
  ['for a chat of others', { chatId: 'nowhere' }, 'chat-not-found'],
  ['answering what is not there', { replyTo: 99 }, 'message-not-found'],
])('LATER8 a message that is put off %s is refused at once', async (_what, more, code) => {
  const chat = await make();
  const input = { chatId: chat.id, clientId: randomUUID(), text: 'слово', sendAt: Date.now() + HOUR, ...more };
  expect(await refused(ELENA, 'scheduled:add', input)).toBe(code);
  expect(await waiting(ELENA)).toEqual([]);
});

test('LATER8 nobody has more than a hundred waiting', async () => {
  const chat = await make(MARIA);
  const add = () => putOff(MARIA, chat.id, HOUR);
  await Promise.all(Array.from({ length: 100 }, add));
  await expect(add()).rejects.toMatchObject({ code: 'scheduled-too-many' });
  expect(await waiting(MARIA)).toHaveLength(100);
});
