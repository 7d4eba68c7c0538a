import { HISTORY_PAGE } from '../../protocol/limits.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Queries } from '../storage/database.ts';
import { messagesBefore, messagesFrom } from './store.ts';

/** Where a page of history stands: before an ordinal, after one, or around one; none of them: the newest. */
export interface HistoryPlace {
  before?: number | undefined;
  after?: number | undefined;
  around?: number | undefined;
}

/** A page of history, oldest first and without a gap, from the first message that is visible on. */
export async function historyAt(
  db: Queries,
  chatId: string,
  firstOrdinal: number,
  { before, after, around }: HistoryPlace,
): Promise<Message[]> {
  if (after !== undefined) {
    const first = Math.max(firstOrdinal, after + 1);
    return messagesFrom(db, chatId, { first, limit: HISTORY_PAGE });
  }
  if (around === undefined) {
    const end = before ?? Number.MAX_SAFE_INTEGER;
    return messagesBefore(db, chatId, { first: firstOrdinal, before: end, limit: HISTORY_PAGE });
  }
  const half = HISTORY_PAGE / 2;
  const earlier = await messagesBefore(db, chatId, { first: firstOrdinal, before: around, limit: half });
  const later = await messagesFrom(db, chatId, { first: Math.max(firstOrdinal, around), limit: half });
  return [...earlier, ...later];
}
