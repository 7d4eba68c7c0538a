import type { Person } from '../../protocol/people.ts';
import { AppError } from '../errors.ts';
import { mayWrite } from '../people/contacts.ts';
import { PERSON_COLUMNS, toPerson } from '../people/people.ts';
import type { Queries } from '../storage/database.ts';

/** The other person of each direct chat among these. */
export async function peersOf(db: Queries, personId: string, chatIds: string[]): Promise<Map<string, Person>> {
  if (chatIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('members')
    .innerJoin('people', 'people.id', 'members.personId')
    .select([...PERSON_COLUMNS, 'members.chatId'])
    .where('members.chatId', 'in', chatIds)
    .where('members.personId', '!=', personId)
    .execute();
  return new Map(rows.map((row) => [row.chatId, toPerson(row)]));
}

/** Refuses with may-not-write who may not write to the other person of a direct chat (any more). */
export async function requireMayWrite(db: Queries, sender: Person, chatId: string): Promise<void> {
  const peer = (await peersOf(db, sender.id, [chatId])).get(chatId);
  if (!peer || !(await mayWrite(db, sender, peer))) throw new AppError('may-not-write');
}
