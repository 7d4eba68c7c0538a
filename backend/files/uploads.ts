import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ERRORS, Server, type ServerOptions, type Upload } from '@tus/server';
import type { Logger } from 'pino';
import type { ErrorCode, WireError } from '../../protocol/errors.ts';
import { AppError } from '../errors.ts';
import type { Database } from '../storage/database.ts';
import { cleanFileName } from './names.ts';
import { countWaiting, deleteUnused, type FileRow, insertFile } from './store.ts';
import type { UploadStore } from './upload-store.ts';

/** Files that one person may have uploaded and not sent. */
const MAX_WAITING = 40;

/** Answers a request of the tus protocol by this person; the caller has checked that the upload is theirs. */
export type HandleUpload = (request: IncomingMessage, response: ServerResponse, personId: string) => Promise<void>;

/** A request as tus has it: the web's, with Node's own inside. */
type ServerRequest = Parameters<NonNullable<ServerOptions['onUploadCreate']>>[0];

/** What tus sends back as an error: our code as JSON. */
const refusal = (status_code: number, code: ErrorCode) => ({
  status_code,
  body: JSON.stringify({ code } satisfies WireError),
});

/**
 * Resumable uploads (tus 1.0) by ids that we make (S10). `limit`: bytes of one file. A row is made with the upload, so
 * that it has an owner from its first byte on.
 */
export function createUploads(deps: {
  db: Database;
  clock: () => number;
  store: UploadStore;
  limit: number;
  isAllowedOrigin: (origin: string) => boolean;
  logger: Logger;
}): HandleUpload {
  const { db, store } = deps;
  /** Who asks, and the upload that the request has begun. */
  const requests = new WeakMap<IncomingMessage, { personId: string; begun?: string }>();
  const requestOf = ({ runtime }: ServerRequest) => requests.get(runtime?.node?.req as IncomingMessage);

  async function begin(ownerId: string, { id, size, metadata }: Upload): Promise<void> {
    if (size === undefined) throw refusal(400, 'bad-request');
    if (size === 0) throw refusal(400, 'file-empty');
    const rest = { createdAt: deps.clock(), state: 'uploading', refusal: null, kind: null, mime: '' } as const;
    const row: FileRow = { id, ownerId, name: cleanFileName(metadata?.name ?? ''), size, details: '{}', ...rest };
    // Counted and added in one step: many may begin at once.
    await db.transaction().execute(async (trx) => {
      if ((await countWaiting(trx, ownerId)) >= MAX_WAITING) throw refusal(429, 'files-too-many');
      await insertFile(trx, row);
    });
  }

  /** Nobody will hear of an upload whose beginning failed: it must not count. */
  async function undo(id: string): Promise<void> {
    await deleteUnused(db, id);
    await store.drop(id).catch(() => {});
  }

  const tus = new Server({
    path: '/files',
    datastore: store.tus,
    maxSize: deps.limit,
    relativeLocation: true,
    allowedOrigins: deps.isAllowedOrigin,
    namingFunction: () => randomBytes(16).toString('hex'),
    async onUploadCreate(request, upload) {
      const from = requestOf(request);
      if (!from) throw refusal(400, 'bad-request');
      await begin(from.personId, upload);
      from.begun = upload.id;
      return {};
    },
    async onResponseError(request, error) {
      const begun = requestOf(request)?.begun;
      if (begun) await undo(begun);
      if (error instanceof AppError) return refusal(error.code === 'files-unavailable' ? 503 : 400, error.code);
      const { status_code: status, body } = error as { status_code?: number; body?: string };
      if (body?.startsWith('{')) return undefined;
      if (status === ERRORS.ERR_MAX_SIZE_EXCEEDED.status_code) return refusal(status, 'file-too-large');
      if (status === 404 || status === 410) return refusal(404, 'file-not-found');
      // 501: an extension of tus that we do not have.
      if (status && (status < 500 || status === 501)) return refusal(status, 'bad-request');
      deps.logger.error({ err: error }, 'upload failed');
      return refusal(500, 'internal');
    },
  });

  return async (request, response, personId) => {
    requests.set(request, { personId });
    await tus.handle(request, response);
    const id = request.url?.split('/').at(-1) ?? '';
    // What was taken back counts no more.
    if (request.method === 'DELETE' && response.statusCode === 204) await deleteUnused(db, id);
  };
}
