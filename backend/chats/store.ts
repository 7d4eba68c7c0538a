import type { Selectable } from 'kysely';
import type { ChatName } from '../../protocol/chats.ts';
import type { Person } from '../../protocol/people.ts';
import { toPerson } from '../people/people.ts';
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

/** A person in a chat, with all that the rules of rights ask for. */
export interface Membership {
  chat: ChatRow;
  member: MemberRow;
  person: Person;
}

/** A membership but for what every send moves: this may be kept (`factsOf`). */
export interface Seat {
  chat: Omit<ChatRow, 'lastOrdinal'>;
  member: Omit<MemberRow, 'readOrdinal'>;
  person: Person;
}

const selectMembership = hotQuery((db, chatId: string, personId: string) =>
  db
    .selectFrom('members')
    .innerJoin('chats', 'chats.id', 'members.chatId')
    .innerJoin('people', 'people.id', 'members.personId')
    .selectAll('chats')
    .select(['members.personId', 'members.role', 'members.firstOrdinal', 'members.readOrdinal', 'members.isRemoved'])
    .select(['members.silencedUntil', 'people.role as personRole', 'people.className as personClass'])
    .select(['people.givenName', 'people.familyName', 'people.middleName', 'people.subjects'])
    .where('members.chatId', '=', chatId)
    .where('members.personId', '=', personId)
    .where('members.leftAt', 'is', null),
);

/** A membership that has not ended. */
export async function membershipOf(db: Queries, personId: string, chatId: string): Promise<Membership | undefined> {
  const [row] = await selectMembership(db, chatId, personId);
  if (!row) return undefined;
  const { role, firstOrdinal, readOrdinal, silencedUntil, isRemoved, givenName, familyName, middleName, subjects } =
    row;
  const named = { givenName, familyName, middleName, subjects, className: row.personClass };
  return {
    chat: row,
    member: { chatId, personId, role, firstOrdinal, readOrdinal, leftAt: null, silencedUntil, isRemoved },
    person: toPerson({ id: personId, role: row.personRole, ...named }),
  };
}
