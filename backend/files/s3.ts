import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import type { Logger } from 'pino';
import { AppError } from '../errors.ts';
import type { S3Settings } from './s3-settings.ts';
import { type FileStorage, keyOf, VARIANTS } from './storage.ts';

/** How the SDK is told where the bucket is. */
export function s3ClientConfig({ endpoint, region, accessKeyId, secretAccessKey }: S3Settings): S3ClientConfig {
  return {
    region,
    credentials: { accessKeyId, secretAccessKey },
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    maxAttempts: 2,
    // Servers other than AWS do not all know the checksums of newer SDKs.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 3000,
      // Of silence: a film may be on its way for longer.
      socketTimeout: 60_000,
      // Everybody's downloads go through these.
      httpAgent: { maxSockets: 1000 },
      httpsAgent: { maxSockets: 1000 },
    },
  };
}

/** The SDK writes into every error of its own, of the network too, how often it tried. */
const isOfS3 = (error: unknown) => error instanceof Error && '$metadata' in error;

/** What S3 says of an object or an upload that is not there. */
const isMissing = (error: unknown) => ['NoSuchKey', 'NoSuchUpload', 'NotFound'].includes((error as Error).name);

/** A bucket, and how it is asked. */
export interface Bucket {
  name: string;
  client: S3Client;
  /** What S3 answers; where it does not, throws files-unavailable and tells the operator once. */
  ask<T>(work: () => Promise<T>): Promise<T>;
  /** The same for what may not be there: undefined then. */
  find<T>(work: () => Promise<T>): Promise<T | undefined>;
  /** Tells the operator when the bucket cannot be used; never throws. */
  check(): Promise<void>;
}

export function openBucket(settings: S3Settings, logger: Logger): Bucket {
  const client = new S3Client(s3ClientConfig(settings));
  const name = settings.bucket;
  let isAway = false;
  const bucket: Bucket = {
    name,
    client,
    async ask(work) {
      try {
        const answer = await work();
        if (isAway) logger.info('S3 is back');
        isAway = false;
        return answer;
      } catch (error) {
        if (!isOfS3(error)) throw error;
        if (!isAway) logger.error({ err: error, bucket: name }, 'S3 cannot be used: files are unavailable');
        isAway = true;
        throw new AppError('files-unavailable');
      }
    },
    find: (work) =>
      bucket.ask(() =>
        work().catch((error) => {
          if (isMissing(error)) return undefined;
          throw error;
        }),
      ),
    check: () =>
      bucket
        .ask(() => client.send(new HeadBucketCommand({ Bucket: name })))
        .then(
          () => undefined,
          () => undefined,
        ),
  };
  return bucket;
}

/** Files in a bucket, below `kept/`, under the names that they have on a disk. */
export function createS3Storage({ client, name, ask, find }: Bucket): FileStorage {
  const at = (id: string, variant: Parameters<typeof keyOf>[1]) => ({
    Bucket: name,
    Key: `kept/${keyOf(id, variant)}`,
  });
  // Whoever reads past us, in a bucket that was opened by mistake, gets nothing that a browser would show.
  const type = { ContentType: 'application/octet-stream' };
  return {
    async write(id, variant, bytes) {
      await ask(() => client.send(new PutObjectCommand({ ...at(id, variant), ...type, Body: bytes })));
    },
    async keep(id, variant, path) {
      const { size } = await stat(path);
      await ask(() =>
        client.send(
          new PutObjectCommand({ ...at(id, variant), ...type, Body: createReadStream(path), ContentLength: size }),
        ),
      );
    },
    async sizeOf(id, variant) {
      return (await find(() => client.send(new HeadObjectCommand(at(id, variant)))))?.ContentLength;
    },
    async read(id, variant, { start, end }) {
      const Range = `bytes=${start}-${end}`;
      const { Body } = await ask(() => client.send(new GetObjectCommand({ ...at(id, variant), Range })));
      return Body as Readable;
    },
    async remove(id) {
      const gone = VARIANTS.map((variant) => find(() => client.send(new DeleteObjectCommand(at(id, variant)))));
      await Promise.all(gone);
    },
  };
}
