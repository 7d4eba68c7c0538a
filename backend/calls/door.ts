import type { CallEntry } from '../../protocol/call-room.ts';
import { chatKindOf } from '../chats/rules.ts';
import { askDoor, type CallSeat, type Door, WAITS_UNHEARD_FOR } from './entry.ts';
import { changeRoom, forgetWaiting, rulesOf, setEntry, standingIn, waitingIn } from './room-store.ts';
import type { CallDeps } from './rules.ts';
import { type CallRow, isStaffIn } from './store.ts';

type DoorDeps = Pick<CallDeps, 'db' | 'clock' | 'bus' | 'rooms'>;

/** Tells people where they stand at the door now. */
export function tellEntry(deps: Pick<CallDeps, 'bus'>, call: CallRow, people: string[], entry: CallEntry): void {
  if (people.length === 0) return;
  deps.bus.publish([
    { kind: 'notice', name: 'call:entry-changed', notice: { callId: call.id, entry }, to: { people } },
  ]);
}

/**
 * Asks the door for somebody and notes the answer. Question and note are one transaction, so nobody is left waiting
 * who asked in the moment in which the door was opened.
 */
export async function knock(deps: DoorDeps, call: CallRow, { person, chat }: CallSeat): Promise<Door> {
  const now = deps.clock();
  const { door, isChanged } = await deps.db.transaction().execute(async (trx) => {
    const before = await standingIn(trx, call.id, person.id);
    const answer = askDoor({
      ...{ role: person.role, chatKind: chat.kind, now, rules: await rulesOf(trx, call.id) },
      isStaffInside: await isStaffIn(trx, call.id),
      before: before ? { entry: before.entry, at: before.seenAt } : null,
    });
    const isNew = answer.entry !== before?.entry;
    const wasShown = before?.entry === 'waiting';
    if (isNew || answer.entry === 'waiting') await setEntry(trx, call.id, person.id, answer.entry, now);
    const isShown = isNew && (wasShown || answer.entry === 'waiting');
    if (isShown) await changeRoom(trx, call, { at: now });
    return { door: answer, isChanged: isShown };
  });
  if (isChanged) deps.rooms.announce(call);
  return door;
}

/**
 * Lets in who may come in by themselves now. With `by` those whom somebody lets in: one person, or with null all who
 * wait but guests; that is a deed.
 */
export async function openDoor(
  deps: DoorDeps,
  call: CallRow,
  deed?: { by: string; personId: string | null },
): Promise<void> {
  const at = deps.clock();
  const admitted = await deps.db.transaction().execute(async (trx) => {
    const chatKind = await chatKindOf(trx, call.chatId);
    const rules = await rulesOf(trx, call.id);
    const isStaffInside = await isStaffIn(trx, call.id);
    const waiting = (await waitingIn(trx, call.id)).filter(({ person }) => {
      if (deed) return deed.personId === null ? person.role !== 'guest' : deed.personId === person.id;
      const asking = { role: person.role, rules, isStaffInside, before: null, now: at };
      return chatKind !== undefined && askDoor({ ...asking, chatKind }).entry === 'admitted';
    });
    for (const { person } of waiting) await setEntry(trx, call.id, person.id, 'admitted', at);
    if (waiting.length === 0) return [];
    const kind = deed?.personId === null ? ('admit-all' as const) : ('admit' as const);
    await changeRoom(trx, call, { at, ...(deed ? { deed: { kind, by: deed.by, about: deed.personId } } : {}) });
    return waiting.map(({ person }) => person.id);
  });
  if (admitted.length === 0) return;
  tellEntry(deps, call, admitted, 'admitted');
  deps.rooms.announce(call);
}

/** Takes who waited and whose page is gone out of the list. */
export async function sweepWaiting(deps: DoorDeps, call: CallRow): Promise<void> {
  const at = deps.clock();
  const isChanged = await deps.db.transaction().execute(async (trx) => {
    if (!(await forgetWaiting(trx, call.id, at - WAITS_UNHEARD_FOR))) return false;
    await changeRoom(trx, call, { at });
    return true;
  });
  if (isChanged) deps.rooms.announce(call);
}
