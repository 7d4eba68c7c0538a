import type { Queries } from '../storage/database.ts';

export interface Vote {
  personId: string;
  option: number;
}

/** The votes of a poll, the earliest voter first. */
export async function votesOf(db: Queries, chatId: string, ordinal: number): Promise<Vote[]> {
  return db
    .selectFrom('pollVotes')
    .select(['personId', 'option'])
    .where('chatId', '=', chatId)
    .where('ordinal', '=', ordinal)
    .orderBy('rowid' as never)
    .execute();
}

/** Puts a person's vote in the place of the one before. */
export async function replaceVote(
  db: Queries,
  key: { chatId: string; ordinal: number; personId: string },
  options: number[],
): Promise<void> {
  await db
    .deleteFrom('pollVotes')
    .where('chatId', '=', key.chatId)
    .where('ordinal', '=', key.ordinal)
    .where('personId', '=', key.personId)
    .execute();
  if (options.length === 0) return;
  await db
    .insertInto('pollVotes')
    .values(options.map((option) => ({ ...key, option })))
    .execute();
}

export async function insertCorrect(db: Queries, chatId: string, ordinal: number, correct: number): Promise<void> {
  await db.insertInto('pollAnswers').values({ chatId, ordinal, correct }).execute();
}

/** The right option of a quiz; undefined for a poll. */
export async function correctOf(db: Queries, chatId: string, ordinal: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('pollAnswers')
    .select('correct')
    .where('chatId', '=', chatId)
    .where('ordinal', '=', ordinal)
    .executeTakeFirst();
  return row?.correct;
}
