import { shortName } from '../../i18n/names.ts';
import type { Chat } from '../../protocol/chats.ts';
import { type Message, type MessagePreview, previewParts } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import { draftsOf } from '../messages/drafts.ts';
import { newestWhereLastIsHidden } from '../messages/hidden.ts';
import { PERSON_COLUMNS, peopleByIds, toPerson } from '../people/people.ts';
import type { Queries } from '../storage/database.ts';
import { peersOf } from './peers.ts';
import { settingsOf } from './settings.ts';
import { standingFor } from './standing.ts';
import { toChatName } from './store.ts';

/** What the list and notifications show of a message. */
export function toPreview(
  message: Pick<Message, 'ordinal' | 'senderId' | 'sentAt'> & Parameters<typeof previewParts>[0],
  sender: Person,
): MessagePreview {
  return {
    ordinal: message.ordinal,
    senderId: message.senderId,
    senderName: shortName(sender),
    sentAt: message.sentAt,
    ...previewParts(message),
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
    .select(['messages.extra', ...PERSON_COLUMNS])
    .where('chats.id', 'in', chatIds)
    .execute();
  return new Map(rows.map((row) => [row.chatId, toPreview({ ...row, ...JSON.parse(row.extra) }, toPerson(row))]));
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
    .select(['members.role', 'members.firstOrdinal', 'members.readOrdinal', 'members.silencedUntil'])
    .where('members.personId', '=', personId)
    .where('members.leftAt', 'is', null)
    .$if(only !== undefined, (query) => query.where('members.chatId', 'in', only ?? []))
    .execute();
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const last = await lastMessages(db, ids);
  for (const [chatId, message] of await newestWhereLastIsHidden(db, personId, rows)) {
    const [sender] = message ? await peopleByIds(db, [message.senderId]) : [];
    if (message && sender) last.set(chatId, toPreview(message, sender));
    else last.delete(chatId);
  }
  const drafts = await draftsOf(db, personId);
  const counts = await memberCounts(db, ids);
  const settings = await settingsOf(db, personId);
  const direct = rows.filter(({ kind }) => kind === 'direct').map(({ id }) => id);
  const peers = await peersOf(db, personId, direct);
  return rows
    .map((row): Chat => {
      const lastMessage = row.lastOrdinal >= row.firstOrdinal ? (last.get(row.id) ?? null) : null;
      const kept = settings.get(row.id);
      const peer = peers.get(row.id);
      const draft = drafts.get(row.id);
      return {
        id: row.id,
        ...toChatName(row),
        ...(peer ? { peer } : {}),
        ...standingFor(row, row, person, counts.get(row.id) ?? 0),
        firstOrdinal: row.firstOrdinal,
        lastOrdinal: row.lastOrdinal,
        readOrdinal: row.readOrdinal,
        lastMessage,
        ...(draft ? { draft } : {}),
        ...(kept ? { settings: kept } : {}),
      };
    })
    .sort((a, b) => (b.lastMessage?.sentAt ?? 0) - (a.lastMessage?.sentAt ?? 0));
}
