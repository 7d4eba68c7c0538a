import cors from '@fastify/cors';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import * as v from 'valibot';
import type { ErrorCode, WireError } from '../../protocol/errors.ts';
import { AppError } from '../errors.ts';
import { isAllowedOrigin } from './origins.ts';

/** What a resumable upload sends with its requests (tus 1.0). */
const UPLOAD_HEADERS = ['tus-resumable', 'upload-length', 'upload-metadata', 'upload-offset'];

const STATUS: Partial<Record<ErrorCode, number>> = {
  'token-missing': 401,
  'token-invalid': 401,
  'token-expired': 401,
  'session-ended': 401,
  'not-allowed': 403,
  'origin-not-allowed': 403,
  'person-not-linked': 403,
  'chat-not-found': 404,
  'message-not-found': 404,
  'person-not-found': 404,
  'not-found': 404,
  'file-not-found': 404,
  'guest-link-over': 404,
  'file-too-large': 413,
  'person-already-linked': 409,
  'code-locked': 429,
  'rate-limited': 429,
  'guests-too-many': 429,
  internal: 500,
  'vk-unavailable': 502,
  'files-unavailable': 503,
};

/** Parses what came over HTTP; throws `bad-request` with the path and reason of each fault. */
export function parseInput<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  throw new AppError('bad-request', {
    issues: parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'input'}: ${issue.message}`),
  });
}

function toAnswer(error: unknown): { status: number; body: WireError; unexpected: boolean } {
  if (error instanceof AppError) {
    const body: WireError = { code: error.code };
    if (error.issues) body.issues = error.issues;
    if (error.retryAfterMs !== undefined) body.retryAfterMs = error.retryAfterMs;
    return { status: STATUS[error.code] ?? 400, body, unexpected: false };
  }
  const status = (error as FastifyError).statusCode ?? 500;
  if (status === 429) return { status, body: { code: 'rate-limited' }, unexpected: false };
  if (status < 500)
    return { status, body: { code: 'bad-request', issues: [(error as Error).message] }, unexpected: false };
  return { status: 500, body: { code: 'internal' }, unexpected: true };
}

/**
 * The HTTP side without routes: JSON and form bodies up to 64 kB, security headers, CORS for known extensions,
 * a limit per address, and one place where errors become `{code, issues?}`.
 */
export async function createHttp(options: {
  extensionIds: string[];
  logger: Logger;
  /** Who may say by X-Forwarded-For who asks; limits per address need it behind a proxy. */
  trustProxy?: string[] | number | false;
  /** Requests a minute from one address; a school sits behind one. */
  requestsPerMinute?: number;
}): Promise<FastifyInstance> {
  const loggerInstance: FastifyBaseLogger = options.logger;
  const app: FastifyInstance = Fastify({
    loggerInstance,
    bodyLimit: 64 * 1024,
    logController: new LogController({ disableRequestLogging: true }),
  });
  await app.register(helmet, {
    contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] }, useDefaults: false },
    // Plain http on loopback and behind the school's proxy: the proxy sets HSTS.
    strictTransportSecurity: false,
  });
  await app.register(cors, {
    origin: (origin, done) => done(null, origin !== undefined && isAllowedOrigin(origin, options.extensionIds)),
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    // Beside ours those of the tus protocol (backend/files).
    allowedHeaders: ['authorization', 'content-type', 'person-id', ...UPLOAD_HEADERS],
    maxAge: 600,
  });
  await app.register(rateLimit, { max: options.requestsPerMinute ?? 3000, timeWindow: '1 minute' });
  await app.register(formbody);
  app.setErrorHandler((error, request, reply) => {
    const { status, body, unexpected } = toAnswer(error);
    if (unexpected) request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
    return reply.status(status).send(body);
  });
  app.setNotFoundHandler((_request, reply) => reply.status(404).send({ code: 'not-found' } satisfies WireError));
  return app;
}
