import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
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
import { deleteUnused, dropDeletedUses, forgottenFiles } from './store.ts';
import { createUploads } from './uploads.ts';

/** What was uploaded and not sent is kept this long, ms. */
const UNSENT_MS = 24 * 3_600_000;

export interface Files {
  commands: Handlers<'file:finish' | 'file:links'>;
  routes(app: FastifyInstance): Promise<void>;
  /** Cuts somebody's finished photo to the square of a chat's picture; throws file-not-found. */
  makeSquare(ownerId: string, fileId: string): Promise<void>;
  /** Removes uploads that nobody sent within a day, and files of messages that were deleted for all. */
  sweep(): Promise<void>;
}

/** Composes the files of a school: `folder` is theirs alone, `limit` the bytes of one, `secret` the school's key. */
export function startFiles(deps: {
  db: Database;
  clock: () => number;
  folder: string;
  limit: number;
  secret: Buffer;
  extensionIds: string[];
}): Files {
  const { db, clock } = deps;
  const secret = createHmac('sha256', deps.secret).update('files').digest();
  const storage = createDisk(join(deps.folder, 'kept'));
  const uploads = createUploads({
    db,
    clock,
    folder: join(deps.folder, 'uploads'),
    limit: deps.limit,
    isAllowedOrigin: (origin) => isAllowedOrigin(origin, deps.extensionIds),
  });
  const finish = createFinish({ db, storage, uploadPath: uploads.pathOf, dropUpload: uploads.drop });
  return {
    commands: fileCommands({ db, clock, secret, finish }),
    makeSquare: createMakeSquare({ db, storage }),
    routes: (app) =>
      fileRoutes(app, {
        db,
        clock,
        secret,
        storage,
        uploads,
        async requirePerson(token, personId) {
          const { accountId } = await authenticate(db, token, clock());
          await requireBinding(db, accountId, personId);
        },
      }),
    async sweep() {
      await dropDeletedUses(db);
      for (const id of await forgottenFiles(db, clock() - UNSENT_MS)) {
        if (!(await deleteUnused(db, id))) continue;
        await uploads.drop(id);
        await storage.remove(id);
      }
    },
  };
}
