import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServiceLine } from '../../protocol/messages.ts';
import { openSchool, type School, until } from './calls-school.ts';

const MINUTE = 60_000;
let school: School;
const begin = 1_000_000_000_000;
const ask = (who: string, callId: string) => school.calls.commands['call:attendance'](school.as(who), { callId });

beforeAll(async () => {
  school = await openSchool();
  await until('LiveKit', () => school.calls.status().status === 'available');
});
afterAll(() => school.close());

/** A lesson of 40 minutes that is over; stays in minutes of it, by person and device. */
async function lesson(chatId: string, startedBy: string, stays: [string, number, number][]): Promise<string> {
  const id = randomUUID();
  const call = { id, chatId, room: id, startedBy, startedAt: begin };
  await school.db
    .insertInto('calls')
    .values({ ...call, endedAt: begin + 40 * MINUTE, endReason: 'ended' })
    .execute();
  for (const [identity, from, to] of stays) {
    const stay = { callId: id, identity, personId: identity.split(':')[0] ?? '' };
    await school.db
      .insertInto('participants')
      .values({ ...stay, joinedAt: begin + from * MINUTE, leftAt: begin + to * MINUTE })
      .execute();
  }
  return id;
}

test('ATT4 the table is for staff who lead the chat or began the call, others do not even learn that there was one', async () => {
  const id = await lesson('algebra', 'elena', [
    ['elena:pc', 0, 40],
    ['anna:pc', 0, 15],
    ['anna:phone', 15, 40],
    ['ivan:pc', 9, 20],
  ]);
  const seen = await ask('elena', id);
  expect(seen).toMatchObject({ callId: id, from: begin, until: begin + 40 * MINUTE, isLive: false });
  expect(seen.pupils).toMatchObject([
    { person: { id: 'anna' }, mark: 'present', minutes: 40, cameAt: begin, leftAt: begin + 40 * MINUTE },
    { person: { id: 'ivan' }, mark: 'absent', minutes: 11 },
  ]);
  expect(JSON.stringify(seen)).not.toContain('phone');
  for (const who of ['anna', 'ivan', 'olga', 'marina']) {
    await expect(ask(who, id)).rejects.toMatchObject({ code: 'call-not-found' });
  }
  await expect(ask('elena', 'no-such-call')).rejects.toMatchObject({ code: 'call-not-found' });
  // Who stands in for the teacher is no member of the chat.
  const substituted = await lesson('algebra', 'marina', [['marina:pc', 0, 40]]);
  expect((await ask('marina', substituted)).from).toBe(begin);
  // Of the staff chat: who began it, and not the colleague.
  const meeting = await lesson('staff', 'marina', [['marina:pc', 0, 40]]);
  expect((await ask('marina', meeting)).pupils).toEqual([]);
  await expect(ask('elena', meeting)).rejects.toMatchObject({ code: 'call-not-found' });
});

test('ATT5 the class list is that of the lesson: who came later is not on it, who left later is', async () => {
  const { db } = school;
  const person = await db.selectFrom('people').selectAll().where('id', '=', 'anna').executeTakeFirstOrThrow();
  const member = await db
    .selectFrom('members')
    .selectAll()
    .where('chatId', '=', 'algebra')
    .where('personId', '=', 'anna')
    .executeTakeFirstOrThrow();
  for (const [id, firstOrdinal, leftAt] of [
    ['later', 50, null],
    ['gone', 1, begin - MINUTE],
    ['moved', 1, begin + 50 * MINUTE],
  ] as const) {
    await db
      .insertInto('people')
      .values({ ...person, id, sourcedId: id, familyName: `Я${id}` })
      .execute();
    await db
      .insertInto('members')
      .values({ ...member, personId: id, firstOrdinal, leftAt })
      .execute();
  }
  const id = await lesson('algebra', 'elena', [['elena:pc', 0, 40]]);
  const { pupils } = await ask('elena', id);
  expect(pupils.map((one) => one.person.id)).toEqual(['anna', 'ivan', 'moved']);
  expect(pupils.every((one) => one.mark === 'absent' && one.cameAt === null)).toBe(true);
});

test('ATT7 RING9 the chat tells that a lesson began and how long it was, and its live table follows', async () => {
  const { commands } = school.calls;
  const { call } = await commands['call:start'](school.as('elena'), { chatId: 'algebra' });
  const services = async (): Promise<ServiceLine[]> =>
    (
      await school.db
        .selectFrom('messages')
        .select('extra')
        .where('chatId', '=', 'algebra')
        .orderBy('ordinal')
        .execute()
    ).map(({ extra }) => JSON.parse(extra).service);
  expect(await services()).toEqual([{ kind: 'lesson-started' }]);
  expect((await ask('elena', call.id)).pupils).toMatchObject([
    { mark: 'absent' },
    { mark: 'absent' },
    { mark: 'absent' },
  ]);
  const startedAt = Date.now() - 43 * MINUTE;
  const stay = { callId: call.id, identity: 'elena:pc', personId: 'elena', joinedAt: startedAt, leftAt: Date.now() };
  await school.db.insertInto('participants').values(stay).execute();
  await school.db.updateTable('calls').set({ startedAt }).where('id', '=', call.id).execute();
  const live = await ask('elena', call.id);
  expect(live).toMatchObject({ isLive: true, from: startedAt });
  await commands['call:end'](school.as('elena'), { callId: call.id });
  expect(await services()).toEqual([
    { kind: 'lesson-started' },
    { kind: 'lesson-ended', callId: call.id, minutes: 43 },
  ]);
  const { call: meeting } = await commands['call:start'](school.as('marina'), { chatId: 'staff' });
  await commands['call:end'](school.as('marina'), { callId: meeting.id });
  const ofStaff = school.db.selectFrom('messages').select('extra').where('chatId', '=', 'staff').orderBy('ordinal');
  const staff = await ofStaff.execute();
  expect(staff.map(({ extra }) => JSON.parse(extra).service.kind)).toEqual(['call-started', 'call-ended']);
});
