import { type Attachment, MAX_ATTACHMENTS } from '../../protocol/attachments.ts';
import type { Message } from '../../protocol/messages.ts';
import { AppError } from '../errors.ts';
import type { Queries } from '../storage/database.ts';
import { insertUses, toAttachment, unusedFiles } from './store.ts';

/**
 * The attachments that a message is about to carry, in the order asked for. Throws file-not-found unless every one
 * is the sender's own, finished and not sent before.
 */
export async function attachmentsToSend(db: Queries, senderId: string, ids: string[]): Promise<Attachment[]> {
  if (ids.length === 0) return [];
  if (ids.length > MAX_ATTACHMENTS) throw new AppError('files-too-many');
  const rows = new Map((await unusedFiles(db, senderId, ids)).map((row) => [row.id, row]));
  if (rows.size !== ids.length) throw new AppError('file-not-found');
  return ids.flatMap((id) => rows.get(id) ?? []).map(toAttachment);
}

/** Remembers on which message files hang: that is who may fetch them, and what keeps them. A forward counts too. */
export async function recordUses(
  db: Queries,
  message: Pick<Message, 'chatId' | 'ordinal' | 'attachments'>,
): Promise<void> {
  const { chatId, ordinal, attachments = [] } = message;
  await insertUses(
    db,
    attachments.map(({ id }) => ({ fileId: id, chatId, ordinal })),
  );
}
