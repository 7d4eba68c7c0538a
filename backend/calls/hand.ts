import { type CallReaction, type CallRulesChange, leadsCalls } from '../../protocol/call-room.ts';
import { AppError } from '../errors.ts';
import type { Queries } from '../storage/database.ts';
import { openDoor, tellEntry } from './door.ts';
import type { Silenced } from './enforcer.ts';
import { type CallSeat, callSeatOf, leadsIn } from './entry.ts';
import { closeToGuests, openToGuests } from './guests.ts';
import {
  changeRoom,
  type Deed,
  forgetWaiting,
  recordDeed,
  setEntry,
  setStanding,
  standingIn,
  writersIn,
} from './room-store.ts';
import { type CallDeps, takeOut, throughLivekit } from './rules.ts';
import { type CallRow, callById, isInCall, peopleInCall } from './store.ts';

/** A live call and who asks something of it. Of others' calls one learns nothing, not even that they are there (S16). */
async function requireCall(
  deps: CallDeps,
  personId: string,
  callId: string,
): Promise<{ call: CallRow; seat: CallSeat }> {
  const call = await callById(deps.db, callId);
  const seat = call && (await callSeatOf(deps.db, personId, call.chatId));
  if (!call || !seat || call.endedAt !== null) throw new AppError('call-not-found');
  return { call, seat };
}

/** The same for who is inside. */
export async function requireInside(
  deps: CallDeps,
  personId: string,
  callId: string,
): Promise<{ call: CallRow; seat: CallSeat }> {
  const found = await requireCall(deps, personId, callId);
  if (!(await isInCall(deps.db, callId, personId))) throw new AppError('not-allowed');
  return found;
}

/** The same for who leads it. */
export async function requireLead(deps: CallDeps, personId: string, callId: string): Promise<CallRow> {
  const { call, seat } = await requireCall(deps, personId, callId);
  if (!leadsIn(seat.chat.kind, seat.person.role)) throw new AppError('not-allowed');
  return call;
}

/** Somebody of the call over whom one may do something: never over who leads it. */
async function requireTarget(db: Queries, call: CallRow, personId: string): Promise<void> {
  const seat = await callSeatOf(db, personId, call.chatId);
  if (!seat) throw new AppError('person-not-found');
  if (leadsCalls(seat.person.role)) throw new AppError('not-allowed');
}

/** What a deed changes: in the room's rules, and in the rows of `write`. */
interface Change {
  deed: Deed;
  rules?: CallRulesChange;
  write?: (db: Queries, now: number) => Promise<void>;
}

/** Does a deed in one transaction, and tells it to who is inside. */
async function change(deps: CallDeps, call: CallRow, { deed, rules, write }: Change): Promise<void> {
  const at = deps.clock();
  await deps.db.transaction().execute(async (trx) => {
    await write?.(trx, at);
    await changeRoom(trx, call, { deed, at, ...(rules ? { rules, details: rules } : {}) });
  });
  deps.rooms.announce(call);
}

/** The rules are kept whatever LiveKit says; where it cannot be asked now, the watch holds it to them later. */
async function enforce(deps: CallDeps, call: CallRow, silenced?: Silenced): Promise<void> {
  await deps.enforcer.enforce(call, silenced).catch(async (error: unknown) => {
    deps.logger.warn({ err: error, callId: call.id }, 'rules of the call not enforced yet');
    await deps.lookAgain();
    throw new AppError('calls-unavailable');
  });
}

/** Raises or takes down one's own hand; a hand that is up keeps its place. */
export async function raiseHand(deps: CallDeps, personId: string, callId: string, isUp: boolean): Promise<void> {
  const { call } = await requireInside(deps, personId, callId);
  const at = deps.clock();
  const isChanged = await deps.db.transaction().execute(async (trx) => {
    const before = await standingIn(trx, callId, personId);
    if (((before?.handAt ?? null) !== null) === isUp) return false;
    if (!before) await setEntry(trx, callId, personId, 'admitted', at);
    await setStanding(trx, callId, personId, { handAt: isUp ? at : null });
    await changeRoom(trx, call, { at });
    return true;
  });
  if (isChanged) deps.rooms.announce(call);
}

/** Shows a sign of this person to all who are inside, for a moment. */
export async function react(deps: CallDeps, personId: string, callId: string, reaction: CallReaction): Promise<void> {
  await requireInside(deps, personId, callId);
  const people = (await peopleInCall(deps.db, callId)).map(({ id }) => id);
  deps.bus.publish([{ kind: 'notice', name: 'call:reacted', notice: { callId, personId, reaction }, to: { people } }]);
}

/** Takes down somebody's hand, or with null all of them. */
export async function lowerHand(deps: CallDeps, by: string, callId: string, personId: string | null): Promise<void> {
  const call = await requireLead(deps, by, callId);
  if (personId !== null && personId !== by) await requireTarget(deps.db, call, personId);
  await change(deps, call, {
    deed: { kind: personId === null ? 'hands-down' : 'hand-down', by, about: personId },
    write: (db) => setStanding(db, callId, personId, { handAt: null }),
  });
}

/** The word lets one write where the rules say so. */
async function tellWriters(deps: CallDeps, call: CallRow): Promise<void> {
  if (await writersIn(deps.db, call.id)) deps.announcer.announce(call.chatId, true);
}

/** Gives somebody the word, which takes the hand down, or takes it back. */
export async function giveFloor(
  deps: CallDeps,
  by: string,
  callId: string,
  { personId, isGiven }: { personId: string; isGiven: boolean },
): Promise<void> {
  const call = await requireLead(deps, by, callId);
  await requireTarget(deps.db, call, personId);
  await change(deps, call, {
    deed: { kind: isGiven ? 'floor' : 'floor-back', by, about: personId },
    write: async (db, now) => {
      if ((await standingIn(db, callId, personId))?.entry !== 'admitted') throw new AppError('person-not-found');
      await setStanding(db, callId, personId, isGiven ? { floorAt: now, handAt: null } : { floorAt: null });
    },
  });
  await tellWriters(deps, call);
  await enforce(deps, call);
}

/** Closes somebody's microphone, or with null that of everybody who does not lead. They may open it again. */
export async function mute(deps: CallDeps, by: string, callId: string, personId: string | null): Promise<void> {
  const call = await requireLead(deps, by, callId);
  if (personId !== null) await requireTarget(deps.db, call, personId);
  await change(deps, call, { deed: { kind: personId === null ? 'mute-all' : 'mute', by, about: personId } });
  await enforce(deps, call, personId === null ? 'all' : { personId });
}

export async function setRules(deps: CallDeps, by: string, callId: string, rules: CallRulesChange): Promise<void> {
  const call = await requireLead(deps, by, callId);
  await change(deps, call, { deed: { kind: 'rules', by, about: null }, rules });
  // Who writes in the chat is shown to all of it, not only to who is inside.
  if (rules.write) deps.announcer.announce(call.chatId, true);
  await enforce(deps, call);
  await openDoor(deps, call);
}

/** One button against a lesson that got out of hand: nobody but staff is heard or seen, and nobody else comes in. */
export async function stopAll(deps: CallDeps, by: string, callId: string): Promise<void> {
  const call = await requireLead(deps, by, callId);
  await change(deps, call, {
    deed: { kind: 'stop', by, about: null },
    rules: { speak: 'called', video: 'called', share: 'called', isLocked: true },
    write: (db) => setStanding(db, callId, null, { floorAt: null }),
  });
  await tellWriters(deps, call);
  await enforce(deps, call, 'all');
}

/** Out on all devices. What keeps them out is our word at every coming in: LiveKit revokes no ticket. */
export async function removeFromCall(deps: CallDeps, by: string, callId: string, personId: string): Promise<void> {
  const call = await requireLead(deps, by, callId);
  await requireTarget(deps.db, call, personId);
  await change(deps, call, {
    deed: { kind: 'remove', by, about: personId },
    write: (db, now) => setEntry(db, callId, personId, 'removed', now),
  });
  tellEntry(deps, call, [personId], 'removed');
  await throughLivekit(deps, () => takeOut(deps, personId, call));
}

/** Lets somebody in who waits, or with null all who wait. */
export async function admit(deps: CallDeps, by: string, callId: string, personId: string | null): Promise<void> {
  const call = await requireLead(deps, by, callId);
  if (personId !== null) await requireTarget(deps.db, call, personId);
  await openDoor(deps, call, { by, personId });
}

export async function refuse(deps: CallDeps, by: string, callId: string, personId: string): Promise<void> {
  const call = await requireLead(deps, by, callId);
  await requireTarget(deps.db, call, personId);
  await change(deps, call, {
    deed: { kind: 'refuse', by, about: personId },
    write: async (db, now) => {
      if ((await standingIn(db, callId, personId))?.entry !== 'waiting') throw new AppError('person-not-found');
      await setEntry(db, callId, personId, 'refused', now);
    },
  });
  tellEntry(deps, call, [personId], 'refused');
}

/** Opens the door to guests, who knock there, or closes it to those who are not inside. Throws guests-off. */
export async function setGuestLink(deps: CallDeps, by: string, callId: string, isOn: boolean): Promise<void> {
  const call = await requireLead(deps, by, callId);
  if (deps.guestsAt === null) throw new AppError('guests-off');
  let gone: string[] = [];
  await change(deps, call, {
    deed: { kind: isOn ? 'guests' : 'guests-end', by, about: null },
    write: async (db, now) => {
      if (isOn) await openToGuests(db, callId, by, now);
      else gone = await closeToGuests(db, callId);
    },
  });
  tellEntry(deps, call, gone, 'refused');
}

/** Who waited does not want to come in any more. */
export async function giveUp(deps: CallDeps, personId: string, callId: string): Promise<void> {
  const { call } = await requireCall(deps, personId, callId);
  const at = deps.clock();
  const isGone = await deps.db.transaction().execute(async (trx) => {
    if (!(await forgetWaiting(trx, callId, at, personId))) return false;
    await changeRoom(trx, call, { at });
    return true;
  });
  if (isGone) deps.rooms.announce(call);
}

/** Writes the end for all into the audit log. */
export async function recordEnd(deps: CallDeps, by: string, call: CallRow): Promise<void> {
  await recordDeed(deps.db, call, { kind: 'end', by, about: null }, deps.clock());
}
