import type { Readable } from 'node:stream';

/** What is kept of a file: the bytes as they came, or one of the pictures made of them. */
export const VARIANTS = ['original', 'small', 'medium', 'large', 'poster', 'square'] as const;
export type Variant = (typeof VARIANTS)[number];

/**
 * Where finished files live: a disk or S3, held to one suite (`tests/storage/files.test.ts`). Each may throw
 * `files-unavailable`: nothing is lost by trying again later.
 */
export interface FileStorage {
  write(id: string, variant: Variant, bytes: Buffer): Promise<void>;
  /** Keeps what lies at this path, which stays the caller's. */
  keep(id: string, variant: Variant, path: string): Promise<void>;
  /** Bytes of a variant; undefined when it is not there. */
  sizeOf(id: string, variant: Variant): Promise<number | undefined>;
  /** The bytes from `start` to `end`, both counted from 0 and included. */
  read(id: string, variant: Variant, range: { start: number; end: number }): Promise<Readable>;
  /** Removes all variants; there may be none. */
  remove(id: string): Promise<void>;
}

/** The shape of our own ids: whatever else is asked for is not there (S10). */
export const FILE_ID = /^[0-9a-f]{32}$/;

/** Where a variant lies below a folder or in a bucket, the same in both: files can be copied over as they are. */
export function keyOf(id: string, variant: Variant): string {
  return `${folderOf(id)}/${variant}`;
}

/** Made of generated ids only: no name that anybody chose becomes a path (S10). */
export function folderOf(id: string): string {
  if (!FILE_ID.test(id)) throw new Error('not an id of a file');
  return `${id.slice(0, 2)}/${id}`;
}
