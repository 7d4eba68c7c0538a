import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { Id } from '../../protocol/people.ts';
import { AppError } from '../errors.ts';
import { parseInput } from '../http/server.ts';
import type { Database } from '../storage/database.ts';
import { isSigned, variantsOf } from './links.ts';
import { attachmentDisposition } from './names.ts';
import { readRange } from './range.ts';
import { FILE_ID, type FileStorage, VARIANTS, type Variant } from './storage.ts';
import { type FileRow, fileById } from './store.ts';
import type { HandleUpload } from './uploads.ts';

export interface FileRouteDeps {
  db: Database;
  clock: () => number;
  secret: Buffer;
  storage: FileStorage;
  handleUpload: HandleUpload;
  /** The account of the Authorization header, and that it holds the person; throws AppError. */
  requirePerson: (token: string | undefined, personId: string) => Promise<void>;
}

const Link = v.object({
  id: v.pipe(v.string(), v.regex(FILE_ID)),
  variant: v.picklist(VARIANTS),
  expires: v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number)),
  signature: v.pipe(v.string(), v.maxLength(64)),
  save: v.optional(v.string()),
});

/** The type that is said of a variant: only what we made or have sniffed as plain media may be shown in place (S8). */
function typeOf(row: FileRow, variant: Variant): { type: string; isShown: boolean } {
  if (variant === 'poster') return { type: 'image/jpeg', isShown: true };
  if (row.kind === 'file' || row.kind === null) return { type: 'application/octet-stream', isShown: false };
  return { type: row.mime, isShown: true };
}

async function download(deps: FileRouteDeps, request: FastifyRequest, reply: FastifyReply) {
  // A wrong address, one whose hour is over and a file that is gone look the same.
  const parsed = v.safeParse(Link, { ...(request.params as object), ...(request.query as object) });
  if (!parsed.success) throw new AppError('file-not-found');
  const link = parsed.output;
  if (!isSigned(deps.secret, link, deps.clock())) throw new AppError('file-not-found');
  const row = await fileById(deps.db, link.id);
  if (row?.state !== 'ready' || !variantsOf(row).includes(link.variant)) throw new AppError('file-not-found');
  const size = await deps.storage.sizeOf(row.id, link.variant);
  if (size === undefined) throw new AppError('file-not-found');

  const { type, isShown } = typeOf(row, link.variant);
  const isSaved = !isShown || link.save !== undefined;
  reply
    .header('content-type', type)
    .header('content-disposition', isSaved ? attachmentDisposition(row.name) : 'inline')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    // The extension's pages are another origin; the signature says who may.
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('referrer-policy', 'no-referrer')
    .header('cache-control', 'private, max-age=3600, immutable')
    .header('accept-ranges', 'bytes');
  const range = readRange(request.headers.range, size);
  if (range === 'unsatisfiable') {
    return reply.status(416).header('content-range', `bytes */${size}`).header('content-length', 0).send();
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  if (range) reply.status(206).header('content-range', `bytes ${start}-${end}/${size}`);
  reply.header('content-length', end - start + 1);
  return reply.send(await deps.storage.read(row.id, link.variant, { start, end }));
}

async function upload(deps: FileRouteDeps, request: FastifyRequest, reply: FastifyReply) {
  const token = /^Bearer ([A-Za-z0-9_-]{20,512})$/i.exec(request.headers.authorization ?? '')?.[1];
  const personId = parseInput(Id, request.headers['person-id']);
  await deps.requirePerson(token, personId);
  const { id } = request.params as { id?: string };
  if (id !== undefined) {
    const row = FILE_ID.test(id) ? await fileById(deps.db, id) : undefined;
    if (row?.ownerId !== personId || row.state !== 'uploading') throw new AppError('file-not-found');
  }
  reply.hijack();
  await deps.handleUpload(request.raw, reply.raw, personId);
}

/** `POST /files`, `HEAD`, `PATCH` and `DELETE /files/:id` (tus), and `GET /files/:id/:variant` for what is signed. */
export async function fileRoutes(app: FastifyInstance, deps: FileRouteDeps): Promise<void> {
  await app.register(async (scope) => {
    // The bytes go straight to where uploads lie; tus counts them.
    scope.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null));
    // A class that opens an album is hundreds of requests from one address; signature and token stand before each.
    const config = { rateLimit: false };
    scope.post('/files', { config }, (request, reply) => upload(deps, request, reply));
    scope.route({
      method: ['HEAD', 'PATCH', 'DELETE'],
      url: '/files/:id',
      config,
      handler: (request, reply) => upload(deps, request, reply),
    });
    scope.get('/files/:id/:variant', { config, exposeHeadRoute: false }, (request, reply) =>
      download(deps, request, reply),
    );
  });
}
