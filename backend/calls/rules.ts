import { randomBytes, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { leadsCalls } from '../../protocol/call-room.ts';
import type { Call, CallTicket } from '../../protocol/calls.ts';
import type { Bus, Publication } from '../bus/bus.ts';
import { membersOf } from '../chats/members.ts';
import { canStartCall } from '../chats/rules.ts';
import { admitSubstitute } from '../chats/substitutes.ts';
import { AppError } from '../errors.ts';
import type { Database, Queries } from '../storage/database.ts';
import type { Announcer } from './announcer.ts';
import type { AttendanceRules } from './attendance.ts';
import { knock, openDoor } from './door.ts';
import type { Enforcer } from './enforcer.ts';
import { type CallSeat, callSeatOf, requireCallSeat } from './entry.ts';
import { writeEnd, writeStart } from './lines.ts';
import { identityOf, type Livekit, type LivekitEvent } from './livekit.ts';
import { sourcesOf } from './permissions.ts';
import { endRecording } from './recording-store.ts';
import { type RoomAnnouncer, roomState } from './room-announcer.ts';
import { recordDeed, standingIn } from './room-store.ts';
import {
  type CallRow,
  callByRoom,
  closeCall,
  type EndReason,
  insertCall,
  liveCalls,
  liveRowOf,
  notePresence,
  openPresences,
  type Stay,
} from './store.ts';

const MINUTE = 60_000;
/** A call ends when it has been empty for this long … */
export const EMPTY_FOR = MINUTE;
/** … or nobody came at all, … */
export const NOBODY_CAME_FOR = 5 * MINUTE;
/** … or the last of the staff left this long ago. */
export const NO_STAFF_FOR = 10 * MINUTE;

export interface CallDeps {
  db: Database;
  clock: () => number;
  logger: Logger;
  announcer: Announcer;
  bus: Bus;
  /** How long a direct call rings, ms. */
  ringsFor: number;
  attendance: AttendanceRules;
  /** Bytes of the largest file that the server takes: a recording is to be one. */
  fileLimit: number;
  /** The server's own address as browsers see it, for the links of guests; null where there are no guests. */
  guestsAt: string | null;
  /** Tells who is inside what the room is. */
  rooms: RoomAnnouncer;
  /** Holds LiveKit to the rules. */
  enforcer: Enforcer;
  /** Throws `calls-unavailable` where there is no LiveKit. */
  livekit: () => Livekit;
  /** Asks LiveKit how it stands, so that the status is right when a person is told that calls do not work. */
  lookAgain: () => Promise<void>;
}

/** Who starts a call ends it; so do staff who own or administer the chat. */
export function canEndCall(
  { member, person }: Pick<CallSeat, 'member' | 'person'>,
  call: Pick<CallRow, 'startedBy'>,
): boolean {
  const isLeader = member !== null && member.role !== 'member';
  return person.role === 'teacher' && (isLeader || call.startedBy === person.id);
}

/** Who has the right in the chat, and in a lesson whoever stands in for its teacher. */
export function mayStart({ chat, member, person, isSubstitute }: CallSeat): boolean {
  return isSubstitute || (member !== null && canStartCall(chat, member, person));
}

/** Why a call should end now; undefined when it goes on. */
export function endReasonOf(startedAt: number, stays: Stay[], now: number): EndReason | undefined {
  const sinceLast = (list: Stay[]) => now - Math.max(startedAt, ...list.map((stay) => stay.leftAt ?? now));
  if (stays.length === 0) return now - startedAt >= NOBODY_CAME_FOR ? 'empty' : undefined;
  if (sinceLast(stays) >= EMPTY_FOR) return 'empty';
  if (sinceLast(stays.filter((stay) => stay.role === 'teacher')) >= NO_STAFF_FOR) return 'no-staff';
  return undefined;
}

async function callNow(db: Queries, chatId: string): Promise<Call> {
  const [call] = await liveCalls(db, [chatId]);
  if (!call) throw new AppError('call-not-found');
  return call;
}

/** LiveKit answers, or calls are unavailable; the log says why. */
export async function throughLivekit<T>(deps: CallDeps, ask: (livekit: Livekit) => Promise<T>): Promise<T> {
  const livekit = deps.livekit();
  try {
    return await ask(livekit);
  } catch (error) {
    deps.logger.warn({ err: error }, 'LiveKit refused or did not answer');
    await deps.lookAgain();
    throw new AppError('calls-unavailable');
  }
}

/**
 * Who stands in for another is in the audit log, as they lead a class that is not theirs, and in the chat, where
 * everybody sees them. Inside the caller's transaction, who publishes.
 */
async function standIn(
  deps: CallDeps,
  db: Queries,
  call: Pick<CallRow, 'id' | 'chatId'>,
  { chat, person }: CallSeat,
): Promise<Publication[]> {
  const now = deps.clock();
  await recordDeed(db, call, { kind: 'substitute', by: person.id, about: null }, now);
  return admitSubstitute(db, { chat, person, now });
}

/** The chat's call, started where it is not live: one at a time per chat. */
export async function startCall(deps: CallDeps, personId: string, chatId: string): Promise<Call> {
  const seat = await requireCallSeat(deps.db, personId, chatId);
  if (!mayStart(seat)) throw new AppError('not-allowed');
  if (await liveRowOf(deps.db, chatId)) return callNow(deps.db, chatId);
  const room = randomBytes(18).toString('base64url');
  await throughLivekit(deps, (livekit) => livekit.createRoom(room));
  const startedAt = deps.clock();
  const call = { id: randomUUID(), chatId, room, startedBy: personId, startedAt };
  const ringsUntil = seat.chat.kind === 'direct' ? startedAt + deps.ringsFor : null;
  const told = await deps.db.transaction().execute(async (trx) => {
    if (!(await insertCall(trx, { ...call, ringsUntil }))) return undefined;
    const joined = seat.isSubstitute ? await standIn(deps, trx, call, seat) : [];
    return [...joined, ...(await writeStart(trx, call))];
  });
  if (told) {
    deps.bus.publish(told);
    deps.announcer.announce(chatId, true);
  } else await removeRoom(deps, room);
  return callNow(deps.db, chatId);
}

/** The room and token for a device, where the door lets its person in. */
export async function joinCall(
  deps: CallDeps,
  personId: string,
  chatId: string,
  deviceId: string,
): Promise<CallTicket> {
  const seat = await requireCallSeat(deps.db, personId, chatId);
  const row = await liveRowOf(deps.db, chatId);
  if (!row) return { status: 'not-started' };
  const mayBeNew = seat.isSubstitute && row.startedBy !== personId;
  const isNewSubstitute = mayBeNew && !(await standingIn(deps.db, row.id, personId));
  const door = await knock(deps, row, seat);
  if (door.entry === 'waiting') return { status: 'waiting', callId: row.id, reason: door.reason };
  if (door.entry !== 'admitted') return { status: door.entry, callId: row.id };
  if (isNewSubstitute) {
    deps.bus.publish(await deps.db.transaction().execute((trx) => standIn(deps, trx, row, seat)));
  }
  // This join replaces the page that recorded: the sign must not outlive it.
  await endRecording(deps, row, { identity: identityOf(personId, deviceId) });
  // Who is of the class is nothing for a stranger.
  const isGuest = seat.person.role === 'guest';
  const [room, members] = await Promise.all([
    roomState(deps, row, seat.person.role),
    isGuest ? [] : membersOf(deps.db, chatId),
    // Also for a call that is live already: LiveKit forgets its rooms when it is restarted.
    throughLivekit(deps, (livekit) => livekit.createRoom(row.room)),
  ]);
  const sources = sourcesOf(seat.person.role, room.rules, room.floor.includes(personId));
  const token = await deps.livekit().token(row.room, seat.person, deviceId, sources);
  const [call] = await liveCalls(deps.db, [chatId]);
  if (!call) return { status: 'not-started' };
  const people = members.map((member) => member.person);
  return { status: 'live', call, url: deps.livekit().url, token, canEnd: canEndCall(seat, row), people, room };
}

/** Deletes a room; when LiveKit cannot be asked now, the watch deletes it later. */
async function removeRoom(deps: CallDeps, room: string): Promise<void> {
  try {
    await deps.livekit().deleteRoom(room);
  } catch (error) {
    deps.logger.warn({ err: error }, 'room not deleted yet');
  }
}

/** Ends a call for everybody, writes so into the chat, and tells the members. */
export async function endCall(deps: CallDeps, call: CallRow, reason: EndReason): Promise<void> {
  const now = deps.clock();
  await endRecording(deps, call);
  const told = await deps.db.transaction().execute(async (trx) => {
    const closed = await closeCall(trx, call.id, now, reason);
    return closed && writeEnd(trx, closed, now);
  });
  if (!told) return;
  deps.bus.publish(told);
  deps.logger.info({ callId: call.id, reason }, 'call ended');
  deps.announcer.announce(call.chatId, true);
  await removeRoom(deps, call.room);
}

/** Who may be in a call now: who is let in where they belong. Tickets outlive a removal, so it is asked each time. */
async function isWelcome(deps: CallDeps, call: CallRow, personId: string): Promise<CallSeat | undefined> {
  const seat = call.endedAt === null ? await callSeatOf(deps.db, personId, call.chatId) : undefined;
  if (!seat || leadsCalls(seat.person.role)) return seat;
  return (await standingIn(deps.db, call.id, personId))?.entry === 'admitted' ? seat : undefined;
}

/** What LiveKit tells of a room. Who may not be there (any more) is removed: a removal does not revoke a token. */
export async function takeEvent(deps: CallDeps, event: LivekitEvent): Promise<void> {
  const { room, presence, type } = event;
  const call = await callByRoom(deps.db, room);
  if (!call) return;
  if (type === 'left') {
    // Who gave up before getting in was never there.
    if (presence.joinedAt === 0) return;
    await notePresence(deps.db, call.id, presence, deps.clock());
    await endRecording(deps, call, presence);
    if (call.endedAt === null) deps.announcer.announce(call.chatId);
    return;
  }
  const seat = await isWelcome(deps, call, presence.personId);
  if (type === 'lied' || !seat) {
    deps.logger.warn({ callId: call.id, personId: presence.personId, type }, 'removed from the call');
    await deps.livekit().removeParticipant(room, presence.identity);
    return;
  }
  await notePresence(deps.db, call.id, presence, null);
  deps.announcer.announce(call.chatId);
  deps.rooms.announce(call);
  if (leadsCalls(seat.person.role)) await openDoor(deps, call);
  // A ticket of LiveKit's own is good for ten minutes, with what one was allowed when it was made.
  else await deps.enforcer.enforce(call);
}

/** Makes our list of a call's devices that of LiveKit: webhooks can be lost. */
export async function reconcile(deps: CallDeps, call: CallRow): Promise<void> {
  const actual = (await deps.livekit().presences(call.room)) ?? [];
  const known = await openPresences(deps.db, call.id);
  const key = (presence: { identity: string; joinedAt: number }) => `${presence.identity} ${presence.joinedAt}`;
  const actualKeys = new Set(actual.map(key));
  const knownKeys = new Set(known.map(key));
  for (const presence of actual) {
    if (!(await isWelcome(deps, call, presence.personId)) || !knownKeys.has(key(presence))) {
      await takeEvent(deps, { id: '', room: call.room, type: 'joined', presence });
    }
  }
  for (const presence of known) {
    if (!actualKeys.has(key(presence))) await takeEvent(deps, { id: '', room: call.room, type: 'left', presence });
  }
  await deps.enforcer.enforce(call);
}

/** Takes a person out of a call, on all devices. */
export async function takeOut(deps: CallDeps, personId: string, call: CallRow): Promise<void> {
  const livekit = deps.livekit();
  for (const presence of (await livekit.presences(call.room)) ?? []) {
    if (presence.personId === personId) await livekit.removeParticipant(call.room, presence.identity);
  }
}

/** Takes a person who left a chat out of its call, on all devices. */
export async function removePerson(deps: CallDeps, personId: string, chatId: string): Promise<void> {
  const call = await liveRowOf(deps.db, chatId);
  if (call) await takeOut(deps, personId, call);
}
