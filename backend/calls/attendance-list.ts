import type { Attendance } from '../../protocol/attendance.ts';
import type { Person } from '../../protocol/people.ts';
import { AppError } from '../errors.ts';
import { PERSON_COLUMNS, toPerson } from '../people/people.ts';
import type { Database, Queries } from '../storage/database.ts';
import { type AttendanceRules, attend, type Interval, type LessonTime, lessonTime } from './attendance.ts';
import { callSeatOf } from './entry.ts';
import { standingIn } from './room-store.ts';
import { canEndCall } from './rules.ts';
import { type CallRow, callById } from './store.ts';

/** The pupils of the chat at the time of the lesson, by their surnames. */
async function classList(db: Queries, call: CallRow, time: LessonTime): Promise<Person[]> {
  // Who joined a chat later has a first message of a later time.
  const { newest } = await db
    .selectFrom('messages')
    .select((eb) => eb.fn.max('ordinal').as('newest'))
    .where('chatId', '=', call.chatId)
    .where('sentAt', '<=', call.endedAt ?? time.until)
    .executeTakeFirstOrThrow();
  const rows = await db
    .selectFrom('members')
    .innerJoin('people', 'people.id', 'members.personId')
    .select([...PERSON_COLUMNS, 'members.leftAt as memberLeftAt', 'members.firstOrdinal'])
    .where('members.chatId', '=', call.chatId)
    .where('people.role', '=', 'pupil')
    .orderBy('people.familyName')
    .orderBy('people.givenName')
    .execute();
  return rows
    .filter((row) => row.memberLeftAt === null || row.memberLeftAt > time.from)
    .filter((row) => time.isLive || row.firstOrdinal <= Math.max(1, Number(newest ?? 0)))
    .map(toPerson);
}

/** Staff who lead the chat or began the call, and who stood in for its teacher. */
async function ledBy(db: Queries, call: CallRow, personId: string): Promise<boolean> {
  const seat = await callSeatOf(db, personId, call.chatId);
  if (!seat) return false;
  return canEndCall(seat, call) || (seat.isSubstitute && (await standingIn(db, call.id, personId)) !== undefined);
}

/**
 * Who of the class was in a call, and how long, for staff who may end it; while it goes on, as of now. Others learn
 * nothing, not even that there was a call (S16).
 */
export async function attendanceOf(
  deps: { db: Database; clock: () => number; attendance: AttendanceRules },
  personId: string,
  callId: string,
): Promise<Attendance> {
  const { db } = deps;
  const call = await callById(db, callId);
  if (!call || !(await ledBy(db, call, personId))) throw new AppError('call-not-found');
  const stays = await db
    .selectFrom('participants')
    .innerJoin('people', 'people.id', 'participants.personId')
    .select(['participants.personId', 'people.role', 'participants.joinedAt', 'participants.leftAt'])
    .where('participants.callId', '=', callId)
    .execute();
  const intervals = new Map<string, Interval[]>();
  for (const { personId: id, joinedAt, leftAt } of stays) {
    const list = intervals.get(id) ?? [];
    // LiveKit's clock may be behind ours: nobody is in a call before it began.
    list.push({ from: Math.max(joinedAt, call.startedAt), to: leftAt });
    intervals.set(id, list);
  }
  const staffIds = new Set(stays.filter((stay) => stay.role === 'teacher').map((stay) => stay.personId));
  const staff = [...staffIds].flatMap((id) => intervals.get(id) ?? []);
  const time = lessonTime(call, staff, deps.clock());
  const pupils = await classList(db, call, time);
  return {
    callId,
    ...time,
    pupils: pupils.map((pupil) => attend(pupil, intervals.get(pupil.id) ?? [], time, deps.attendance)),
  };
}
