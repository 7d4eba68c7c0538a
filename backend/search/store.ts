import { sql } from 'kysely';
import type { Queries } from '../storage/database.ts';
import { hotChange, hotQuery } from '../storage/hot.ts';
import { stemsOf } from './words.ts';

/** What of a message is indexed; `text` is its `searchedText`. */
export interface Indexed {
  chatId: string;
  ordinal: number;
  sentAt: number;
  text: string;
}

/** Rows of the index in one millisecond. */
const PER_MS = 1000;

/** Gives a message its row behind those of the same millisecond; none where it has one, or where there is no room. */
const insertDocument = hotQuery(
  (_db, first: number, end: number, chatId: string, ordinal: number) => sql<{ id: number }>`
    insert into "searchDocuments" ("id", "chatId", "ordinal")
    values (coalesce((select "id" + 1 from "searchDocuments" where "id" >= ${first} and "id" < ${end}
      order by "id" desc limit 1), ${first}), ${chatId}, ${ordinal})
    on conflict do nothing returning "id"`,
);
const selectId = hotQuery((db, chatId: string, ordinal: number) =>
  db.selectFrom('searchDocuments').select('id').where('chatId', '=', chatId).where('ordinal', '=', ordinal),
);
const insertStems = hotChange((db, rowid: number, stems: string) =>
  db.insertInto('messageSearch').values({ rowid, stems }),
);

/** A free row for a message: the one that it had, emptied, or a new one at its time. */
async function rowFor(db: Queries, { chatId, ordinal, sentAt }: Indexed): Promise<number> {
  for (let first = sentAt * PER_MS; ; first += PER_MS) {
    const [added] = await insertDocument(db, first, first + PER_MS, chatId, ordinal);
    if (added) return added.id;
    const [known] = await selectId(db, chatId, ordinal);
    if (!known) continue;
    await db.deleteFrom('messageSearch').where('rowid', '=', known.id).execute();
    return known.id;
  }
}

/** Puts a message into the index, or what it says now in place of what it said; inside the caller's transaction. */
export async function indexMessage(db: Queries, message: Indexed): Promise<void> {
  await insertStems(db, await rowFor(db, message), stemsOf(message.text));
}

/** Chats with messages that are not in the index yet, and after which ordinal they begin. */
export async function chatsBehind(db: Queries): Promise<{ chatId: string; ordinal: number }[]> {
  const rows = await db
    .selectFrom('chats')
    .leftJoin('searchProgress', 'searchProgress.chatId', 'chats.id')
    .select(['chats.id', 'searchProgress.ordinal'])
    .whereRef('chats.lastOrdinal', '>', (eb) => eb.fn.coalesce('searchProgress.ordinal', eb.lit(0)))
    .execute();
  return rows.map((row) => ({ chatId: row.id, ordinal: row.ordinal ?? 0 }));
}

/** The next messages of a chat for the index, oldest first: so many at most. */
export const messagesAfter = hotQuery((db, chatId: string, ordinal: number, limit: number) =>
  db
    .selectFrom('messages')
    .select(['chatId', 'ordinal', 'sentAt', 'text', 'extra'])
    .where('chatId', '=', chatId)
    .where('ordinal', '>', ordinal)
    .orderBy('ordinal')
    .limit(limit),
);

/** The index has a chat's messages up to this one. */
export const setProgress = hotChange((db, chatId: string, ordinal: number) =>
  db
    .insertInto('searchProgress')
    .values({ chatId, ordinal })
    .onConflict((conflict) => conflict.column('chatId').doUpdateSet({ ordinal })),
);

/** Where the index finds a match in the chats that a person is in, from the first message they may see; newest first. */
export async function findInIndex(
  db: Queries,
  personId: string,
  query: { match: string; chatId: string | undefined; before: number; limit: number },
): Promise<{ id: number; chatId: string; ordinal: number }[]> {
  const inChat = query.chatId === undefined ? sql`` : sql`and d."chatId" = ${query.chatId}`;
  const { rows } = await sql<{ id: number; chatId: string; ordinal: number }>`
    select d."id", d."chatId", d."ordinal"
    from "messageSearch"
    join "searchDocuments" d on d."id" = "messageSearch".rowid
    join "members" m on m."chatId" = d."chatId" and m."personId" = ${personId}
      and m."leftAt" is null and d."ordinal" >= m."firstOrdinal"
    where "messageSearch" match ${query.match} and "messageSearch".rowid < ${query.before} ${inChat}
    order by "messageSearch".rowid desc
    limit ${query.limit}`.execute(db);
  return rows;
}
