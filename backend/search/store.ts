import { sql } from 'kysely';
import type { Queries } from '../storage/database.ts';
import { hotQuery } from '../storage/hot.ts';
import { stemsOf } from './words.ts';

/** What of a message is indexed. */
export interface Indexed {
  chatId: string;
  ordinal: number;
  sentAt: number;
  text: string;
}

/** Rows of the index in one millisecond. */
const PER_MS = 1000;

const selectLastId = hotQuery((db, from: number, to: number) =>
  db
    .selectFrom('searchDocuments')
    .select('id')
    .where('id', '>=', from)
    .where('id', '<', to)
    .orderBy('id', 'desc')
    .limit(1),
);

async function freeId(db: Queries, sentAt: number): Promise<number> {
  const first = sentAt * PER_MS;
  const [last] = await selectLastId(db, first, first + PER_MS);
  return last ? last.id + 1 : first;
}

const selectId = hotQuery((db, chatId: string, ordinal: number) =>
  db.selectFrom('searchDocuments').select('id').where('chatId', '=', chatId).where('ordinal', '=', ordinal),
);
const insertDocument = hotQuery((db, id: number, chatId: string, ordinal: number) =>
  db.insertInto('searchDocuments').values({ id, chatId, ordinal }),
);
const insertStems = hotQuery((db, rowid: number, stems: string) =>
  db.insertInto('messageSearch').values({ rowid, stems }),
);

/** Puts a message into the index, or what it says now in place of what it said; inside the caller's transaction. */
export async function indexMessage(db: Queries, message: Indexed): Promise<void> {
  const { chatId, ordinal, sentAt, text } = message;
  const [known] = await selectId(db, chatId, ordinal);
  const id = known?.id ?? (await freeId(db, sentAt));
  if (known) await db.deleteFrom('messageSearch').where('rowid', '=', id).execute();
  else await insertDocument(db, id, chatId, ordinal);
  await insertStems(db, id, stemsOf(text));
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

/** The next messages of a chat for the index, oldest first. */
export function messagesAfter(db: Queries, chatId: string, ordinal: number, limit: number): Promise<Indexed[]> {
  return db
    .selectFrom('messages')
    .select(['chatId', 'ordinal', 'sentAt', 'text'])
    .where('chatId', '=', chatId)
    .where('ordinal', '>', ordinal)
    .orderBy('ordinal')
    .limit(limit)
    .execute();
}

export async function setProgress(db: Queries, chatId: string, ordinal: number): Promise<void> {
  await db
    .insertInto('searchProgress')
    .values({ chatId, ordinal })
    .onConflict((conflict) => conflict.column('chatId').doUpdateSet({ ordinal }))
    .execute();
}

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
