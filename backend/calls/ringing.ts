import { memberOf } from '../chats/members.ts';
import { peersOf, requireMayWrite } from '../chats/peers.ts';
import { canStartCall, requireMember } from '../chats/rules.ts';
import { AppError } from '../errors.ts';
import { writeServiceLine } from '../messages/service-lines.ts';
import type { Database, Queries } from '../storage/database.ts';
import { type CallDeps, endCall } from './rules.ts';
import { type CallRow, callById, liveRowOf } from './store.ts';

/** How long a direct call rings, ms. */
export const RINGS_FOR = 45_000;
/** An answered direct call ends when one has been alone in it for this long. */
const ALONE_FOR = 60_000;

/** A direct call by its id, of one's own chat; of others' calls one learns nothing (S16). */
async function requireDirectCall(db: Database, personId: string, callId: string): Promise<CallRow> {
  const call = await callById(db, callId);
  const membership = call && (await requireMember(db, personId, call.chatId).catch(() => undefined));
  if (!call || !membership || call.endedAt !== null) throw new AppError('call-not-found');
  if (membership.chat.kind !== 'direct') throw new AppError('not-allowed');
  return call;
}

async function isBusy(db: Queries, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom('participants')
    .innerJoin('calls', 'calls.id', 'participants.callId')
    .select('calls.id')
    .where('participants.personId', '=', personId)
    .where('participants.leftAt', 'is', null)
    .where('calls.endedAt', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Before a call begins; only a direct one has something to say here: may-not-write where one may not write either,
 * person-busy where the other is in a call; that they were called stands in the chat.
 */
export async function requireReachable(deps: CallDeps, personId: string, chatId: string): Promise<void> {
  const { db, bus } = deps;
  // Who may start and who may come in is decided elsewhere: of a direct chat only its two are members.
  const seat = await requireMember(db, personId, chatId).catch(() => undefined);
  if (!seat) return;
  const { chat, member, person } = seat;
  if (chat.kind !== 'direct' || !canStartCall(chat, member, person) || (await liveRowOf(db, chatId))) return;
  await requireMayWrite(db, person, chat.id);
  const peer = (await peersOf(db, person.id, [chat.id])).get(chat.id);
  if (!peer || !(await isBusy(db, peer.id))) return;
  const line = { chatId: chat.id, sender: person, service: { kind: 'call-missed' }, now: deps.clock() } as const;
  bus.publish(await db.transaction().execute((trx) => writeServiceLine(trx, line)));
  throw new AppError('person-busy');
}

/** A ringing call is taken: it rings nowhere any more. The same again, and of who called, changes nothing. */
async function noteAnswer(deps: CallDeps, call: CallRow, personId: string): Promise<void> {
  if (call.ringsUntil === null || call.startedBy === personId) return;
  const answered = await deps.db
    .updateTable('calls')
    .set({ ringsUntil: null, answeredAt: deps.clock() })
    .where('id', '=', call.id)
    .where('endedAt', 'is', null)
    .where('ringsUntil', 'is not', null)
    .returning('id')
    .executeTakeFirst();
  if (answered) deps.announcer.announce(call.chatId, true);
}

/** «Принять». Throws call-not-found where it is over. */
export async function acceptCall(deps: CallDeps, personId: string, callId: string): Promise<void> {
  await noteAnswer(deps, await requireDirectCall(deps.db, personId, callId), personId);
}

/** Whoever comes into a ringing call has taken it, whichever way they came. */
export async function answerByJoining(deps: CallDeps, personId: string, chatId: string): Promise<void> {
  const call = await liveRowOf(deps.db, chatId);
  if (call?.ringsUntil && (await memberOf(deps.db, chatId, personId))) await noteAnswer(deps, call, personId);
}

/** «Отклонить», or the caller hangs up while it rings, or either of the two ends what goes on. */
export async function hangUp(deps: CallDeps, personId: string, callId: string): Promise<void> {
  const call = await requireDirectCall(deps.db, personId, callId);
  if (call.ringsUntil === null) return endCall(deps, call, 'ended');
  await endCall(deps, call, call.startedBy === personId ? 'cancelled' : 'declined');
}

/** Who called closed the page, or lost the network: it rings no longer. */
export async function endIfCallerIsGone(deps: CallDeps, call: CallRow): Promise<void> {
  if (call.ringsUntil === null || call.endedAt !== null) return;
  const stays = await deps.db
    .selectFrom('participants')
    .select('leftAt')
    .where('callId', '=', call.id)
    .where('personId', '=', call.startedBy)
    .execute();
  // Who is on the way in has no stay yet.
  if (stays.length > 0 && stays.every((one) => one.leftAt !== null)) await endCall(deps, call, 'cancelled');
}

/** Ends what has rung for long enough, by the database's time: also what rang before this server was started. */
export async function endUnanswered(deps: CallDeps): Promise<void> {
  const rows = await deps.db
    .selectFrom('calls')
    .selectAll()
    .where('endedAt', 'is', null)
    .where('ringsUntil', '<=', deps.clock())
    .execute();
  for (const call of rows) await endCall(deps, call, 'no-answer');
}

/** Ends a direct call that was answered, and in which one has waited in vain for the other. */
export async function endIfAlone(deps: CallDeps, call: CallRow): Promise<void> {
  if (call.answeredAt === null) return;
  const stays = await deps.db
    .selectFrom('participants')
    .select(['personId', 'leftAt'])
    .where('callId', '=', call.id)
    .execute();
  const inside = new Set(stays.filter((one) => one.leftAt === null).map((one) => one.personId));
  const since = Math.max(call.answeredAt, ...stays.map((one) => one.leftAt ?? 0));
  if (inside.size < 2 && deps.clock() - since >= ALONE_FOR) await endCall(deps, call, 'empty');
}
