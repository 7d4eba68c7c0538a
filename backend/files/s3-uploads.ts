import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AbortMultipartUploadCommand, DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { type MetadataValue, S3Store } from '@tus/s3-store';
import { ERRORS, type Upload } from '@tus/server';
import { AppError } from '../errors.ts';
import { type Bucket, s3ClientConfig } from './s3.ts';
import type { S3Settings } from './s3-settings.ts';
import { FILE_ID } from './storage.ts';
import type { UploadStore } from './upload-store.ts';

/**
 * The tus store for S3, with two faults mended: an S3 that is away is not an upload that is gone (the client would
 * begin anew), and what is forgotten is forgotten whole, its last unfinished part too.
 */
class BucketStore extends S3Store {
  readonly #bucket: Bucket;

  constructor(settings: S3Settings, bucket: Bucket) {
    super({ s3ClientConfig: { ...s3ClientConfig(settings), bucket: settings.bucket } });
    this.#bucket = bucket;
  }

  #metadata(id: string): Promise<MetadataValue | undefined> {
    return this.#bucket.find(() => this.getMetadata(id));
  }

  override create(upload: Upload): Promise<Upload> {
    return this.#bucket.ask(() => super.create(upload));
  }

  override async getUpload(id: string): Promise<Upload> {
    if (!(await this.#metadata(id))) throw ERRORS.FILE_NOT_FOUND;
    return this.#bucket.ask(() => super.getUpload(id));
  }

  override async write(...[bytes, id, offset]: Parameters<S3Store['write']>): Promise<number> {
    // Nothing can be added to what is whole, not even nothing.
    if (offset === (await this.#metadata(id))?.file.size) return offset;
    return this.#bucket.ask(() => super.write(bytes, id, offset));
  }

  override async remove(id: string): Promise<void> {
    const { client, name: Bucket, find } = this.#bucket;
    const UploadId = (await this.#metadata(id))?.['upload-id'];
    // Of an upload that is whole S3 knows no parts any more.
    if (UploadId) await find(() => client.send(new AbortMultipartUploadCommand({ Bucket, Key: id, UploadId })));
    for (const Key of [id, this.partKey(id, true), this.infoKey(id)]) {
      await find(() => client.send(new DeleteObjectCommand({ Bucket, Key })));
    }
    await this.clearCache(id);
  }
}

/**
 * Uploads as parts in a bucket, so that any node goes on with them. `folder`: where a whole one lies while it is looked
 * into; what an earlier process left there is removed.
 */
export function createBucketUploads(settings: S3Settings, bucket: Bucket, folder: string): UploadStore {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const tus = new BucketStore(settings, bucket);
  const { client, name, ask } = bucket;

  async function fetchWhole(id: string, path: string): Promise<void> {
    const { Body } = await ask(() => client.send(new GetObjectCommand({ Bucket: name, Key: id })));
    const source = Body as Readable;
    let isCut = false;
    source.once('error', () => {
      isCut = true;
    });
    await pipeline(source, createWriteStream(path, { mode: 0o600 })).catch((error) => {
      throw isCut ? new AppError('files-unavailable') : error;
    });
  }

  return {
    tus,
    async whole(id, work) {
      if (!FILE_ID.test(id)) return undefined;
      const upload = await tus.getUpload(id).catch((error) => {
        if (error === ERRORS.FILE_NOT_FOUND) return undefined;
        throw error;
      });
      if (!upload || upload.offset !== upload.size) return undefined;
      const path = join(folder, id);
      try {
        await fetchWhole(id, path);
        return await work(path);
      } finally {
        await rm(path, { force: true });
      }
    },
    async drop(id) {
      if (FILE_ID.test(id)) await tus.remove(id);
    },
  };
}
