import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Upload } from '@tus/server';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDisk } from '../../backend/files/disk.ts';
import { createS3Storage, openBucket } from '../../backend/files/s3.ts';
import { createBucketUploads } from '../../backend/files/s3-uploads.ts';
import { type FileStorage, VARIANTS } from '../../backend/files/storage.ts';
import { createUploadFolder, type UploadStore } from '../../backend/files/upload-store.ts';
import { type S3Server, startS3Server } from '../backend/s3-server.ts';

const logger = pino({ level: 'silent' });
const newId = () => randomBytes(16).toString('hex');

describe.each(['a disk', 'S3'])('%s', (place) => {
  const folder = mkdtempSync(join(tmpdir(), 'peremenka-files-'));
  let s3: S3Server | undefined;
  let storage: FileStorage;
  /** Another node's, or the same after a restart. */
  let openUploads: () => UploadStore;

  beforeAll(async () => {
    if (place === 'S3') {
      s3 = await startS3Server();
      const { settings } = s3;
      const bucket = openBucket(settings, logger);
      storage = createS3Storage(bucket);
      let nodes = 0;
      openUploads = () => createBucketUploads(settings, openBucket(settings, logger), join(folder, `work-${nodes++}`));
    } else {
      storage = createDisk(join(folder, 'kept'));
      openUploads = () => createUploadFolder(join(folder, 'uploads'));
    }
  });
  afterAll(async () => {
    await s3?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const read = async (id: string, start: number, end: number) =>
    buffer(await storage.read(id, 'original', { start, end }));

  describe('what is kept', () => {
    test('FILE24 comes back as it was, whole and in part', async () => {
      const id = newId();
      const bytes = randomBytes(200_000);
      await storage.write(id, 'original', bytes);
      expect(await storage.sizeOf(id, 'original')).toBe(200_000);
      expect((await read(id, 0, 199_999)).equals(bytes)).toBe(true);
      expect((await read(id, 1000, 1000)).equals(bytes.subarray(1000, 1001))).toBe(true);
      expect((await read(id, 150_000, 199_999)).equals(bytes.subarray(150_000))).toBe(true);
    });

    test('FILE24 is taken from a file, which stays, and once more is the newer one', async () => {
      const id = newId();
      const path = join(folder, 'film');
      for (const text of ['the first', 'and the second, which is longer']) {
        writeFileSync(path, text);
        await storage.keep(id, 'original', path);
        expect(readFileSync(path, 'utf8')).toBe(text);
        rmSync(path);
        expect(String(await read(id, 0, text.length - 1))).toBe(text);
      }
    });

    test('FILE24 is removed with all its variants, and what is not there is not there', async () => {
      const [id, other] = [newId(), newId()];
      for (const variant of VARIANTS) await storage.write(id, variant, Buffer.from(variant));
      await storage.write(other, 'original', Buffer.from('other'));
      expect(await storage.sizeOf(other, 'poster')).toBeUndefined();
      await storage.remove(id);
      for (const variant of VARIANTS) expect(await storage.sizeOf(id, variant)).toBeUndefined();
      expect(await storage.sizeOf(other, 'original')).toBe(5);
      await storage.remove(id);
      await storage.remove(newId());
    });

    test.each(['../../etc/passwd', 'x', '', `${'a'.repeat(31)}/`, 'A'.repeat(32)])(
      'S10 FILE24 is at no place made of %j',
      async (id) => {
        await expect(storage.write(id, 'original', Buffer.from('x'))).rejects.toThrow('not an id of a file');
        await expect(storage.sizeOf(id, 'original')).rejects.toThrow('not an id of a file');
      },
    );
  });

  describe('uploads', () => {
    async function begin(uploads: UploadStore, size: number): Promise<string> {
      const id = newId();
      await uploads.tus.create(new Upload({ id, size, offset: 0, metadata: { name: 'урок.bin' } }));
      return id;
    }
    const send = (uploads: UploadStore, id: string, offset: number, bytes: Buffer) =>
      uploads.tus.write(Readable.from([bytes]), id, offset);
    const offsetOf = async (uploads: UploadStore, id: string) => (await uploads.tus.getUpload(id)).offset;

    test('FILE25 go on where they were on another node, across the size of a part', async () => {
      const bytes = randomBytes(13_000_000);
      const id = await begin(openUploads(), bytes.length);
      let offset = 0;
      // As the client sends them: its pieces and the parts of S3 have other sizes.
      for (const piece of [4_000_000, 100, 4_000_000, 2_000_000, 2_999_900]) {
        const node = openUploads();
        expect(await offsetOf(node, id)).toBe(offset);
        expect(await node.whole(id, async () => 'whole')).toBeUndefined();
        await send(node, id, offset, bytes.subarray(offset, offset + piece));
        offset += piece;
      }
      const node = openUploads();
      expect(await offsetOf(node, id)).toBe(bytes.length);
      let path = '';
      const isSame = await node.whole(id, async (at) => {
        path = at;
        return readFileSync(at).equals(bytes);
      });
      expect(isSame).toBe(true);
      // It is whole until it is dropped, also for who asks again.
      expect(await openUploads().whole(id, async () => 'again')).toBe('again');
      await node.drop(id);
      expect(existsSync(path)).toBe(false);
    });

    test('FILE25 that are dropped leave nothing, begun, half or whole', async () => {
      const before = await s3?.keys();
      for (const sizes of [[], [100], [6_000_000, 100], [6_000_000, 1_000_000]]) {
        const node = openUploads();
        const id = await begin(node, 7_000_000);
        let offset = 0;
        for (const size of sizes) offset = await send(node, id, offset, Buffer.alloc(size));
        expect(await offsetOf(node, id)).toBe(offset);
        await openUploads().drop(id);
        await expect(openUploads().tus.getUpload(id)).rejects.toMatchObject({ status_code: 404 });
        expect(await openUploads().whole(id, async () => 'whole')).toBeUndefined();
        await openUploads().drop(id);
      }
      expect(await s3?.keys()).toEqual(before);
    });

    test('FILE25 that failed half way are not taken for whole', async () => {
      const node = openUploads();
      const id = await begin(node, 1000);
      await send(node, id, 0, Buffer.alloc(400));
      const broken = new Readable({
        read() {
          this.push(Buffer.alloc(100));
          this.destroy(new Error('cut'));
        },
      });
      await expect(node.tus.write(broken, id, 400)).rejects.toBeTruthy();
      const offset = await offsetOf(openUploads(), id);
      expect(offset).toBeLessThan(1000);
      await send(openUploads(), id, offset, Buffer.alloc(1000 - offset, 1));
      expect(await openUploads().whole(id, async (path) => readFileSync(path).length)).toBe(1000);
      await node.drop(id);
    });
  });
});
