import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { CallsStatus } from '../../protocol/calls.ts';
import { AppError } from '../errors.ts';
import type { Handlers } from '../gateway/command.ts';
import type { Livekit } from './livekit.ts';

/** A check takes half a minute; its address is good for longer, should the network be slow. */
const LASTS = 3 * 60_000;
/** Bytes of one request, and what one check may move in each direction. */
const PIECE = 1_000_000;
const MOST_BYTES = 100_000_000;

/** One person's check: nobody else knows room and secret. */
interface Check {
  secret: string;
  room: string;
  expiresAt: number;
  bytesLeft: number;
}

/**
 * «Проверка связи»: a ticket for a room of one's own in which nobody may publish, and an address to measure the speed
 * with. LiveKit deletes the room by itself soon after it is left; here a check is forgotten with its time.
 */
export function createCheck(deps: {
  clock: () => number;
  status: () => CallsStatus;
  /** Throws `calls-unavailable` where there is no LiveKit. */
  livekit: () => Livekit;
}): { commands: Handlers<'call:check'>; routes: (app: FastifyInstance) => Promise<void> } {
  const { clock } = deps;
  const checks = new Map<string, Check>();

  function checkOf(personId: string): Check {
    const now = clock();
    for (const [id, check] of checks) if (check.expiresAt <= now) checks.delete(id);
    const known = checks.get(personId);
    if (known) return known;
    const made = {
      secret: randomBytes(18).toString('base64url'),
      room: `check-${randomBytes(18).toString('base64url')}`,
      expiresAt: now + LASTS,
      bytesLeft: MOST_BYTES,
    };
    checks.set(personId, made);
    return made;
  }

  /** Takes a piece off what the check may still move; an unknown, old or used-up secret is not found. */
  function spend(secret: string): void {
    const check = [...checks.values()].find((one) => one.secret === secret);
    if (!check || check.expiresAt <= clock() || check.bytesLeft < PIECE) throw new AppError('not-found');
    check.bytesLeft -= PIECE;
  }

  return {
    commands: {
      'call:check': async (caller) => {
        const { room, secret } = checkOf(caller.personId);
        const speedPath = `/check/${secret}`;
        if (deps.status().status !== 'available') return { speedPath, media: null };
        const livekit = deps.livekit();
        try {
          await livekit.createCheckRoom(room);
          return { speedPath, media: { url: livekit.url, token: await livekit.checkToken(room, caller.personId) } };
        } catch {
          return { speedPath, media: null };
        }
      },
    },

    // A scope of its own: only here may a body be large and of no kind.
    async routes(app) {
      await app.register(async (scope) => {
        scope.addContentTypeParser(
          'application/octet-stream',
          { parseAs: 'buffer', bodyLimit: PIECE },
          (_request, body, done) => done(null, body),
        );
        scope.get<{ Params: { secret: string } }>('/check/:secret', async (request, reply) => {
          spend(request.params.secret);
          return reply
            .header('cache-control', 'no-store')
            .header('cross-origin-resource-policy', 'cross-origin')
            .type('application/octet-stream')
            .send(randomBytes(PIECE));
        });
        scope.post<{ Params: { secret: string } }>('/check/:secret', { bodyLimit: PIECE }, async (request, reply) => {
          spend(request.params.secret);
          return reply.status(204).send();
        });
      });
    },
  };
}
