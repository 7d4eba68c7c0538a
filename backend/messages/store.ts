import type { Message } from '../../protocol/messages.ts';
import type { Queries } from '../storage/database.ts';

const COLUMNS = ['chatId', 'ordinal', 'senderId', 'clientId', 'text', 'sentAt'] as const;

/** The message that a sender's client id already made in this chat (G2). */
export async function messageByClientId(
  db: Queries,
  key: { senderId: string; chatId: string; clientId: string },
): Promise<Message | undefined> {
  return db
    .selectFrom('messages')
    .select(COLUMNS)
    .where('senderId', '=', key.senderId)
    .where('chatId', '=', key.chatId)
    .where('clientId', '=', key.clientId)
    .executeTakeFirst();
}

/** Gives the chat's next ordinal, inside the caller's transaction. */
export async function nextOrdinal(db: Queries, chatId: string): Promise<number> {
  const row = await db
    .updateTable('chats')
    .set((eb) => ({ lastOrdinal: eb('lastOrdinal', '+', 1) }))
    .where('id', '=', chatId)
    .returning('lastOrdinal')
    .executeTakeFirstOrThrow();
  return row.lastOrdinal;
}

export async function insertMessage(db: Queries, message: Message): Promise<void> {
  await db.insertInto('messages').values(message).execute();
}

/** Messages with `first ≤ ordinal < before`, the newest `limit` of them, oldest first. */
export async function messagesBefore(
  db: Queries,
  chatId: string,
  range: { first: number; before: number; limit: number },
): Promise<Message[]> {
  const rows = await db
    .selectFrom('messages')
    .select(COLUMNS)
    .where('chatId', '=', chatId)
    .where('ordinal', '>=', range.first)
    .where('ordinal', '<', range.before)
    .orderBy('ordinal', 'desc')
    .limit(range.limit)
    .execute();
  return rows.reverse();
}

/** Moves a read marker forward, never back (G7); returns where it is now and whether it moved. */
export async function moveReadMarker(
  db: Queries,
  chatId: string,
  personId: string,
  ordinal: number,
): Promise<{ readOrdinal: number; moved: boolean }> {
  const moved = await db
    .updateTable('members')
    .set({ readOrdinal: ordinal })
    .where('chatId', '=', chatId)
    .where('personId', '=', personId)
    .where('readOrdinal', '<', ordinal)
    .returning('readOrdinal')
    .executeTakeFirst();
  if (moved) return { readOrdinal: moved.readOrdinal, moved: true };
  const row = await db
    .selectFrom('members')
    .select('readOrdinal')
    .where('chatId', '=', chatId)
    .where('personId', '=', personId)
    .executeTakeFirst();
  return { readOrdinal: row?.readOrdinal ?? 0, moved: false };
}
