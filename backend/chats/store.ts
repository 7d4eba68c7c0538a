import type { Selectable } from 'kysely';
import type { ChatName } from '../../protocol/chats.ts';
import type { Queries } from '../storage/database.ts';
import { hotQuery } from '../storage/hot.ts';
import type { Tables } from '../storage/schema.ts';

export type ChatRow = Selectable<Tables['chats']>;
export type MemberRow = Selectable<Tables['members']>;

/** The parts that name a chat, as the wire has them. */
export function toChatName(
  row: Pick<ChatRow, 'kind' | 'className' | 'subject' | 'groupName' | 'title' | 'picture'>,
): ChatName {
  return {
    kind: row.kind,
    ...(row.className ? { className: row.className } : {}),
    ...(row.subject ? { subject: row.subject } : {}),
    ...(row.groupName ? { group: row.groupName } : {}),
    ...(row.title ? { title: row.title } : {}),
    ...(row.picture ? { picture: row.picture } : {}),
  };
}

const selectChat = hotQuery((db, id: string) => db.selectFrom('chats').selectAll().where('id', '=', id));

export async function chatById(db: Queries, chatId: string): Promise<ChatRow | undefined> {
  return (await selectChat(db, chatId))[0];
}
