import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { AppError } from '../errors.ts';
import type { Database, Queries } from '../storage/database.ts';
import type { FileStorage } from './storage.ts';
import { type FileRow, fileById, insertUses, unusedFiles, updateFile } from './store.ts';

/** A chat's picture, px on a side: twice the largest avatar. */
const SIDE = 192;

/** The use of a file as a chat's picture: messages are counted from 1. */
const PICTURE_ORDINAL = 0;

/** Cuts a person's own finished photo to a square, beside its other sizes. Throws file-not-found, files-unavailable. */
export function createMakeSquare(deps: { db: Database; storage: FileStorage }) {
  return async (ownerId: string, fileId: string): Promise<void> => {
    const row = await fileById(deps.db, fileId);
    if (row?.ownerId !== ownerId || row.state !== 'ready' || row.kind !== 'photo') throw new AppError('file-not-found');
    const size = await deps.storage.sizeOf(fileId, 'medium');
    if (!size) throw new AppError('file-not-found');
    const made = sharp(await buffer(await deps.storage.read(fileId, 'medium', { start: 0, end: size - 1 })))
      .resize({ width: SIDE, height: SIDE, fit: 'cover' })
      .timeout({ seconds: 10 });
    const square = row.mime === 'image/jpeg' ? made.jpeg({ quality: 85 }) : made.webp({ quality: 85 });
    await deps.storage.write(fileId, 'square', await square.toBuffer());
    const details = { ...(JSON.parse(row.details) as object), hasSquare: true };
    await updateFile(deps.db, fileId, { details: JSON.stringify(details) });
  };
}

/**
 * Makes a file the picture of a chat (null: none), inside the caller's transaction: the one before is let go, and is
 * swept later. Throws file-not-found unless it is the owner's, finished, and hangs on nothing yet.
 */
export async function usePicture(
  db: Queries,
  { chatId, ownerId, fileId }: { chatId: string; ownerId: string; fileId: string | null },
): Promise<void> {
  if (fileId !== null) {
    const [row] = await unusedFiles(db, ownerId, [fileId]);
    if (row?.kind !== 'photo') throw new AppError('file-not-found');
  }
  await db.deleteFrom('fileUses').where('chatId', '=', chatId).where('ordinal', '=', PICTURE_ORDINAL).execute();
  await db.updateTable('chats').set({ picture: fileId }).where('id', '=', chatId).execute();
  if (fileId !== null) await insertUses(db, [{ fileId, chatId, ordinal: PICTURE_ORDINAL }]);
}

/** The file that is a chat's picture, where it is asked for. */
export async function pictureAmong(db: Queries, picture: string | null, ids: string[]): Promise<FileRow[]> {
  const row = picture !== null && ids.includes(picture) ? await fileById(db, picture) : undefined;
  return row ? [row] : [];
}
