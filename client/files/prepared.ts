import type { ClientErrorCode } from '../platform.ts';
import type { UploadStore } from './upload-store.ts';

/** What a message's files have come to: all there with their ids, still on their way, or one was refused. */
export type Prepared =
  | { status: 'ready'; ids: string[] }
  | { status: 'waiting' }
  | { status: 'failed'; code: ClientErrorCode };

/**
 * Looks at this disk, whichever page has uploaded them. A file that is not there any more belongs to a message that
 * the server has already: what is sent again changes nothing (G2).
 */
export async function preparedFiles(store: Pick<UploadStore, 'load'>, uploads: string[]): Promise<Prepared> {
  const entries = new Map((await store.load()).map((entry) => [entry.id, entry]));
  const ids: string[] = [];
  let isWaiting = false;
  for (const upload of uploads) {
    const entry = entries.get(upload);
    if (entry?.failed) return { status: 'failed', code: entry.failed };
    if (entry?.attachment) ids.push(entry.attachment.id);
    else if (entry) isWaiting = true;
  }
  return isWaiting ? { status: 'waiting' } : { status: 'ready', ids };
}
