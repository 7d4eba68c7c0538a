import type { Member } from '../../protocol/chats.ts';
import type { Person } from '../../protocol/people.ts';
import { PERSON_COLUMNS, toPerson } from '../people/people.ts';
import type { Queries } from '../storage/database.ts';
import { hotQuery } from '../storage/hot.ts';
import type { MemberRow } from './store.ts';

const selectMember = hotQuery((db, chatId: string, personId: string) =>
  db
    .selectFrom('members')
    .selectAll()
    .where('chatId', '=', chatId)
    .where('personId', '=', personId)
    .where('leftAt', 'is', null),
);

const selectMemberIds = hotQuery((db, chatId: string) =>
  db.selectFrom('members').select('personId').where('chatId', '=', chatId).where('leftAt', 'is', null),
);

/** A person's membership that has not ended. */
export async function memberOf(db: Queries, chatId: string, personId: string): Promise<MemberRow | undefined> {
  return (await selectMember(db, chatId, personId))[0];
}

const selectSeeing = hotQuery((db, chatId: string, ordinal: number) =>
  db
    .selectFrom('members')
    .select('personId')
    .where('chatId', '=', chatId)
    .where('leftAt', 'is', null)
    .where('firstOrdinal', '<=', ordinal),
);

/** Ids of the people in a chat now who may see a message of it. */
export async function membersSeeing(db: Queries, chatId: string, ordinal: number): Promise<string[]> {
  const rows = await selectSeeing(db, chatId, ordinal);
  return rows.map((row) => row.personId);
}

/** Ids of the people in a chat now. */
export async function memberIds(db: Queries, chatId: string): Promise<string[]> {
  const rows = await selectMemberIds(db, chatId);
  return rows.map((row) => row.personId);
}

/** A member as the others see them. */
export function toMember(
  person: Person,
  { role, readOrdinal, silencedUntil }: Pick<MemberRow, 'role' | 'readOrdinal' | 'silencedUntil'>,
): Member {
  return { person, role, readOrdinal, ...(silencedUntil === null ? {} : { silencedUntil }) };
}

/** The people in a chat now, with their role in it and how far they have read. */
export async function membersOf(db: Queries, chatId: string): Promise<Member[]> {
  const rows = await db
    .selectFrom('members')
    .innerJoin('people', 'people.id', 'members.personId')
    .select([...PERSON_COLUMNS, 'members.role as memberRole', 'members.readOrdinal', 'members.silencedUntil'])
    .where('members.chatId', '=', chatId)
    .where('members.leftAt', 'is', null)
    .orderBy('people.familyName')
    .orderBy('people.givenName')
    .execute();
  return rows.map((row) => toMember(toPerson(row), { ...row, role: row.memberRole }));
}
