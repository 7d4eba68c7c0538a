import { type Selectable, sql } from 'kysely';
import type { Attachment } from '../../protocol/attachments.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { Queries } from '../storage/database.ts';
import type { Tables } from '../storage/schema.ts';

export type FileRow = Selectable<Tables['files']>;

/** A finished file as a message carries it. */
export function toAttachment(row: FileRow): Attachment {
  const { kind, id, name, size } = row;
  return { kind, id, name, size, ...(JSON.parse(row.details) as object) } as Attachment;
}

export async function insertFile(db: Queries, row: FileRow): Promise<void> {
  await db.insertInto('files').values(row).execute();
}

export function fileById(db: Queries, id: string): Promise<FileRow | undefined> {
  return db.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function updateFile(db: Queries, id: string, values: Partial<FileRow>): Promise<void> {
  await db.updateTable('files').set(values).where('id', '=', id).execute();
}

/** Whether a file hangs on no message, as a condition of a query. */
const UNUSED = sql<boolean>`not exists (select 1 from "fileUses" where "fileUses"."fileId" = "files"."id")`;

/** Whether a file waits with no message that goes out later. */
const UNSCHEDULED = sql<boolean>`not exists (select 1 from "scheduledFiles" where "scheduledFiles"."fileId" = "files"."id")`;

/** A person's files of these that are ready and hang on no message yet. */
export async function unusedFiles(db: Queries, ownerId: string, ids: string[]): Promise<FileRow[]> {
  return db
    .selectFrom('files')
    .selectAll()
    .where('id', 'in', ids)
    .where('ownerId', '=', ownerId)
    .where('state', '=', 'ready')
    .where(UNUSED)
    .execute();
}

/** How many files of a person hang on no message yet. */
export async function countWaiting(db: Queries, ownerId: string): Promise<number> {
  const row = await db
    .selectFrom('files')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('ownerId', '=', ownerId)
    .where('state', '!=', 'refused')
    .where(UNUSED)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Lets a file go, so that no message can carry it any more; false when it hangs on one by now. */
export async function letGo(db: Queries, id: string): Promise<boolean> {
  const gone = await db
    .updateTable('files')
    .set({ state: 'refused', refusal: 'file-not-found' satisfies ErrorCode })
    .where('id', '=', id)
    .where(UNUSED)
    .where(UNSCHEDULED)
    .returning('id')
    .executeTakeFirst();
  return gone !== undefined;
}

export async function deleteUnused(db: Queries, id: string): Promise<void> {
  await db.deleteFrom('files').where('id', '=', id).where(UNUSED).where(UNSCHEDULED).execute();
}

/** Ids of files that hang on no message and were begun before a time. */
export async function forgottenFiles(db: Queries, before: number): Promise<string[]> {
  const rows = await db
    .selectFrom('files')
    .select('id')
    .where('createdAt', '<', before)
    .where(UNUSED)
    .where(UNSCHEDULED)
    .execute();
  return rows.map((row) => row.id);
}

export async function insertUses(db: Queries, uses: Tables['fileUses'][]): Promise<void> {
  if (uses.length === 0) return;
  await db
    .insertInto('fileUses')
    .values(uses)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Files that hang, now, on a message of this chat from an ordinal on. */
export async function filesOfChat(db: Queries, chatId: string, first: number, ids: string[]): Promise<FileRow[]> {
  const rows = await db
    .selectFrom('fileUses')
    .innerJoin('files', 'files.id', 'fileUses.fileId')
    .innerJoin('messages', (join) =>
      join.onRef('messages.chatId', '=', 'fileUses.chatId').onRef('messages.ordinal', '=', 'fileUses.ordinal'),
    )
    .selectAll('files')
    .select('messages.extra')
    .where('fileUses.chatId', '=', chatId)
    .where('fileUses.ordinal', '>=', first)
    .where('fileUses.fileId', 'in', ids)
    .execute();
  // A message that was deleted for all has lost what hung on it.
  const hangs = rows.filter(({ extra, id }) => {
    const { attachments = [] } = JSON.parse(extra) as { attachments?: Attachment[] };
    return attachments.some((one) => one.id === id);
  });
  return [...new Map(hangs.map(({ extra: _, ...row }) => [row.id, row])).values()];
}

/** Forgets that files hang on messages that were deleted for all. */
export async function dropDeletedUses(db: Queries): Promise<void> {
  await db
    .deleteFrom('fileUses')
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('messages')
          .select('messages.ordinal')
          .whereRef('messages.chatId', '=', 'fileUses.chatId')
          .whereRef('messages.ordinal', '=', 'fileUses.ordinal')
          .where('messages.extra', 'like', '%"deletedBy"%')
          .where('messages.extra', 'not like', '%"attachments"%'),
      ),
    )
    .execute();
}
