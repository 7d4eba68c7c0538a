import { shortName } from '../../i18n/names.ts';
import type { Chat } from '../../protocol/chats.ts';
import { PREVIEW_LENGTH } from '../../protocol/limits.ts';
import type { MessagePreview } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import { PERSON_COLUMNS, peopleByIds, toPerson } from '../people/people.ts';
import type { Queries } from '../storage/database.ts';
import { canStartCall } from './rules.ts';
import { toChatName } from './store.ts';

/** What the list and notifications show of a message. */
export function toPreview(message: Omit<MessagePreview, 'senderName'>, sender: Person): MessagePreview {
  return {
    ordinal: message.ordinal,
    senderId: message.senderId,
    senderName: shortName(sender),
    text: message.text.slice(0, PREVIEW_LENGTH),
    sentAt: message.sentAt,
  };
}

async function lastMessages(db: Queries, chatIds: string[]): Promise<Map<string, MessagePreview>> {
  const rows = await db
    .selectFrom('chats')
    .innerJoin('messages', (join) =>
      join.onRef('messages.chatId', '=', 'chats.id').onRef('messages.ordinal', '=', 'chats.lastOrdinal'),
    )
    .innerJoin('people', 'people.id', 'messages.senderId')
    .select(['messages.chatId', 'messages.ordinal', 'messages.senderId', 'messages.text', 'messages.sentAt'])
    .select(PERSON_COLUMNS)
    .where('chats.id', 'in', chatIds)
    .execute();
  return new Map(rows.map((row) => [row.chatId, toPreview(row, toPerson(row))]));
}

async function memberCounts(db: Queries, chatIds: string[]): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('members')
    .select(['chatId', (eb) => eb.fn.countAll<number>().as('count')])
    .where('chatId', 'in', chatIds)
    .where('leftAt', 'is', null)
    .groupBy('chatId')
    .execute();
  return new Map(rows.map((row) => [row.chatId, Number(row.count)]));
}

/** A person's chat list as of now, newest message first; `only` limits it to some chats. */
export async function chatsFor(db: Queries, personId: string, only?: string[]): Promise<Chat[]> {
  const [person] = await peopleByIds(db, [personId]);
  if (!person) return [];
  const rows = await db
    .selectFrom('members')
    .innerJoin('chats', 'chats.id', 'members.chatId')
    .selectAll('chats')
    .select(['members.role', 'members.firstOrdinal', 'members.readOrdinal'])
    .where('members.personId', '=', personId)
    .where('members.leftAt', 'is', null)
    .$if(only !== undefined, (query) => query.where('members.chatId', 'in', only ?? []))
    .execute();
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const last = await lastMessages(db, ids);
  const counts = await memberCounts(db, ids);
  return rows
    .map((row): Chat => {
      const lastMessage = row.lastOrdinal >= row.firstOrdinal ? (last.get(row.id) ?? null) : null;
      return {
        id: row.id,
        ...toChatName(row),
        role: row.role,
        canStartCall: canStartCall(row, row, person),
        memberCount: counts.get(row.id) ?? 0,
        firstOrdinal: row.firstOrdinal,
        lastOrdinal: row.lastOrdinal,
        readOrdinal: row.readOrdinal,
        lastMessage,
      };
    })
    .sort((a, b) => (b.lastMessage?.sentAt ?? 0) - (a.lastMessage?.sentAt ?? 0));
}
