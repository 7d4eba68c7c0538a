import { createReadStream } from 'node:fs';
import { copyFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** What is kept of a file: the bytes as they came, or one of the pictures made of them. */
export const VARIANTS = ['original', 'small', 'medium', 'large', 'poster', 'square'] as const;
export type Variant = (typeof VARIANTS)[number];

/** Where finished files lie. The disk is the one implementation so far; an object store would be another. */
export interface FileStorage {
  write(id: string, variant: Variant, bytes: Buffer): Promise<void>;
  /** Takes over a finished upload that lies at this path. */
  adopt(id: string, variant: Variant, path: string): Promise<void>;
  /** Bytes of a variant; undefined when it is not there. */
  sizeOf(id: string, variant: Variant): Promise<number | undefined>;
  /** The bytes from `start` to `end`, both counted from 0 and included. */
  read(id: string, variant: Variant, range: { start: number; end: number }): Readable;
  remove(id: string): Promise<void>;
}

/** The shape of our own ids: whatever else is asked for is not there (S10). */
export const FILE_ID = /^[0-9a-f]{32}$/;

/** Files below a folder, by generated ids only: no name that anybody chose becomes a path (S10). */
export function createDisk(folder: string): FileStorage {
  const folderOf = (id: string) => {
    if (!FILE_ID.test(id)) throw new Error('not an id of a file');
    return join(folder, id.slice(0, 2), id);
  };
  const pathOf = (id: string, variant: Variant) => join(folderOf(id), variant);
  const prepare = (id: string) => mkdir(folderOf(id), { recursive: true, mode: 0o700 });
  return {
    async write(id, variant, bytes) {
      await prepare(id);
      await writeFile(pathOf(id, variant), bytes, { mode: 0o600, flush: true });
    },
    async adopt(id, variant, path) {
      await prepare(id);
      // Uploads may lie on another disk than what is kept.
      await rename(path, pathOf(id, variant)).catch(() => copyFile(path, pathOf(id, variant)));
    },
    async sizeOf(id, variant) {
      const found = await stat(pathOf(id, variant)).catch(() => undefined);
      return found?.size;
    },
    read: (id, variant, range) => createReadStream(pathOf(id, variant), range),
    remove: (id) => rm(folderOf(id), { recursive: true, force: true }),
  };
}
