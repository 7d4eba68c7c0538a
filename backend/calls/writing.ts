import { isAllowedIn } from '../../protocol/call-room.ts';
import type { Person } from '../../protocol/people.ts';
import { AppError } from '../errors.ts';
import type { Queries } from '../storage/database.ts';
import { changedRulesIn, standingIn } from './room-store.ts';

/**
 * While a call goes on, its rule says who writes in its chat. Throws `call-writing-off`; returns whether anybody is
 * limited at all, so that one asks once for many.
 */
export async function requireMayWriteInCall(
  db: Queries,
  chatId: string,
  person: Pick<Person, 'id' | 'role'>,
): Promise<boolean> {
  const live = await changedRulesIn(db, chatId);
  if (!live || live.rules.write === 'all') return false;
  const hasFloor = ((await standingIn(db, live.callId, person.id))?.floorAt ?? null) !== null;
  if (!isAllowedIn(live.rules, 'write', { role: person.role, hasFloor })) throw new AppError('call-writing-off');
  return true;
}
