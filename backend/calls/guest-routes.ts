import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { ru } from '../../i18n/ru.ts';
import { GUEST_PATH, type GuestInvitation, GuestName, type GuestPass, GuestSecret } from '../../protocol/guests.ts';
import { AppError } from '../errors.ts';
import { sendPage } from '../http/page.ts';
import { parseInput } from '../http/server.ts';
import type { Database } from '../storage/database.ts';
import { enterAsGuest, guestInvitation } from './guests.ts';

/** Names that one address may try a minute: a class of guests behind one address, and no more. */
const ENTRIES_A_MINUTE = 30;

/** Scripts and styles of ours, sound and video through LiveKit, and nothing else. */
function policyOf(publicUrl: string, livekitUrl: string | undefined): string {
  const own = publicUrl.replace(/^http/, 'ws');
  const media = livekitUrl ? [livekitUrl, livekitUrl.replace(/^ws/, 'http')] : [];
  return [
    "default-src 'none'",
    "script-src 'self'",
    // A style that a view sets on an element, as the size of an avatar, is inline for the browser.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob: mediastream:",
    `connect-src 'self' ${[own, ...media].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function secretOf(request: FastifyRequest): string {
  const parsed = v.safeParse(v.object({ secret: GuestSecret }), request.params);
  if (!parsed.success) throw new AppError('guest-link-over');
  return parsed.output.secret;
}

/**
 * What a guest's link needs, for any browser: the page `GET /guest/<secret>` and its files, what it says before one
 * enters (`…/call`), and a place at the door (`POST …/enter`).
 */
export async function guestRoutes(
  app: FastifyInstance,
  deps: { db: Database; clock: () => number; publicUrl: string; webDir: string; livekitUrl: () => string | undefined },
): Promise<void> {
  const { db, clock, publicUrl, webDir } = deps;
  // Files are sent by name from a folder that `npm start` makes while the server runs already.
  await app.register(fastifyStatic, { root: import.meta.dirname, serve: false });
  app.get<{ Params: { name: string } }>('/assets/:name', (request, reply) =>
    reply.sendFile(request.params.name, join(webDir, 'assets'), { immutable: true, maxAge: '30d' }),
  );

  app.get(`${GUEST_PATH}/:secret`, async (request, reply) => {
    // Asked for each time: `npm start` builds it while the server runs already.
    const page = await readFile(join(webDir, 'guest.html'), 'utf8').catch((error: unknown) => {
      request.log.error({ err: error, webDir }, 'no page for guests: run `npm run build`, or set WEB_DIR');
      return undefined;
    });
    const { notBuiltTitle: title, notBuilt: body } = ru.guestPage;
    if (page === undefined) return sendPage(reply, { status: 503, title, body });
    return reply
      .header('content-security-policy', policyOf(publicUrl, deps.livekitUrl()))
      .header('cache-control', 'no-store')
      .header('referrer-policy', 'no-referrer')
      .header('permissions-policy', 'camera=(self), microphone=(self), display-capture=(self), geolocation=()')
      .type('text/html; charset=utf-8')
      .send(page);
  });

  app.get(`${GUEST_PATH}/:secret/call`, async (request, reply): Promise<GuestInvitation> => {
    reply.header('cache-control', 'no-store');
    return guestInvitation(db, secretOf(request));
  });

  app.post(
    `${GUEST_PATH}/:secret/enter`,
    { config: { rateLimit: { max: ENTRIES_A_MINUTE, timeWindow: '1 minute' } } },
    async (request, reply): Promise<GuestPass> => {
      reply.header('cache-control', 'no-store');
      return enterAsGuest({ db, clock }, secretOf(request), parseInput(GuestName, request.body));
    },
  );
}
