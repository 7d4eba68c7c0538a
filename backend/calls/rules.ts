import { randomBytes, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Call } from '../../protocol/calls.ts';
import type { Bus } from '../bus/bus.ts';
import { memberOf } from '../chats/members.ts';
import { canStartCall, type Membership, requireMember } from '../chats/rules.ts';
import { AppError } from '../errors.ts';
import type { Database, Queries } from '../storage/database.ts';
import type { Announcer } from './announcer.ts';
import type { AttendanceRules } from './attendance.ts';
import { writeEnd, writeStart } from './lines.ts';
import type { Livekit, LivekitEvent } from './livekit.ts';
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
  /** Throws `calls-unavailable` where there is no LiveKit. */
  livekit: () => Livekit;
  /** Asks LiveKit how it stands, so that the status is right when a person is told that calls do not work. */
  lookAgain: () => Promise<void>;
}

/** Who starts a call ends it; so do staff who own or administer the chat. */
export function canEndCall(
  { member, person }: Pick<Membership, 'member' | 'person'>,
  call: Pick<CallRow, 'startedBy'>,
): boolean {
  return person.role === 'teacher' && (member.role !== 'member' || call.startedBy === person.id);
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

/** The chat's call, started where it is not live: one at a time per chat. */
export async function startCall(deps: CallDeps, personId: string, chatId: string): Promise<Call> {
  const { chat, member, person } = await requireMember(deps.db, personId, chatId);
  if (!canStartCall(chat, member, person)) throw new AppError('not-allowed');
  if (await liveRowOf(deps.db, chatId)) return callNow(deps.db, chatId);
  const room = randomBytes(18).toString('base64url');
  await throughLivekit(deps, (livekit) => livekit.createRoom(room));
  const startedAt = deps.clock();
  const call = { id: randomUUID(), chatId, room, startedBy: personId, startedAt };
  const ringsUntil = chat.kind === 'direct' ? startedAt + deps.ringsFor : null;
  const told = await deps.db.transaction().execute(async (trx) => {
    const isFirst = await insertCall(trx, { ...call, ringsUntil });
    return isFirst ? writeStart(trx, call) : undefined;
  });
  if (told) {
    deps.bus.publish(told);
    deps.announcer.announce(chatId, true);
  } else await removeRoom(deps, room);
  return callNow(deps.db, chatId);
}

/** The room and token for a device, or undefined when the chat has no live call. */
export async function joinCall(
  deps: CallDeps,
  personId: string,
  chatId: string,
  deviceId: string,
): Promise<{ call: Call; url: string; token: string; canEnd: boolean } | undefined> {
  const membership = await requireMember(deps.db, personId, chatId);
  const row = await liveRowOf(deps.db, chatId);
  if (!row) return undefined;
  // Also for a call that is live already: LiveKit forgets its rooms when it is restarted.
  const token = await throughLivekit(deps, async (livekit) => {
    await livekit.createRoom(row.room);
    return livekit.token(row.room, membership.person, deviceId);
  });
  const [call] = await liveCalls(deps.db, [chatId]);
  if (!call) return undefined;
  return { call, url: deps.livekit().url, token, canEnd: canEndCall(membership, row) };
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

/** What LiveKit tells of a room. Who is no member (any more) is removed: a removal does not revoke a token. */
export async function takeEvent(deps: CallDeps, event: LivekitEvent): Promise<void> {
  const { room, presence, type } = event;
  const call = await callByRoom(deps.db, room);
  if (!call) return;
  if (type === 'left') {
    // Who gave up before getting in was never there.
    if (presence.joinedAt === 0) return;
    await notePresence(deps.db, call.id, presence, deps.clock());
    if (call.endedAt === null) deps.announcer.announce(call.chatId);
    return;
  }
  const isWelcome = call.endedAt === null && (await memberOf(deps.db, call.chatId, presence.personId)) !== undefined;
  if (type === 'lied' || !isWelcome) {
    deps.logger.warn({ callId: call.id, personId: presence.personId, type }, 'removed from the call');
    await deps.livekit().removeParticipant(room, presence.identity);
    return;
  }
  await notePresence(deps.db, call.id, presence, null);
  deps.announcer.announce(call.chatId);
}

/** Makes our list of a call's devices that of LiveKit: webhooks can be lost. */
export async function reconcile(deps: CallDeps, call: CallRow): Promise<void> {
  const actual = (await deps.livekit().presences(call.room)) ?? [];
  const known = await openPresences(deps.db, call.id);
  const key = (presence: { identity: string; joinedAt: number }) => `${presence.identity} ${presence.joinedAt}`;
  const actualKeys = new Set(actual.map(key));
  const knownKeys = new Set(known.map(key));
  for (const presence of actual) {
    const isMember = (await memberOf(deps.db, call.chatId, presence.personId)) !== undefined;
    if (!isMember || !knownKeys.has(key(presence))) {
      await takeEvent(deps, { id: '', room: call.room, type: 'joined', presence });
    }
  }
  for (const presence of known) {
    if (!actualKeys.has(key(presence))) await takeEvent(deps, { id: '', room: call.room, type: 'left', presence });
  }
}

/** Takes a person who left a chat out of its call, on all devices. */
export async function removePerson(deps: CallDeps, personId: string, chatId: string): Promise<void> {
  const call = await liveRowOf(deps.db, chatId);
  if (!call) return;
  const livekit = deps.livekit();
  for (const presence of (await livekit.presences(call.room)) ?? []) {
    if (presence.personId === personId) await livekit.removeParticipant(call.room, presence.identity);
  }
}
