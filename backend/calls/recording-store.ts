import type { CallRecording } from '../../protocol/call-room.ts';
import { PERSON_COLUMNS, toPerson } from '../people/people.ts';
import type { Queries } from '../storage/database.ts';
import { changeRoom } from './room-store.ts';
import type { CallDeps } from './rules.ts';
import type { CallRow } from './store.ts';

type RecordingDeps = Pick<CallDeps, 'db' | 'clock' | 'rooms' | 'announcer'>;
type Where = Pick<CallRow, 'id' | 'chatId'>;

/** Who records a call, as those inside are told. */
export async function recordingIn(db: Queries, callId: string): Promise<CallRecording | null> {
  const row = await db
    .selectFrom('callRecordings')
    .innerJoin('people', 'people.id', 'callRecordings.personId')
    .select([...PERSON_COLUMNS, 'callRecordings.since'])
    .where('callRecordings.callId', '=', callId)
    .executeTakeFirst();
  return row ? { by: toPerson(row), since: row.since } : null;
}

/** Tells who is inside who records now, and the whole chat whether the call is recorded: who comes in must know before. */
export function announceRecording(deps: RecordingDeps, call: Where): void {
  deps.rooms.announce(call);
  deps.announcer.announce(call.chatId, true);
}

/**
 * Ends the call's recording and tells so: with `of` only where it is that device's, and with a
 * `joinedAt` only where it is of that very stay. Nothing happens where there is none.
 */
export async function endRecording(
  deps: RecordingDeps,
  call: Where,
  of?: { identity: string; joinedAt?: number },
): Promise<void> {
  const at = deps.clock();
  const isEnded = await deps.db.transaction().execute(async (trx) => {
    let query = trx.deleteFrom('callRecordings').where('callId', '=', call.id);
    if (of) query = query.where('identity', '=', of.identity);
    if (of?.joinedAt !== undefined) query = query.where('joinedAt', '=', of.joinedAt);
    const row = await query.returning('personId').executeTakeFirst();
    if (row) await changeRoom(trx, call, { at, deed: { kind: 'record-end', by: row.personId, about: null } });
    return row !== undefined;
  });
  if (isEnded) announceRecording(deps, call);
}
