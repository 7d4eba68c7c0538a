import { createHash } from 'node:crypto';
import { AccessToken, TokenVerifier } from 'livekit-server-sdk';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLocalBus } from '../../backend/bus/bus.ts';
import { createAnnouncer } from '../../backend/calls/announcer.ts';
import { endReasonOf } from '../../backend/calls/rules.ts';
import { notePresence, openPresences, type Stay } from '../../backend/calls/store.ts';
import type { Call } from '../../protocol/calls.ts';
import { openSchool, type School, startOpen, until } from './calls-school.ts';

function notices(school: School): { call: Call | null; people: string[] }[] {
  return school.published.flatMap((one) =>
    one.kind === 'notice' && one.name === 'call:changed' && 'people' in one.to
      ? [{ call: one.notice.call, people: one.to.people }]
      : [],
  );
}

function payloadOf(token: string) {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

describe('with LiveKit', () => {
  let school: School;
  const device = 'device-1';
  const { algebra, staff, parents } = { algebra: 'algebra', staff: 'staff', parents: 'parents' };
  const start = (who: string, chatId = algebra) => school.calls.commands['call:start'](school.as(who), { chatId });
  const join = (who: string, chatId = algebra) =>
    school.calls.commands['call:join'](school.as(who), { chatId, deviceId: device });
  const state = (who: string, chatId = algebra) => school.calls.commands['call:state'](school.as(who), { chatId });
  const end = (who: string, callId: string) => school.calls.commands['call:end'](school.as(who), { callId });

  beforeAll(async () => {
    school = await openSchool();
    await until('LiveKit', () => school.calls.status().status === 'available');
  });
  afterAll(() => school.close());

  test('CALL1 only staff who own the chat start its call, and in the staff chat all staff', async () => {
    await expect(start('anna')).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(start('olga', parents)).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(start('olga')).rejects.toMatchObject({ code: 'chat-not-found' });
    expect(await state('elena')).toMatchObject({ call: null, canStart: true, service: { status: 'available' } });
    expect(await state('anna')).toMatchObject({ canStart: false });
    const { call } = await start('marina', staff);
    await end('marina', call.id);
  });

  test('CALL2 before the start everybody hears "not-started", afterwards those who join get a ticket', async () => {
    expect(await join('anna')).toEqual({ status: 'not-started' });
    expect(await join('elena')).toEqual({ status: 'not-started' });
    const { call } = await startOpen(school, 'elena', algebra);
    expect(await join('anna')).toMatchObject({ status: 'live', call: { id: call.id }, canEnd: false });
    expect(await join('elena')).toMatchObject({ status: 'live', canEnd: true });
    await expect(join('olga')).rejects.toMatchObject({ code: 'chat-not-found' });
    await end('elena', call.id);
    expect(await join('anna')).toEqual({ status: 'not-started' });
  });

  test('CALL3 one call per chat: starts at the same moment give the same call', async () => {
    const started = await Promise.all([start('elena'), start('elena'), start('elena')]);
    const ids = new Set(started.map(({ call }) => call.id));
    expect(ids.size).toBe(1);
    await end('elena', started[0].call.id);
  });

  test('CALL4 start and end are told to all members, and to nobody else', async () => {
    school.published.length = 0;
    const { call } = await start('elena');
    await until('the notice of the start', () => notices(school).some((notice) => notice.call?.id === call.id));
    await end('elena', call.id);
    await until('the notice of the end', () => notices(school).at(-1)?.call === null);
    for (const { people } of notices(school)) expect(people.toSorted()).toEqual(['anna', 'elena', 'ivan']);
  });

  test('CALL5 a call is ended by who owns the chat or started it, once, and only by members', async () => {
    const { call } = await start('marina', staff);
    await expect(end('anna', call.id)).rejects.toMatchObject({ code: 'call-not-found' });
    await expect(end('elena', call.id)).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(end('marina', 'no-such-call')).rejects.toMatchObject({ code: 'call-not-found' });
    await end('marina', call.id);
    await expect(end('marina', call.id)).rejects.toMatchObject({ code: 'call-not-found' });
    const row = await school.db.selectFrom('calls').selectAll().where('id', '=', call.id).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ endReason: 'ended' });
    expect(row.endedAt).toBeGreaterThan(0);
  });

  test('S15 a ticket is for one room, two minutes, sources by role, and gives no power over others', async () => {
    const { call } = await startOpen(school, 'elena', algebra);
    const row = await school.db.selectFrom('calls').selectAll().where('id', '=', call.id).executeTakeFirstOrThrow();
    for (const who of ['elena', 'anna']) {
      const ticket = await join(who);
      if (ticket.status !== 'live') throw new Error('not live');
      const claims = payloadOf(ticket.token);
      const now = Date.now() / 1000;
      expect(claims.exp - now).toBeLessThanOrEqual(121);
      expect(claims.exp).toBeGreaterThan(now);
      expect(claims.sub).toBe(`${who}:${device}`);
      expect(claims.video).toEqual({
        ...{ roomJoin: true, room: row.room, canPublish: true, canSubscribe: true },
        ...{ canPublishData: false, canUpdateOwnMetadata: false },
        canPublishSources: ['camera', 'microphone', 'screen_share', 'screen_share_audio'],
      });
      expect(JSON.parse(claims.metadata)).toMatchObject({ id: who });
      expect(JSON.parse(claims.metadata)).not.toHaveProperty('phone');
    }
    await end('elena', call.id);
    const { call: second } = await startOpen(school, 'elena', parents);
    const ticket = await join('olga', parents);
    if (ticket.status !== 'live') throw new Error('not live');
    expect(payloadOf(ticket.token).video.canPublishSources).toEqual(['camera', 'microphone']);
    await end('elena', second.id);
  });

  test('CALL6 a webhook that LiveKit did not sign is refused', async () => {
    const { call } = await start('elena');
    const { room } = await school.db
      .selectFrom('calls')
      .select('room')
      .where('id', '=', call.id)
      .executeTakeFirstOrThrow();
    const body = JSON.stringify({
      ...{ event: 'participant_joined', id: 'EV_forged', room: { name: room } },
      participant: { identity: 'ivan:forged-device', joinedAtMs: '1' },
    });
    const forged = new AccessToken('peremenka', 'another secret of more than 32 characters');
    forged.sha256 = createHash('sha256').update(body).digest('base64');
    const post = (headers: Record<string, string>) =>
      fetch(`${school.url}/livekit/webhook`, {
        ...{ method: 'POST', body },
        headers: { 'content-type': 'application/webhook+json', ...headers },
      });
    expect((await post({ authorization: await forged.toJwt() })).status).toBe(401);
    expect((await post({})).status).toBe(401);
    expect(await openPresences(school.db, call.id)).toEqual([]);
    await end('elena', call.id);
  });

  test('CALL7 a call that nobody came to ends by itself after five minutes', async () => {
    const { call } = await start('elena');
    school.passTime(4 * 60_000);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await state('anna')).call?.id).toBe(call.id);
    school.passTime(61_000);
    await until('the end', async () => (await state('anna')).call === null);
    const row = await school.db.selectFrom('calls').selectAll().where('id', '=', call.id).executeTakeFirstOrThrow();
    expect(row.endReason).toBe('empty');
  });

  test('CALL8 a stay that LiveKit does not know is closed: a lost webhook leaves no ghost', async () => {
    const { call } = await start('elena');
    await notePresence(school.db, call.id, { identity: `ivan:${device}`, personId: 'ivan', joinedAt: 1 }, null);
    expect((await state('anna')).participants.map((person) => person.id)).toEqual(['ivan']);
    await until('the ghost to go', async () => (await state('anna')).participants.length === 0);
    await end('elena', call.id);
  });

  test('CALL16 who comes and goes is told once a second at most, and the last notice is right', async () => {
    const { call } = await start('elena');
    const bus = createLocalBus();
    const told: (Call | null)[] = [];
    bus.subscribe((list) => {
      for (const one of list) if (one.kind === 'notice' && one.name === 'call:changed') told.push(one.notice.call);
    });
    const announcer = createAnnouncer({ db: school.db, bus, logger: pino({ level: 'silent' }) });
    for (let joinedAt = Date.now(), index = 0; index < 30; index += 1) {
      const personId = index % 2 ? 'anna' : 'ivan';
      await notePresence(school.db, call.id, { identity: `${personId}:${index}`, personId, joinedAt }, null);
      announcer.announce('algebra');
    }
    await until('the last notice', () => told.at(-1)?.participantCount === 2);
    announcer.close();
    expect(told.length).toBeLessThanOrEqual(2);
    await end('elena', call.id);
  });

  test('CALL9 the same stay twice, or its end before its start, leave one closed stay', async () => {
    const { call } = await start('elena');
    const stay = { identity: `anna:${device}`, personId: 'anna', joinedAt: 10 };
    await notePresence(school.db, call.id, stay, 20);
    await notePresence(school.db, call.id, stay, null);
    await notePresence(school.db, call.id, stay, 30);
    expect(await openPresences(school.db, call.id)).toEqual([]);
    const rows = await school.db.selectFrom('participants').selectAll().where('callId', '=', call.id).execute();
    expect(rows).toMatchObject([{ joinedAt: 10, leftAt: 20 }]);
    await end('elena', call.id);
  });
});

test('G12 without LiveKit calls are unavailable, with the reason for staff, and nothing else breaks', async () => {
  const school = await openSchool({ binary: undefined });
  const { commands } = school.calls;
  const chatId = 'algebra';
  await expect(commands['call:start'](school.as('elena'), { chatId })).rejects.toMatchObject({
    code: 'calls-unavailable',
  });
  expect(await commands['call:join'](school.as('anna'), { chatId, deviceId: 'device-1' })).toEqual({
    status: 'not-started',
  });
  const seen = async (who: string) => (await commands['call:state'](school.as(who), { chatId })).service;
  expect(await seen('elena')).toMatchObject({
    status: 'unavailable',
    reason: expect.stringContaining('livekit-binary.mjs'),
  });
  expect(await seen('anna')).not.toMatchObject({ reason: expect.stringContaining('livekit-binary.mjs') });
  await school.close();
});

test('G12 a LiveKit that cannot start is named in the status', async () => {
  const school = await openSchool({ binary: '/bin/false' });
  const status = () => school.calls.status();
  await until('the reason', () => {
    const now = status();
    return now.status === 'unavailable' && now.reason.includes('не запускается');
  });
  await school.close();
});

describe('CALL10 when a call ends by itself', () => {
  const minute = 60_000;
  const stay = (role: Stay['role'], leftAt: number | null): Stay => ({ role, leftAt });
  test.each([
    ['nobody yet, 4 minutes', [], 4, undefined],
    ['nobody came, 5 minutes', [], 5, 'empty'],
    ['empty for half a minute', [stay('teacher', 9.5 * minute)], 10, undefined],
    ['empty for a minute', [stay('teacher', 9 * minute)], 10, 'empty'],
    ['staff inside for hours', [stay('teacher', null)], 600, undefined],
    ['staff gone for 9 minutes', [stay('teacher', 30 * minute), stay('pupil', null)], 39, undefined],
    ['staff gone for 10 minutes', [stay('teacher', 30 * minute), stay('pupil', null)], 40, 'no-staff'],
    ['one of two teachers left', [stay('teacher', 0), stay('teacher', null), stay('pupil', null)], 40, undefined],
    ['only pupils ever', [stay('pupil', null)], 10, 'no-staff'],
  ] as const)('CALL10 %s', (_what, stays, minutes, reason) => {
    expect(endReasonOf(0, [...stays], minutes * minute)).toBe(reason);
  });
});

test('S15 the token verifies with our key only', async () => {
  const school = await openSchool();
  await until('LiveKit', () => school.calls.status().status === 'available');
  await startOpen(school, 'elena', 'algebra');
  const ticket = await school.calls.commands['call:join'](school.as('anna'), {
    chatId: 'algebra',
    deviceId: 'device-1',
  });
  if (ticket.status !== 'live') throw new Error('not live');
  const other = new TokenVerifier('peremenka', 'another secret of more than 32 characters');
  await expect(other.verify(ticket.token)).rejects.toThrow();
  await school.close();
});
