import { AppError } from '../errors.ts';
import { requireLead } from './hand.ts';
import { announceRecording, endRecording } from './recording-store.ts';
import { changeRoom } from './room-store.ts';
import type { CallDeps } from './rules.ts';
import { openPresences } from './store.ts';

/**
 * A device of who leads a call begins or ends to record it. One at a time: the second one is told that the recording
 * is not its own. What begins is told to all who are inside; the device waits for that word. A recording ends with the
 * stay that it was begun in, whatever becomes of the page.
 */
export async function record(
  deps: CallDeps,
  by: string,
  { callId, identity, isOn }: { callId: string; identity: string; isOn: boolean },
): Promise<{ isMine: boolean }> {
  const call = await requireLead(deps, by, callId);
  const stays = (await openPresences(deps.db, callId)).filter(
    (stay) => stay.personId === by && stay.identity === identity,
  );
  if (!isOn) {
    if (identity.startsWith(`${by}:`)) await endRecording(deps, call, { identity });
    return { isMine: false };
  }
  // A stay that was replaced may not have been told to have ended yet.
  const joinedAt = Math.max(...stays.map((stay) => stay.joinedAt));
  if (stays.length === 0) throw new AppError('not-allowed');
  const since = deps.clock();
  const { isNew, isMine } = await deps.db.transaction().execute(async (trx) => {
    const made = await trx
      .insertInto('callRecordings')
      .values({ callId, personId: by, identity, joinedAt, since })
      .onConflict((conflict) => conflict.doNothing())
      .returning('callId')
      .executeTakeFirst();
    if (made) {
      await changeRoom(trx, call, { at: since, deed: { kind: 'record', by, about: null } });
      return { isNew: true, isMine: true };
    }
    const now = await trx
      .selectFrom('callRecordings')
      .select(['identity', 'joinedAt'])
      .where('callId', '=', callId)
      .executeTakeFirst();
    return { isNew: false, isMine: now?.identity === identity && now.joinedAt === joinedAt };
  });
  if (isNew) announceRecording(deps, call);
  return { isMine };
}
