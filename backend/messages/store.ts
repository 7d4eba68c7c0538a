import type { Message } from '../../protocol/messages.ts';
import type { Queries } from '../storage/database.ts';
import { hotChange, hotQuery } from '../storage/hot.ts';

/** The columns that `toMessage` reads; prefixed with the table, for joins. */
export const MESSAGE_COLUMNS = [
  'messages.chatId',
  'messages.ordinal',
  'messages.senderId',
  'messages.clientId',
  'messages.text',
  'messages.sentAt',
  'messages.extra',
] as const;
const COLUMNS = MESSAGE_COLUMNS;

/** What stands in the column `extra`. */
export type MessageExtra = Omit<
  Message,
  'chatId' | 'ordinal' | 'senderId' | 'clientId' | 'text' | 'sentAt' | 'isHidden'
>;

/** A message as it is stored. */
export type MessageRow = Pick<Message, 'chatId' | 'ordinal' | 'senderId' | 'clientId' | 'text' | 'sentAt'> & {
  extra: string;
};

/** A row as the wire has it. */
export function toMessage({ extra, ...row }: MessageRow): Message {
  return { ...row, ...(JSON.parse(extra) as MessageExtra) };
}

/** A message as a row. */
function toRow(message: Message): MessageRow {
  const { chatId, ordinal, senderId, clientId, text, sentAt, isHidden: _, ...extra } = message;
  return { chatId, ordinal, senderId, clientId, text, sentAt, extra: JSON.stringify(extra) };
}

const selectByClientId = hotQuery((db, senderId: string, chatId: string, clientId: string) =>
  db
    .selectFrom('messages')
    .select(COLUMNS)
    .where('senderId', '=', senderId)
    .where('chatId', '=', chatId)
    .where('clientId', '=', clientId),
);

/** The message that a sender's client id already made in this chat (G2). */
export async function messageByClientId(
  db: Queries,
  key: { senderId: string; chatId: string; clientId: string },
): Promise<Message | undefined> {
  const [row] = await selectByClientId(db, key.senderId, key.chatId, key.clientId);
  return row && toMessage(row);
}

const advanceChat = hotQuery((db, count: number, chatId: string) =>
  db
    .updateTable('chats')
    .set((eb) => ({ lastOrdinal: eb('lastOrdinal', '+', count), lastSeq: eb('lastSeq', '+', count) }))
    .where('id', '=', chatId)
    .returning(['lastOrdinal', 'lastSeq']),
);

/** A message's place in its chat: among the messages, and in the stream. */
export interface Place {
  ordinal: number;
  seq: number;
}

/**
 * Gives the chat's next place, inside the caller's transaction; with a count the first of so many in a row. A count
 * below zero gives the last ones back.
 */
export async function nextPlace(db: Queries, chatId: string, count = 1): Promise<Place> {
  const [row] = await advanceChat(db, count, chatId);
  if (!row) throw new Error('no such chat');
  return { ordinal: row.lastOrdinal - count + 1, seq: row.lastSeq - count + 1 };
}

const insertRow = hotChange(
  (
    db,
    chatId: string,
    ordinal: number,
    senderId: string,
    clientId: string,
    text: string,
    sentAt: number,
    extra: string,
    seq: number,
  ) =>
    db
      .insertInto('messages')
      .values({ chatId, ordinal, senderId, clientId, text, sentAt, extra, seq })
      .onConflict((conflict) => conflict.columns(['chatId', 'clientId', 'senderId']).doNothing()),
);

/**
 * Writes a message that has its ordinal, and with it the event of its sending, which has this `seq`; not where its
 * sender's client id made one in this chat before (G2). Says whether it did.
 */
export async function insertMessage(db: Queries, message: Message, seq: number): Promise<boolean> {
  const { chatId, ordinal, senderId, clientId, text, sentAt, extra } = toRow(message);
  return (await insertRow(db, chatId, ordinal, senderId, clientId, text, sentAt, extra, seq)) === 1;
}

/** One message of a chat. */
export async function messageAt(db: Queries, chatId: string, ordinal: number): Promise<Message | undefined> {
  const row = await db
    .selectFrom('messages')
    .select(COLUMNS)
    .where('chatId', '=', chatId)
    .where('ordinal', '=', ordinal)
    .executeTakeFirst();
  return row && toMessage(row);
}

/** Writes a message as it is now over what it was. */
export async function replaceMessage(db: Queries, message: Message): Promise<void> {
  const { text, extra } = toRow(message);
  await db
    .updateTable('messages')
    .set({ text, extra })
    .where('chatId', '=', message.chatId)
    .where('ordinal', '=', message.ordinal)
    .execute();
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
  return rows.reverse().map(toMessage);
}

/** Messages from an ordinal on, the oldest `limit` of them, oldest first. */
export async function messagesFrom(
  db: Queries,
  chatId: string,
  range: { first: number; limit: number },
): Promise<Message[]> {
  const rows = await db
    .selectFrom('messages')
    .select(COLUMNS)
    .where('chatId', '=', chatId)
    .where('ordinal', '>=', range.first)
    .orderBy('ordinal')
    .limit(range.limit)
    .execute();
  return rows.map(toMessage);
}

const advanceReader = hotChange((db, ordinal: number, chatId: string, personId: string) =>
  db
    .updateTable('members')
    .set({ readOrdinal: ordinal })
    .where('chatId', '=', chatId)
    .where('personId', '=', personId)
    .where('readOrdinal', '<', ordinal),
);

/** Moves a read marker forward, never back (G7); returns where it is now and whether it moved. */
export async function moveReadMarker(
  db: Queries,
  chatId: string,
  personId: string,
  ordinal: number,
): Promise<{ readOrdinal: number; moved: boolean }> {
  if ((await advanceReader(db, ordinal, chatId, personId)) === 1) return { readOrdinal: ordinal, moved: true };
  const row = await db
    .selectFrom('members')
    .select('readOrdinal')
    .where('chatId', '=', chatId)
    .where('personId', '=', personId)
    .executeTakeFirst();
  return { readOrdinal: row?.readOrdinal ?? 0, moved: false };
}

/** Moves the marker over one new line of the chat, where everything before it was read. */
export async function followReadMarker(db: Queries, chatId: string, personId: string, ordinal: number): Promise<void> {
  await db
    .updateTable('members')
    .set({ readOrdinal: ordinal })
    .where('chatId', '=', chatId)
    .where('personId', '=', personId)
    .where('readOrdinal', '=', ordinal - 1)
    .execute();
}

/** Messages of a chat by their ordinals, in no order. */
export async function messagesAt(db: Queries, chatId: string, ordinals: number[]): Promise<Message[]> {
  if (ordinals.length === 0) return [];
  const rows = await db
    .selectFrom('messages')
    .select(COLUMNS)
    .where('chatId', '=', chatId)
    .where('ordinal', 'in', ordinals)
    .execute();
  return rows.map(toMessage);
}
