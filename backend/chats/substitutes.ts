import type { Person } from '../../protocol/people.ts';
import type { Bus, Publication } from '../bus/bus.ts';
import type { Database, Queries } from '../storage/database.ts';
import { admitInto } from './admit.ts';
import { endMembership } from './membership.ts';
import { type ChatRow, membershipOf } from './store.ts';

/** How long who stood in stays in the chat, ms: to answer what was asked, and to save what was recorded. */
export const STANDS_IN_FOR = 24 * 3_600_000;

/**
 * Takes a teacher who stands in for another into the chat, for a day from now, inside the caller's transaction.
 * Everybody sees them as a member, and they see what is said from now on. The caller publishes.
 */
export async function admitSubstitute(
  db: Queries,
  { chat, person, now }: { chat: ChatRow; person: Person; now: number },
): Promise<Publication[]> {
  const until = now + STANDS_IN_FOR;
  await db
    .insertInto('substitutes')
    .values({ chatId: chat.id, personId: person.id, until })
    .onConflict((conflict) => conflict.columns(['chatId', 'personId']).doUpdateSet({ until }))
    .execute();
  const line = () => ({ kind: 'substitute' as const });
  return (await admitInto(db, chat, { chatId: chat.id, people: [person], by: person, line, now })).publications;
}

/** Whether somebody is in a chat because they stand in. */
export async function standsIn(db: Queries, personId: string, chatId: string): Promise<boolean> {
  const query = db.selectFrom('substitutes').select('until').where('chatId', '=', chatId);
  return (await query.where('personId', '=', personId).executeTakeFirst()) !== undefined;
}

/** Ends what is over. Who is of the chat by now, by the school's list, stays. */
export async function endSubstitutions({
  db,
  bus,
  clock,
}: {
  db: Database;
  bus: Bus;
  clock: () => number;
}): Promise<void> {
  const now = clock();
  const publications = await db.transaction().execute(async (trx) => {
    const over = await trx.deleteFrom('substitutes').where('until', '<=', now).returningAll().execute();
    const told: Publication[] = [];
    for (const { chatId, personId } of over) {
      const gone = await membershipOf(trx, personId, chatId);
      if (gone?.member.role !== 'member') continue;
      told.push(...(await endMembership(trx, gone, { by: gone.person, line: { kind: 'substitute-end' }, now })));
    }
    return told;
  });
  bus.publish(publications);
}
