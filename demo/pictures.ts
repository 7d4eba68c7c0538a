import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createDisk } from '../backend/files/disk.ts';
import { createFinish } from '../backend/files/finish.ts';
import { insertFile } from '../backend/files/store.ts';
import type { Database } from '../backend/storage/database.ts';

const PICTURES = join(import.meta.dirname, 'pictures');

/** Gives a person a picture of `demo/pictures/` as if it had been uploaded: the id of a finished file, not yet sent. */
export type Upload = (ownerId: string, picture: string) => Promise<string>;

/** `folder`: where the server keeps the school's files on disk. */
export function createUpload(db: Database, folder: string, now: number): Upload {
  const storage = createDisk(join(folder, 'kept'));
  return async (ownerId, picture) => {
    const path = join(PICTURES, `${picture}.jpg`);
    const id = randomBytes(16).toString('hex');
    const uploads = {
      whole: async <T>(_: string, work: (path: string) => Promise<T>) => work(path),
      drop: async () => {},
    };
    const rest = { createdAt: now, state: 'uploading', refusal: null, kind: null, mime: '', details: '{}' } as const;
    await insertFile(db, { id, ownerId, name: `${picture}.jpg`, size: statSync(path).size, ...rest });
    await createFinish({ db, storage, uploads })(ownerId, id);
    return id;
  };
}
