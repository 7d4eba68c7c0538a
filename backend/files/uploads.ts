import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ERRORS, Server, type Upload } from '@tus/server';
import type { ErrorCode, WireError } from '../../protocol/errors.ts';
import { AppError } from '../errors.ts';
import type { Database } from '../storage/database.ts';
import { cleanFileName } from './names.ts';
import { countWaiting, insertFile } from './store.ts';
import type { UploadStore } from './upload-store.ts';

/** Files that one person may have uploaded and not sent. */
const MAX_WAITING = 40;

/** Answers a request of the tus protocol by this person; the caller has checked that the upload is theirs. */
export type HandleUpload = (request: IncomingMessage, response: ServerResponse, personId: string) => Promise<void>;

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
}): HandleUpload {
  const { db } = deps;
  const persons = new WeakMap<IncomingMessage, string>();

  async function begin(request: IncomingMessage | undefined, upload: Upload): Promise<void> {
    const ownerId = request && persons.get(request);
    if (!ownerId || upload.size === undefined) throw refusal(400, 'bad-request');
    if (upload.size === 0) throw refusal(400, 'file-empty');
    if ((await countWaiting(db, ownerId)) >= MAX_WAITING) throw refusal(429, 'files-too-many');
    const name = cleanFileName(upload.metadata?.name ?? '');
    await insertFile(db, {
      id: upload.id,
      ownerId,
      name,
      size: upload.size,
      createdAt: deps.clock(),
      state: 'uploading',
      refusal: null,
      kind: null,
      mime: '',
      details: '{}',
    });
  }

  const tus = new Server({
    path: '/files',
    datastore: deps.store.tus,
    maxSize: deps.limit,
    relativeLocation: true,
    allowedOrigins: deps.isAllowedOrigin,
    namingFunction: () => randomBytes(16).toString('hex'),
    async onUploadCreate(request, upload) {
      await begin(request.runtime?.node?.req as IncomingMessage | undefined, upload);
      return {};
    },
    onResponseError(_request, error) {
      if (error instanceof AppError) return refusal(error.code === 'files-unavailable' ? 503 : 400, error.code);
      const { status_code: status, body } = error as { status_code?: number; body?: string };
      if (body?.startsWith('{')) return undefined;
      if (status === ERRORS.ERR_MAX_SIZE_EXCEEDED.status_code) return refusal(status, 'file-too-large');
      if (status === 404 || status === 410) return refusal(404, 'file-not-found');
      if (status && status < 500) return refusal(status, 'bad-request');
      return refusal(500, 'internal');
    },
  });

  return (request, response, personId) => {
    persons.set(request, personId);
    return tus.handle(request, response);
  };
}
