import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FileConfigstore, FileStore } from '@tus/file-store';
import type { DataStore } from '@tus/server';
import { FILE_ID } from './storage.ts';

/** Where uploads lie until they are finished: a disk or S3, as what is kept. Ids are those of files. */
export interface UploadStore {
  /** What the tus server writes into. */
  tus: DataStore;
  /**
   * Works on a whole upload as a file of this machine, which is there while `work` runs and may be changed; undefined
   * while bytes are missing. Throws files-unavailable.
   */
  whole<T>(id: string, work: (path: string) => Promise<T>): Promise<T | undefined>;
  /** Forgets an upload, whole or not; there may be none. */
  drop(id: string): Promise<void>;
}

/** Uploads in a folder of this machine. */
export function createUploadFolder(folder: string): UploadStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const tus = new FileStore({ directory: folder, configstore: new FileConfigstore(folder) });
  return {
    tus,
    async whole(id, work) {
      if (!FILE_ID.test(id)) return undefined;
      const upload = await tus.getUpload(id).catch(() => undefined);
      return upload && upload.offset === upload.size ? work(join(folder, id)) : undefined;
    },
    async drop(id) {
      if (!FILE_ID.test(id)) return;
      // Its bytes, and beside them what tus knows of it.
      for (const name of [id, `${id}.json`]) await rm(join(folder, name), { force: true });
    },
  };
}
