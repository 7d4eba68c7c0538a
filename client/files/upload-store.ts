import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import type { Attachment, VoiceDetails } from '../../protocol/attachments.ts';
import type { ClientErrorCode } from '../platform.ts';

/** A file that was chosen, with its bytes: it outlives the page that is uploading it. */
export interface UploadEntry {
  id: string;
  chatId: string;
  name: string;
  type: string;
  size: number;
  blob: Blob;
  /** Of a picture, px, where this browser can tell. */
  width?: number;
  height?: number;
  voice?: VoiceDetails;
  /** Unix ms, this machine's clock: the order of the tray. */
  createdAt: number;
  /** Where the server takes it; null until it has been asked. */
  url: string | null;
  /** Its id once all bytes are there. */
  fileId: string | null;
  /** What became of it. */
  attachment: Attachment | null;
  failed: ClientErrorCode | null;
  isPaused: boolean;
  /** A message in the outbox waits for it; before that it stands in the tray. */
  isQueued: boolean;
}

interface UploadSchema extends DBSchema {
  uploads: { key: string; value: UploadEntry };
}

const nameOf = (personId: string) => `peremenka-uploads-${personId}`;

/** One person's chosen files on this browser's disk, in a store of their own: they are large. */
export async function openUploadStore(personId: string) {
  const db: IDBPDatabase<UploadSchema> = await openDB<UploadSchema>(nameOf(personId), 1, {
    upgrade: (database) => void database.createObjectStore('uploads', { keyPath: 'id' }),
    blocking: () => db.close(),
  });
  return {
    /** All of them, in the order they were chosen. */
    async load(): Promise<UploadEntry[]> {
      return (await db.getAll('uploads')).sort((a, b) => a.createdAt - b.createdAt);
    },
    /** Resolves when the bytes are on the disk. */
    async add(entry: UploadEntry): Promise<void> {
      const transaction = db.transaction('uploads', 'readwrite', { durability: 'strict' });
      await transaction.store.put(entry);
      await transaction.done;
    },
    /** Changes an entry that is still there; returns it as it is now. */
    async change(id: string, values: Partial<UploadEntry>): Promise<UploadEntry | undefined> {
      const transaction = db.transaction('uploads', 'readwrite');
      const before = await transaction.store.get(id);
      const after = before && { ...before, ...values };
      if (after) await transaction.store.put(after);
      await transaction.done;
      return after;
    },
    remove: (id: string): Promise<void> => db.delete('uploads', id),
    close: () => db.close(),
  };
}
export type UploadStore = Awaited<ReturnType<typeof openUploadStore>>;

/** Forgets what a person had chosen on this browser (sign-out). */
export async function wipeUploads(personId: string): Promise<void> {
  await deleteDB(nameOf(personId));
}
