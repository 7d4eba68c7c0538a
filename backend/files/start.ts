import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Attachment } from '../../protocol/attachments.ts';
import { requireBinding } from '../accounts/binding.ts';
import { authenticate } from '../accounts/tokens.ts';
import type { Handlers } from '../gateway/command.ts';
import { isAllowedOrigin } from '../http/origins.ts';
import type { Database } from '../storage/database.ts';
import { createMakeSquare } from './chat-picture.ts';
import { fileCommands } from './commands.ts';
import { createDisk } from './disk.ts';
import { createFinish } from './finish.ts';
import { fileRoutes } from './routes.ts';
import type { S3Settings } from './s3-settings.ts';
import type { FileStorage } from './storage.ts';
import { deleteUnused, dropDeletedUses, forgottenFiles, letGo } from './store.ts';
import { createUploadFolder, type UploadStore } from './upload-store.ts';
import { createUploads } from './uploads.ts';

/** What was uploaded and not sent is kept this long, ms. */
const UNSENT_MS = 24 * 3_600_000;

export interface Files {
  commands: Handlers<'file:finish' | 'file:links'>;
  routes(app: FastifyInstance): Promise<void>;
  /** Cuts somebody's finished photo to the square of a chat's picture; throws file-not-found. */
  makeSquare(ownerId: string, fileId: string): Promise<void>;
  /** The bytes of a finished file as one would save them; undefined when they are gone. Throws files-unavailable. */
  open(file: Pick<Attachment, 'id' | 'kind'>): Promise<Readable | undefined>;
  /** Removes uploads that nobody sent within a day, and files of messages that were deleted for all. */
  sweep(): Promise<void>;
}

interface Places {
  storage: FileStorage;
  uploads: UploadStore;
}

/** A bucket; the SDK that speaks with it is loaded only where there is one. */
async function openS3(settings: S3Settings, folder: string, logger: Logger): Promise<Places> {
  const [{ createS3Storage, openBucket }, { createBucketUploads }] = await Promise.all([
    import('./s3.ts'),
    import('./s3-uploads.ts'),
  ]);
  const bucket = openBucket(settings, logger);
  // The server starts without S3 too: chats do not need it.
  void bucket.check();
  return { storage: createS3Storage(bucket), uploads: createBucketUploads(settings, bucket, join(folder, 'work')) };
}

function openFolder(folder: string): Places {
  return { storage: createDisk(join(folder, 'kept')), uploads: createUploadFolder(join(folder, 'uploads')) };
}

/**
 * Composes the files of a school: `folder` is theirs alone, `s3` where they live instead, `limit` the bytes of one,
 * `secret` the school's key.
 */
export async function startFiles(deps: {
  db: Database;
  clock: () => number;
  folder: string;
  s3: S3Settings | undefined;
  limit: number;
  secret: Buffer;
  extensionIds: string[];
  logger: Logger;
}): Promise<Files> {
  const { db, clock, folder, s3 } = deps;
  const secret = createHmac('sha256', deps.secret).update('files').digest();
  const { storage, uploads } = s3 ? await openS3(s3, folder, deps.logger) : openFolder(folder);
  const handleUpload = createUploads({
    db,
    clock,
    store: uploads,
    limit: deps.limit,
    isAllowedOrigin: (origin) => isAllowedOrigin(origin, deps.extensionIds),
    logger: deps.logger,
  });
  const finish = createFinish({ db, storage, uploads });
  return {
    commands: fileCommands({ db, clock, secret, finish }),
    makeSquare: createMakeSquare({ db, storage }),
    async open({ id, kind }) {
      const variant = kind === 'photo' ? 'large' : 'original';
      const size = await storage.sizeOf(id, variant);
      return size === undefined ? undefined : storage.read(id, variant, { start: 0, end: size - 1 });
    },
    routes: (app) =>
      fileRoutes(app, {
        db,
        clock,
        secret,
        storage,
        handleUpload,
        async requirePerson(token, personId) {
          const { accountId } = await authenticate(db, token, clock());
          await requireBinding(db, accountId, personId);
        },
      }),
    async sweep() {
      await dropDeletedUses(db);
      for (const id of await forgottenFiles(db, clock() - UNSENT_MS)) {
        if (!(await letGo(db, id))) continue;
        await uploads.drop(id);
        await storage.remove(id);
        // Last: what could not be removed is found again by the next sweep.
        await deleteUnused(db, id);
      }
    },
  };
}
