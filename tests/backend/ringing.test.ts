import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLocalBus } from '../../backend/bus/bus.ts';
import { createAnnouncer } from '../../backend/calls/announcer.ts';
import { USUAL_RULES } from '../../backend/calls/attendance.ts';
import { createEnforcer } from '../../backend/calls/enforcer.ts';
import { endIfAlone, RINGS_FOR } from '../../backend/calls/ringing.ts';
import { createRoomAnnouncer } from '../../backend/calls/room-announcer.ts';
import type { CallDeps } from '../../backend/calls/rules.ts';
import { AppError } from '../../backend/errors.ts';
import type { Call } from '../../protocol/calls.ts';
import type { ServiceLine } from '../../protocol/messages.ts';
import { freeTcpPort, freeUdpPort, livekitBinary, until } from './calls-school.ts';
import { ANNA, ELENA, MARIA, type RunningSchool, startRunningSchool, type TestSocket } from './running-school.ts';

let school: RunningSchool;
let elena: TestSocket;
let anna: TestSocket;
let phone: TestSocket;
let ids: { elena: string; anna: string; maria: string };
let chatId: string;

/** What a socket was told of calls, oldest first. */
const told = new Map<TestSocket, (Call | null)[]>();
async function socketOf(personId: string): Promise<TestSocket> {
  const socket = await school.socket(personId);
  const calls: (Call | null)[] = [];
  told.set(socket, calls);
  socket.raw.on('call:changed', (notice: { call: Call | null }) => calls.push(notice.call));
  return socket;
}
const last = (socket: TestSocket) => told.get(socket)?.at(-1);
const rings = (socket: TestSocket, callId: string) =>
  until('the ring', () => last(socket)?.id === callId && last(socket)?.isRinging);
const isOver = (socket: TestSocket) => until('the end', () => last(socket) === null);

async function lines(): Promise<{ service: ServiceLine; senderId: string }[]> {
  const rows = await school.db
    .selectFrom('messages')
    .select(['extra', 'senderId'])
    .where('chatId', '=', chatId)
    .orderBy('ordinal')
    .execute();
  return rows.map(({ extra, senderId }) => ({ service: JSON.parse(extra).service, senderId }));
}
const lastLine = async () => (await lines()).at(-1);

beforeAll(async () => {
  school = await startRunningSchool({
    ...{ LIVEKIT_BIN: livekitBinary(), RING_SECONDS: '3', RATE_LIMITS: 'off' },
    ...{ LIVEKIT_PORT: String(await freeTcpPort()), LIVEKIT_UDP_PORT: String(await freeUdpPort()) },
  });
  ids = {
    elena: await school.personId(ELENA),
    anna: await school.personId(ANNA),
    maria: await school.personId(MARIA),
  };
  elena = await socketOf(ids.elena);
  anna = await socketOf(ids.anna);
  phone = await socketOf(ids.anna);
  chatId = (await elena.call('chat:direct', { personId: ids.anna })).chat.id;
  await until('LiveKit', async () => (await elena.call('call:state', { chatId })).service.status === 'available');
});
afterAll(() => school?.close());

const call = async () => (await elena.call('call:start', { chatId })).call;

test('RING1 a direct call rings on every device of the other, and on one that connects meanwhile', async () => {
  const { id } = await call();
  await rings(anna, id);
  await rings(phone, id);
  const late = await socketOf(ids.anna);
  const { calls } = await late.call('person:open', {});
  expect(calls).toMatchObject([{ id, chatId, isRinging: true, startedBy: ids.elena }]);
  late.close();
  await elena.call('call:hang-up', { callId: id });
  await isOver(phone);
});

test('RING2 one answer stops the others; who called cannot answer, and an answered call rings no longer', async () => {
  const { id } = await call();
  await rings(phone, id);
  await elena.call('call:accept', { callId: id });
  expect((await anna.call('call:state', { chatId })).call?.isRinging).toBe(true);
  await anna.call('call:accept', { callId: id });
  await until('the phone to be told', () => last(phone)?.id === id && !last(phone)?.isRinging);
  await until('the caller to be told', () => last(elena)?.id === id && !last(elena)?.isRinging);
  const row = await school.db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  // Nothing is left that could end it as unanswered.
  expect(row).toMatchObject({ ringsUntil: null, endedAt: null, answeredAt: expect.any(Number) });
  await anna.call('call:hang-up', { callId: id });
  await isOver(elena);
  expect((await lastLine())?.service).toMatchObject({ kind: 'call-ended', callId: id });
  expect(await elena.call('call:state', { chatId })).not.toHaveProperty('outcome');
});

test('RING2 coming in is an answer, whichever way one comes', async () => {
  const { id } = await call();
  await elena.call('call:join', { chatId, deviceId: 'device-elena' });
  expect((await elena.call('call:state', { chatId })).call?.isRinging).toBe(true);
  const ticket = await phone.call('call:join', { chatId, deviceId: 'device-phone' });
  expect(ticket).toMatchObject({ status: 'live', call: { id } });
  expect(ticket).not.toHaveProperty('call.isRinging');
  await until('the other device to be told', () => last(anna)?.id === id && !last(anna)?.isRinging);
  await elena.call('call:hang-up', { callId: id });
});

test('RING3 a decline ends it on all devices and tells the caller; the chat says so', async () => {
  const { id } = await call();
  await rings(anna, id);
  await phone.call('call:hang-up', { callId: id });
  await isOver(anna);
  await isOver(elena);
  expect(await elena.call('call:state', { chatId })).toMatchObject({ call: null, outcome: 'declined' });
  expect(await lastLine()).toMatchObject({ service: { kind: 'call-declined' }, senderId: ids.elena });
  expect(await anna.refusal('call:accept', { callId: id })).toEqual({ code: 'call-not-found' });
});

test('RING4 RING6 nobody answers: it ends by the database’s time, and is a missed call in the chat', async () => {
  const { id } = await call();
  await rings(anna, id);
  await isOver(anna);
  expect(await elena.call('call:state', { chatId })).toMatchObject({ call: null, outcome: 'no-answer' });
  expect(await lastLine()).toMatchObject({ service: { kind: 'call-missed' }, senderId: ids.elena });
  const { chats } = await anna.call('person:open', {});
  expect(chats.find((chat) => chat.id === chatId)?.lastMessage).toMatchObject({ service: { kind: 'call-missed' } });
});

test('RING4 a server that was killed goes on ringing, and ends it in its time', async () => {
  const { id } = await call();
  const ringFor = (ms: number) =>
    school.db
      .updateTable('calls')
      .set({ ringsUntil: Date.now() + ms })
      .where('id', '=', id)
      .execute();
  await ringFor(60_000);
  await school.kill();
  await school.start();
  elena = await socketOf(ids.elena);
  anna = await socketOf(ids.anna);
  phone = await socketOf(ids.anna);
  expect((await anna.call('person:open', {})).calls).toMatchObject([{ id, isRinging: true }]);
  await ringFor(0);
  await isOver(anna);
  expect(await elena.call('call:state', { chatId })).toMatchObject({ outcome: 'no-answer' });
  await until('LiveKit', async () => (await elena.call('call:state', { chatId })).service.status === 'available');
});

test('RING5 who called hangs up: it stops ringing, and is a missed call', async () => {
  const { id } = await call();
  await rings(phone, id);
  await elena.call('call:hang-up', { callId: id });
  await isOver(phone);
  expect(await elena.call('call:state', { chatId })).toMatchObject({ outcome: 'cancelled' });
  expect((await lastLine())?.service).toEqual({ kind: 'call-missed' });
});

test('RING5 who called was in the call and is gone: it does not ring for the rest of its time', async () => {
  const { id } = await call();
  await rings(phone, id);
  await school.db
    .updateTable('calls')
    .set({ ringsUntil: Date.now() + 600_000 })
    .where('id', '=', id)
    .execute();
  const stay = { callId: id, identity: `${ids.elena}:pc`, personId: ids.elena, joinedAt: Date.now() };
  await school.db
    .insertInto('participants')
    .values({ ...stay, leftAt: Date.now() })
    .execute();
  await isOver(phone);
  expect(await elena.call('call:state', { chatId })).toMatchObject({ outcome: 'cancelled' });
});

test('RING12 an answered call ends by itself when one has been alone in it for a minute', async () => {
  const { id } = await call();
  await rings(anna, id);
  await anna.call('call:accept', { callId: id });
  const { db } = school;
  const now = Date.now();
  await db
    .updateTable('calls')
    .set({ startedAt: now - 300_000, answeredAt: now - 280_000 })
    .where('id', '=', id)
    .execute();
  const row = () => db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const stay = (personId: string, leftAt: number | null) => ({
    ...{ callId: id, identity: `${personId}:pc`, personId, joinedAt: now - 270_000, leftAt },
  });
  const logger = pino({ level: 'silent' });
  const bus = createLocalBus();
  const livekit = () => {
    throw new AppError('calls-unavailable');
  };
  const deps: CallDeps = {
    ...{ db, bus, logger, clock: Date.now, ringsFor: RINGS_FOR, attendance: USUAL_RULES, livekit, guestsAt: null },
    fileLimit: 1,
    announcer: createAnnouncer({ db, bus, logger }),
    rooms: createRoomAnnouncer({ db, bus, logger, clock: Date.now, guestsAt: null }),
    enforcer: createEnforcer({ db, livekit }),
    lookAgain: async () => {},
  };
  await db
    .insertInto('participants')
    .values([stay(ids.elena, now - 50_000), stay(ids.anna, null)])
    .execute();
  await endIfAlone(deps, await row());
  expect((await row()).endedAt).toBeNull();
  await db
    .updateTable('participants')
    .set({ leftAt: now - 61_000 })
    .where('callId', '=', id)
    .where('personId', '=', ids.elena)
    .execute();
  await endIfAlone(deps, await row());
  expect(await row()).toMatchObject({ endReason: 'empty', endedAt: expect.any(Number) });
  expect((await lastLine())?.service).toEqual({ kind: 'call-ended', callId: id, minutes: 5 });
});

test('RING7 who is in a call already is not rung at: the caller hears so, and the chat keeps it', async () => {
  const lesson = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
  const { call: live } = await elena.call('call:start', { chatId: lesson });
  const stay = { callId: live.id, identity: `${ids.anna}:busy`, personId: ids.anna, joinedAt: Date.now() };
  await school.db
    .insertInto('participants')
    .values({ ...stay, leftAt: null })
    .execute();
  const before = (await lines()).length;
  expect(await elena.refusal('call:start', { chatId })).toEqual({ code: 'person-busy' });
  expect(await lines()).toHaveLength(before + 1);
  expect((await lastLine())?.service).toEqual({ kind: 'call-missed' });
  expect((await elena.call('call:state', { chatId })).call).toBeNull();
  await elena.call('call:end', { callId: live.id });
  // A lesson does not ring, nobody hangs it up by this, and others learn nothing of a direct call.
  expect((await call()).isRinging).toBe(true);
  const maria = await socketOf(ids.maria);
  const direct = (await elena.call('call:state', { chatId })).call?.id ?? '';
  for (const name of ['call:accept', 'call:hang-up']) {
    expect(await maria.refusal(name, { callId: direct })).toEqual({ code: 'call-not-found' });
  }
  await elena.call('call:hang-up', { callId: direct });
  const { call: second } = await elena.call('call:start', { chatId: lesson });
  expect(second).not.toHaveProperty('isRinging');
  expect(await anna.refusal('call:hang-up', { callId: second.id })).toEqual({ code: 'not-allowed' });
  await elena.call('call:end', { callId: second.id });
  maria.close();
});

test('RING8 a line of a call reads nothing for who made it', async () => {
  const unread = async (socket: TestSocket) => {
    const chat = (await socket.call('person:open', {})).chats.find((one) => one.id === chatId);
    return (chat?.lastOrdinal ?? 0) - (chat?.readOrdinal ?? 0);
  };
  const { call: begun } = await elena.call('call:start', { chatId });
  const before = await unread(elena);
  expect(before).toBe(0);
  await anna.call('message:send', { chatId, clientId: 'while-it-rings', text: 'Перезвоню' });
  await elena.call('call:hang-up', { callId: begun.id });
  expect(await unread(elena)).toBe(2);
});
