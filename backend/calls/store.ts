import type { Selectable } from 'kysely';
import type { Call } from '../../protocol/calls.ts';
import type { Person, PersonRole } from '../../protocol/people.ts';
import { PERSON_COLUMNS, toPerson } from '../people/people.ts';
import type { Queries } from '../storage/database.ts';
import type { Tables } from '../storage/schema.ts';
import type { Presence } from './livekit.ts';
import { writersUnder } from './room-store.ts';

export type CallRow = Selectable<Tables['calls']>;
export type EndReason = NonNullable<CallRow['endReason']>;

/** A stay in a call, as the rules that end calls need it. */
export interface Stay {
  role: PersonRole;
  leftAt: number | null;
}

const CALL_COLUMNS = ['calls.id', 'calls.chatId', 'calls.startedBy', 'calls.startedAt', 'calls.ringsUntil'] as const;

/** The calls that go on in these chats, with their head counts: distinct people, not devices. */
export async function liveCalls(db: Queries, chatIds: string[]): Promise<Call[]> {
  if (chatIds.length === 0) return [];
  const rows = await db
    .selectFrom('calls')
    .leftJoin('participants', (join) =>
      join.onRef('participants.callId', '=', 'calls.id').on('participants.leftAt', 'is', null),
    )
    .leftJoin('callRecordings', 'callRecordings.callId', 'calls.id')
    .leftJoin('callRooms', 'callRooms.callId', 'calls.id')
    .select([...CALL_COLUMNS, 'callRecordings.since as recordedSince', 'callRooms.rules'])
    .select((eb) => eb.fn.count<number | string>('participants.personId').distinct().as('participantCount'))
    .where('calls.chatId', 'in', chatIds)
    .where('calls.endedAt', 'is', null)
    .groupBy([...CALL_COLUMNS, 'callRecordings.since', 'callRooms.rules'])
    .execute();
  const calls: Call[] = [];
  for (const { ringsUntil, recordedSince, rules, ...row } of rows) {
    const writers = await writersUnder(db, row.id, rules ?? undefined);
    calls.push({
      ...row,
      participantCount: Number(row.participantCount),
      ...(ringsUntil === null ? {} : { isRinging: true }),
      ...(recordedSince === null ? {} : { isRecorded: true }),
      ...(writers ? { writers } : {}),
    });
  }
  return calls;
}

export async function liveRowOf(db: Queries, chatId: string): Promise<CallRow | undefined> {
  return db
    .selectFrom('calls')
    .selectAll()
    .where('chatId', '=', chatId)
    .where('endedAt', 'is', null)
    .executeTakeFirst();
}

/** The chat's call that ended last. */
export async function lastEndedOf(db: Queries, chatId: string): Promise<CallRow | undefined> {
  return db
    .selectFrom('calls')
    .selectAll()
    .where('chatId', '=', chatId)
    .where('endedAt', 'is not', null)
    .orderBy('endedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function allLiveRows(db: Queries): Promise<CallRow[]> {
  return db.selectFrom('calls').selectAll().where('endedAt', 'is', null).execute();
}

export async function callById(db: Queries, id: string): Promise<CallRow | undefined> {
  return db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function callByRoom(db: Queries, room: string): Promise<CallRow | undefined> {
  return db.selectFrom('calls').selectAll().where('room', '=', room).executeTakeFirst();
}

/** Of these room names, those of calls that have ended. */
export async function endedRooms(db: Queries, rooms: string[]): Promise<string[]> {
  if (rooms.length === 0) return [];
  const rows = await db
    .selectFrom('calls')
    .select('room')
    .where('room', 'in', rooms)
    .where('endedAt', 'is not', null)
    .execute();
  return rows.map((row) => row.room);
}

/** Whether the call is the chat's only live one now; false when another was first. */
export async function insertCall(
  db: Queries,
  call: Pick<CallRow, 'id' | 'chatId' | 'room' | 'startedBy' | 'startedAt' | 'ringsUntil'>,
): Promise<boolean> {
  const row = await db
    .insertInto('calls')
    .values({ ...call, endedAt: null, endReason: null, answeredAt: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Ends a call and every stay in it; undefined when it had ended before. One that was never answered stays so. */
export async function closeCall(
  db: Queries,
  id: string,
  endedAt: number,
  endReason: EndReason,
): Promise<CallRow | undefined> {
  const row = await db
    .updateTable('calls')
    .set({ endedAt, endReason, ringsUntil: null })
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (!row) return undefined;
  await db
    .updateTable('participants')
    .set({ leftAt: endedAt })
    .where('callId', '=', id)
    .where('leftAt', 'is', null)
    .execute();
  return row;
}

/** Who is in a call now: staff first, then in the order of joining. */
export async function peopleInCall(db: Queries, callId: string): Promise<Person[]> {
  const rows = await db
    .selectFrom('participants')
    .innerJoin('people', 'people.id', 'participants.personId')
    .select(PERSON_COLUMNS)
    .where('participants.callId', '=', callId)
    .where('participants.leftAt', 'is', null)
    .orderBy('participants.joinedAt')
    .execute();
  const people = new Map(rows.map((row) => [row.id, toPerson(row)]));
  const isStaff = (person: Person) => Number(person.role === 'teacher');
  return [...people.values()].sort((a, b) => isStaff(b) - isStaff(a));
}

/** Whether any of the staff is inside now. */
export async function isStaffIn(db: Queries, callId: string): Promise<boolean> {
  const row = await db
    .selectFrom('participants')
    .innerJoin('people', 'people.id', 'participants.personId')
    .select('people.id')
    .where('participants.callId', '=', callId)
    .where('participants.leftAt', 'is', null)
    .where('people.role', '=', 'teacher')
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether a person is inside now, on any device. */
export async function isInCall(db: Queries, callId: string, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom('participants')
    .select('identity')
    .where('callId', '=', callId)
    .where('personId', '=', personId)
    .where('leftAt', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Every stay in a call, ended ones too. */
export async function staysIn(db: Queries, callId: string): Promise<Stay[]> {
  return db
    .selectFrom('participants')
    .innerJoin('people', 'people.id', 'participants.personId')
    .select(['people.role', 'participants.leftAt'])
    .where('participants.callId', '=', callId)
    .execute();
}

/** The devices that are in a call as far as we know. */
export async function openPresences(db: Queries, callId: string): Promise<Presence[]> {
  return db
    .selectFrom('participants')
    .select(['identity', 'personId', 'joinedAt'])
    .where('callId', '=', callId)
    .where('leftAt', 'is', null)
    .execute();
}

/**
 * Notes a stay, or its end with `leftAt`. The same twice changes nothing, and a `left` that overtakes its `joined`
 * wins: webhooks come in any order.
 */
export async function notePresence(
  db: Queries,
  callId: string,
  presence: Presence,
  leftAt: number | null,
): Promise<void> {
  await db
    .insertInto('participants')
    .values({ callId, ...presence, leftAt })
    .onConflict((conflict) => {
      const same = conflict.columns(['callId', 'identity', 'joinedAt']);
      return leftAt === null
        ? same.doNothing()
        : same.doUpdateSet((eb) => ({ leftAt: eb.fn.coalesce('participants.leftAt', eb.val(leftAt)) }));
    })
    .execute();
}
