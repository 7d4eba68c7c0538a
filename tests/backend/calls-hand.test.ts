import { describe, expect, test } from 'vitest';
import type { Publication } from '../../backend/bus/bus.ts';
import { askDoor, REFUSED_FOR } from '../../backend/calls/entry.ts';
import { sourcesOf } from '../../backend/calls/permissions.ts';
import { endSubstitutions, STANDS_IN_FOR } from '../../backend/chats/substitutes.ts';
import { createRateCheck } from '../../backend/gateway/limits.ts';
import { createSend } from '../../backend/messages/rules.ts';
import { type CallLevel, type CallRoomState, FIRST_CALL_RULES } from '../../protocol/call-room.ts';
import { until } from './calls-school.ts';
import { chatId, useLessonSchool } from './lesson-school.ts';

const lessons = useLessonSchool();
const { run, room, join } = lessons;
const start = async (who = 'elena') => (await run('call:start', who, { chatId })).call.id;
const comeIn = async (callId: string, ...people: string[]) => {
  for (const personId of people) await lessons.comeIn(callId, personId);
};
const audit = async () =>
  (await lessons.school().db.selectFrom('audit').selectAll().orderBy('id').execute()).map(
    ({ personId, deed, aboutId }) => [personId, deed, aboutId],
  );

/** A lesson with the teacher and both pupils inside. */
async function lesson(): Promise<string> {
  const callId = await start();
  await comeIn(callId, 'elena');
  await join('anna');
  await join('ivan');
  await comeIn(callId, 'anna', 'ivan');
  return callId;
}

test('HAND4 hands are a queue: who is up keeps the place, the word takes the hand down, staff take down one or all', async () => {
  const callId = await lesson();
  const raise = (who: string, isUp = true) => run('call:raise-hand', who, { callId, isUp });
  await raise('ivan');
  lessons.school().passTime(10);
  await raise('anna');
  lessons.school().passTime(10);
  await raise('ivan');
  expect((await room(callId, 'anna')).hands).toEqual(['ivan', 'anna']);
  await run('call:give-floor', 'elena', { callId, personId: 'ivan', isGiven: true });
  expect(await room(callId)).toMatchObject({ hands: ['anna'], floor: ['ivan'] });
  await raise('ivan');
  expect((await room(callId)).hands).toEqual(['anna', 'ivan']);
  await run('call:lower-hand', 'elena', { callId, personId: 'anna' });
  expect((await room(callId)).hands).toEqual(['ivan']);
  await raise('anna');
  await run('call:lower-hand', 'elena', { callId, personId: null });
  expect(await room(callId)).toMatchObject({ hands: [], floor: ['ivan'] });
  await raise('anna');
  await raise('anna', false);
  await run('call:give-floor', 'elena', { callId, personId: 'ivan', isGiven: false });
  expect(await room(callId)).toMatchObject({ hands: [], floor: [] });
});

test('HAND5 only staff lead, never over other staff, and only over people of the call', async () => {
  const callId = await lesson();
  await comeIn(callId, 'marina');
  const deeds = {
    'call:lower-hand': { callId, personId: 'ivan' },
    'call:give-floor': { callId, personId: 'ivan', isGiven: true },
    'call:mute': { callId, personId: 'ivan' },
    'call:set-rules': { callId, change: { speak: 'nobody' as const } },
    'call:stop': { callId },
    'call:remove': { callId, personId: 'ivan' },
    'call:admit': { callId, personId: 'ivan' },
    'call:refuse': { callId, personId: 'ivan' },
  };
  const before = JSON.stringify(await room(callId));
  for (const [name, input] of Object.entries(deeds) as [keyof typeof deeds, never][]) {
    await expect(run(name, 'anna', input), name).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(run(name, 'olga', input), name).rejects.toMatchObject({ code: 'call-not-found' });
    if (!('personId' in (input as object))) continue;
    const over = (personId: string) => run(name, 'elena', { ...(input as object), personId } as never);
    await expect(over('marina'), name).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(over('olga'), name).rejects.toMatchObject({ code: 'person-not-found' });
  }
  await expect(run('call:raise-hand', 'olga', { callId, isUp: true })).rejects.toMatchObject({
    code: 'call-not-found',
  });
  expect(JSON.stringify(await room(callId))).toBe(before);
  expect(await audit()).toEqual([]);
  await run('call:end', 'elena', { callId });
  await expect(run('call:stop', 'elena', { callId })).rejects.toMatchObject({ code: 'call-not-found' });
});

test('HAND6 every deed is in the audit log, with who did it and to whom, and the last one is shown to those inside', async () => {
  const callId = await lesson();
  await run('call:mute', 'elena', { callId, personId: 'ivan' });
  await run('call:mute', 'elena', { callId, personId: null });
  await run('call:set-rules', 'elena', { callId, change: { write: 'nobody' } });
  await run('call:stop', 'elena', { callId });
  await run('call:remove', 'elena', { callId, personId: 'ivan' });
  expect((await room(callId, 'anna')).lastDeed).toMatchObject({
    ...{ kind: 'remove', by: { id: 'elena' }, about: { id: 'ivan' } },
  });
  await run('call:end', 'elena', { callId });
  expect(await audit()).toEqual([
    ['elena', 'call:mute', 'ivan'],
    ['elena', 'call:mute-all', null],
    ['elena', 'call:rules', null],
    ['elena', 'call:stop', null],
    ['elena', 'call:remove', 'ivan'],
    ['elena', 'call:end', null],
  ]);
});

test('HAND7 the room is told to those inside only, with a growing version, and who waits is told to staff only', async () => {
  const callId = await lesson();
  await run('call:set-rules', 'elena', { callId, change: { isLocked: true } });
  // Who came late asks at a locked door.
  await lessons.school().db.deleteFrom('callStandings').where('personId', '=', 'ivan').execute();
  await lessons.school().db.updateTable('participants').set({ leftAt: 2 }).where('personId', '=', 'ivan').execute();
  lessons.school().published.length = 0;
  expect(await join('ivan')).toMatchObject({ status: 'waiting', reason: 'knock' });
  for (let round = 0; round < 20; round += 1) {
    await run('call:raise-hand', 'anna', { callId, isUp: round % 2 === 0 });
  }
  const told = () =>
    lessons
      .school()
      .published.flatMap((one) =>
        one.kind === 'notice' && one.name === 'call:room-changed' && 'people' in one.to
          ? [{ room: one.notice as CallRoomState, people: one.to.people }]
          : [],
      );
  const versionNow = (await room(callId)).version;
  await until('the last word', () => told().at(-1)?.room.version === versionNow);
  const staff = told().filter(({ people }) => people.includes('elena'));
  const others = told().filter(({ people }) => !people.includes('elena'));
  for (const { people } of staff) expect(people).toEqual(['elena']);
  for (const { people } of others) expect(people).toEqual(['anna']);
  expect(staff.at(-1)?.room.waiting).toMatchObject([{ person: { id: 'ivan' }, mayEnter: false }]);
  for (const { room: one } of others) expect(one).toMatchObject({ waiting: [], canLead: false });
  const versions = staff.map((one) => one.room.version);
  expect(versions).toEqual(versions.toSorted((a, b) => a - b));
  // Twenty changes of one moment are few frames.
  expect(staff.length).toBeLessThan(12);
});

test('HAND8 a reaction goes to those inside, from those inside, and not without end', async () => {
  const callId = await lesson();
  lessons.school().published.length = 0;
  await run('call:react', 'anna', { callId, reaction: '👏' });
  expect(lessons.school().published).toEqual([
    {
      ...{ kind: 'notice', name: 'call:reacted', notice: { callId, personId: 'anna', reaction: '👏' } },
      to: { people: expect.arrayContaining(['anna', 'elena', 'ivan']) },
    },
  ]);
  await lessons.school().db.updateTable('participants').set({ leftAt: 2 }).where('personId', '=', 'ivan').execute();
  await expect(run('call:react', 'ivan', { callId, reaction: '👏' })).rejects.toMatchObject({ code: 'not-allowed' });
  await expect(run('call:raise-hand', 'ivan', { callId, isUp: true })).rejects.toMatchObject({ code: 'not-allowed' });
  const check = createRateCheck();
  const answers = await Promise.allSettled(Array.from({ length: 30 }, () => check('anna', 'call:react')));
  expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(10);
  await check('anna', 'call:state');
});

describe('CALL47 who comes in', () => {
  const minute = 60_000;
  type Asking = Parameters<typeof askDoor>[0];
  const ask = (over: Partial<Asking>) => {
    const door = askDoor({
      ...{ role: 'pupil', chatKind: 'subject', rules: FIRST_CALL_RULES, isStaffInside: true, before: null, now: 0 },
      ...over,
    });
    return door.entry === 'waiting' ? door.reason : door.entry;
  };
  const locked = { isLocked: true, hasLobby: true };
  const open = { isLocked: false, hasLobby: false };
  test.each([
    ['the class with staff inside', {}, 'admitted'],
    ['the class before staff', { isStaffInside: false }, 'staff'],
    ['parents in their own chat before staff', { role: 'parent', chatKind: 'parents', isStaffInside: false }, 'staff'],
    ['staff at any time', { role: 'teacher', isStaffInside: false, rules: locked }, 'admitted'],
    ['a pupil in a teacher’s own chat', { chatKind: 'own' }, 'knock'],
    ['a parent in a teacher’s own chat', { role: 'parent', chatKind: 'own', isStaffInside: false }, 'knock'],
    ['the same without a lobby', { role: 'parent', chatKind: 'own', isStaffInside: false, rules: open }, 'admitted'],
    ['the class at a locked door', { rules: locked }, 'knock'],
    ['a locked door without a lobby', { rules: { ...open, isLocked: true } }, 'knock'],
    ['two people’s own call', { chatKind: 'direct', isStaffInside: false }, 'admitted'],
    ['who was inside, at a locked door', { rules: locked, before: { entry: 'admitted', at: 0 } }, 'admitted'],
    ['who was removed', { rules: open, before: { entry: 'removed', at: 0 } }, 'removed'],
    ['who was refused just now', { rules: open, before: { entry: 'refused', at: 0 } }, 'refused'],
    ['who was refused a minute ago', { rules: locked, before: { entry: 'refused', at: 0 }, now: REFUSED_FOR }, 'knock'],
    ['who still waits', { rules: locked, before: { entry: 'waiting', at: 0 }, now: minute }, 'knock'],
  ] as [string, Partial<Asking>, string][])('CALL47 %s', (_who, over, answer) => {
    expect(ask(over)).toBe(answer);
  });
});

describe('CALL48 what one may send', () => {
  const rules = (level: CallLevel) => ({ speak: level, video: level, share: level, write: level });
  test.each([
    ['a pupil, all', 'pupil', 'all', false, ['camera', 'microphone', 'screen']],
    ['a pupil, called, without the word', 'pupil', 'called', false, []],
    ['a pupil, called, with the word', 'pupil', 'called', true, ['camera', 'microphone', 'screen']],
    ['a pupil, nobody, with the word', 'pupil', 'nobody', true, []],
    ['a parent never shows a screen', 'parent', 'all', true, ['camera', 'microphone']],
    ['staff, nobody', 'teacher', 'nobody', false, ['camera', 'microphone', 'screen']],
  ] as const)('CALL48 %s', (_what, role, level, hasFloor, sources) => {
    expect(sourcesOf(role, rules(level), hasFloor)).toEqual(sources);
  });
});

test('CALL49 the class waits without a ticket, is told when the teacher is in, and a page that is gone is forgotten', async () => {
  const callId = await start();
  for (const who of ['anna', 'ivan']) {
    expect(await join(who)).toEqual({ status: 'waiting', callId, reason: 'staff' });
  }
  await comeIn(callId, 'elena');
  expect((await room(callId)).waiting).toMatchObject([
    { person: { id: 'anna' }, mayEnter: true },
    { person: { id: 'ivan' }, mayEnter: true },
  ]);
  // Ivan's page is closed, Anna's goes on asking, which brings her in.
  lessons.school().passTime(60_000);
  await comeIn(callId, 'elena');
  lessons.school().published.length = 0;
  await run('call:set-rules', 'elena', { callId, change: { speak: 'called' } });
  const told = lessons
    .school()
    .published.flatMap((one) =>
      one.kind === 'notice' && one.name === 'call:entry-changed' ? [[one.notice.entry, one.to]] : [],
    );
  expect(told).toEqual([['admitted', { people: ['anna', 'ivan'] }]]);
  expect(await join('anna')).toMatchObject({ status: 'live', room: { canLead: false, waiting: [] } });
  await run('call:set-rules', 'elena', { callId, change: { isLocked: true } });
  await lessons.school().db.deleteFrom('callStandings').where('personId', '=', 'ivan').execute();
  await join('ivan');
  expect((await room(callId)).waiting).toMatchObject([{ person: { id: 'ivan' } }]);
  lessons.school().passTime(91_000);
  await until('him to be forgotten', async () => (await room(callId)).waiting.length === 0);
});

test('CALL50 while a call goes on its rule says who writes in the chat, and no longer than that', async () => {
  const callId = await lesson();
  const send = createSend({ db: lessons.school().db, bus: { publish() {}, subscribe() {} }, clock: Date.now });
  let count = 0;
  const write = (senderId: string) => {
    count += 1;
    return send({ chatId, senderId, clientId: `client-${callId}-${count}`, text: 'Здравствуйте' });
  };
  await write('anna');
  await run('call:set-rules', 'elena', { callId, change: { write: 'called' } });
  await expect(write('anna')).rejects.toMatchObject({ code: 'call-writing-off' });
  await write('elena');
  await run('call:give-floor', 'elena', { callId, personId: 'anna', isGiven: true });
  await write('anna');
  await run('call:set-rules', 'elena', { callId, change: { write: 'nobody' } });
  await expect(write('anna')).rejects.toMatchObject({ code: 'call-writing-off' });
  await write('elena');
  await run('call:end', 'elena', { callId });
  await write('anna');
});

test('CALL54 who may write while a call limits it is told to the whole chat, and is part of the list', async () => {
  const callId = await lesson();
  let last: readonly string[] | undefined;
  const stop = lessons.school().onPublished((one) => {
    if (one.kind === 'notice' && one.name === 'call:changed') last = one.notice.call?.writers;
  });
  const tells = (writers: string[] | undefined) =>
    until(`the chat to hear of ${writers}`, () => JSON.stringify(last) === JSON.stringify(writers));
  await run('call:set-rules', 'elena', { callId, change: { write: 'called' } });
  await tells([]);
  await run('call:give-floor', 'elena', { callId, personId: 'anna', isGiven: true });
  await tells(['anna']);
  expect((await run('call:state', 'ivan', { chatId })).call?.writers).toEqual(['anna']);
  await run('call:stop', 'elena', { callId });
  await tells([]);
  await run('call:set-rules', 'elena', { callId, change: { write: 'all' } });
  await tells(undefined);
  stop();
});

test('CALL51 any teacher of the school starts and leads another’s lesson, which the audit log says; nothing else', async () => {
  expect(await run('call:state', 'marina', { chatId })).toMatchObject({ canStart: true });
  const callId = await start('marina');
  expect(await audit()).toEqual([['marina', 'call:substitute', null]]);
  expect(await join('marina')).toMatchObject({ status: 'live', canEnd: true, room: { canLead: true } });
  await comeIn(callId, 'marina');
  expect(await join('anna')).toMatchObject({ status: 'live' });
  await run('call:mute', 'marina', { callId, personId: 'anna' });
  await run('call:end', 'marina', { callId });
  // Other chats are not lessons.
  await expect(run('call:state', 'marina', { chatId: 'parents' })).rejects.toMatchObject({ code: 'chat-not-found' });
  await expect(run('call:start', 'olga', { chatId })).rejects.toMatchObject({ code: 'chat-not-found' });
  const own = await start();
  await lessons.school().db.deleteFrom('audit').execute();
  expect(await join('marina')).toMatchObject({ status: 'live', canEnd: false });
  await join('marina', 'device-2');
  expect(await audit()).toEqual([['marina', 'call:substitute', null]]);
  await expect(run('call:end', 'marina', { callId: own })).rejects.toMatchObject({ code: 'not-allowed' });
  await run('call:end', 'elena', { callId: own });
  // Who left the school leads nothing.
  await endStandingIn();
  await lessons.school().db.updateTable('people').set({ leftAt: 1 }).where('id', '=', 'marina').execute();
  await start();
  await expect(join('marina')).rejects.toMatchObject({ code: 'chat-not-found' });
  await lessons.school().db.updateTable('people').set({ leftAt: null }).where('id', '=', 'marina').execute();
});

/** A day later; what was told of it. */
async function endStandingIn(): Promise<Publication[]> {
  const { db } = lessons.school();
  const told: Publication[] = [];
  const bus = { publish: (list: Publication[]) => void told.push(...list), subscribe() {} };
  await endSubstitutions({ db, bus, clock: () => Date.now() + 2 * STANDS_IN_FOR });
  return told;
}

test('CALL55 who stands in is in the chat for a day: all see it, they see what is said from then on, and lead meanwhile', async () => {
  const { db, published } = lessons.school();
  const seen = published.length;
  const member = () =>
    db.selectFrom('members').selectAll().where('personId', '=', 'marina').where('chatId', '=', chatId);
  const { lastOrdinal } = await db
    .selectFrom('chats')
    .select('lastOrdinal')
    .where('id', '=', chatId)
    .executeTakeFirstOrThrow();
  const first = await start('marina');
  expect(await member().executeTakeFirst()).toMatchObject({
    ...{ role: 'member', firstOrdinal: lastOrdinal + 1, leftAt: null },
  });
  const events = published.slice(seen).flatMap((one) => (one.kind === 'events' ? one.batch.events : []));
  const lines = events.flatMap((event) => (event.type === 'message:sent' ? [event.message.service?.kind] : []));
  expect(lines).toEqual(['substitute', 'lesson-started']);
  expect(events.map(({ type }) => type)).toContain('member:joined');
  expect(events.map(({ type }) => type)).toContain('chat:joined');
  await run('call:end', 'marina', { callId: first });
  // The next lesson of the same day is another entry of the log, and no second line.
  const again = published.length;
  await run('call:end', 'marina', { callId: await start('marina') });
  expect((await audit()).filter(([, deed]) => deed === 'call:substitute')).toHaveLength(2);
  expect(JSON.stringify(published.slice(again))).not.toContain('"substitute"');

  const told = await endStandingIn();
  expect(told[0]).toEqual({ kind: 'left-chat', personId: 'marina', chatId });
  expect(JSON.stringify(told)).toContain('substitute-end');
  expect(await member().where('leftAt', 'is', null).executeTakeFirst()).toBeUndefined();
  expect(await run('call:state', 'marina', { chatId })).toMatchObject({ canStart: true });
  // Whom the school's list has made the chat's teacher meanwhile stays.
  await run('call:end', 'marina', { callId: await start('marina') });
  await db
    .updateTable('members')
    .set({ role: 'owner' })
    .where('personId', '=', 'marina')
    .where('chatId', '=', chatId)
    .execute();
  expect(await endStandingIn()).toEqual([]);
  expect(await member().where('leftAt', 'is', null).executeTakeFirst()).toMatchObject({ role: 'owner' });
  await db.deleteFrom('members').where('personId', '=', 'marina').where('chatId', '=', chatId).execute();
});

test('CALL51 two who start at once make one call, and the log tells of it and of no other', async () => {
  await Promise.all([start('elena'), start('marina'), start('elena'), start('marina')]);
  const calls = await lessons.school().db.selectFrom('calls').select('id').where('endedAt', 'is', null).execute();
  expect(calls).toHaveLength(1);
  const told = await lessons
    .school()
    .db.selectFrom('audit')
    .select('callId')
    .where('deed', '=', 'call:substitute')
    .execute();
  for (const { callId } of told) expect(callId).toBe(calls[0]?.id);
});

test('CALL53 a teacher finds the lesson of another by what the diary says, others find none', async () => {
  const find = (who: string, subject = 'алгебра') => run('call:lessons', who, { className: '7б', subject });
  expect(await find('marina')).toEqual({
    lessons: [{ chatId, name: { kind: 'subject', className: '7Б', subject: 'Алгебра' } }],
  });
  expect(await find('marina', 'Химия')).toEqual({ lessons: [] });
  for (const who of ['anna', 'olga', 'nobody']) expect(await find(who)).toEqual({ lessons: [] });
});
