import type { Message } from '../../protocol/messages.ts';
import type { Queries } from '../storage/database.ts';
import { MESSAGE_COLUMNS, toMessage } from './store.ts';

/** A message as it is shown to whom deleted it for themselves: its place and nothing of its content. */
export function asHidden(message: Message): Message {
  const { chatId, ordinal, senderId, clientId, sentAt } = message;
  return { chatId, ordinal, senderId, clientId, sentAt, text: '', isHidden: true };
}

/** The ordinals that a person has hidden in a chat, in order. */
export async function hiddenIn(db: Queries, personId: string, chatId: string): Promise<number[]> {
  const rows = await db
    .selectFrom('hidden')
    .select('ordinal')
    .where('personId', '=', personId)
    .where('chatId', '=', chatId)
    .orderBy('ordinal')
    .execute();
  return rows.map((row) => row.ordinal);
}

/** Whether a person has hidden one message. */
export async function isHidden(db: Queries, personId: string, chatId: string, ordinal: number): Promise<boolean> {
  const row = await db
    .selectFrom('hidden')
    .select('ordinal')
    .where('personId', '=', personId)
    .where('chatId', '=', chatId)
    .where('ordinal', '=', ordinal)
    .executeTakeFirst();
  return row !== undefined;
}

/** Messages of one chat as a person sees them: what they deleted for themselves has no content. */
export async function asSeenBy(db: Queries, personId: string, messages: Message[]): Promise<Message[]> {
  const [first] = messages;
  if (!first) return messages;
  const hidden = new Set(await hiddenIn(db, personId, first.chatId));
  return hidden.size === 0
    ? messages
    : messages.map((message) => (hidden.has(message.ordinal) ? asHidden(message) : message));
}

/** The newest message of a chat that a person still sees, from the first one that they may see. */
export async function newestSeenBy(
  db: Queries,
  personId: string,
  chatId: string,
  firstOrdinal: number,
): Promise<Message | undefined> {
  const row = await db
    .selectFrom('messages')
    .select([...MESSAGE_COLUMNS])
    .where('chatId', '=', chatId)
    .where('ordinal', '>=', firstOrdinal)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('hidden')
            .select('hidden.ordinal')
            .where('hidden.personId', '=', personId)
            .whereRef('hidden.chatId', '=', 'messages.chatId')
            .whereRef('hidden.ordinal', '=', 'messages.ordinal'),
        ),
      ),
    )
    .orderBy('ordinal', 'desc')
    .executeTakeFirst();
  return row && toMessage(row);
}

/** The newest message that a person sees in those of the chats whose very last one they have hidden. */
export async function newestWhereLastIsHidden(
  db: Queries,
  personId: string,
  chats: { id: string; firstOrdinal: number; lastOrdinal: number }[],
): Promise<Map<string, Message | undefined>> {
  const rows = await db
    .selectFrom('hidden')
    .innerJoin('chats', (join) =>
      join.onRef('chats.id', '=', 'hidden.chatId').onRef('chats.lastOrdinal', '=', 'hidden.ordinal'),
    )
    .select('hidden.chatId')
    .where('hidden.personId', '=', personId)
    .execute();
  const found = new Map<string, Message | undefined>();
  for (const { chatId } of rows) {
    const chat = chats.find(({ id }) => id === chatId);
    if (chat) found.set(chatId, await newestSeenBy(db, personId, chatId, chat.firstOrdinal));
  }
  return found;
}
