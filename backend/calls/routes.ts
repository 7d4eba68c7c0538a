import type { FastifyInstance } from 'fastify';
import { AppError } from '../errors.ts';
import type { Livekit, LivekitEvent } from './livekit.ts';

/** LiveKit repeats a webhook that was not answered; these ids were. */
const REMEMBERED = 1000;

/**
 * `POST /livekit/webhook`: LiveKit tells who came and went. Only a body signed with our key is taken, each once.
 * `livekit` is undefined where there is none.
 */
export function callRoutes(
  app: FastifyInstance,
  deps: { livekit: () => Livekit | undefined; take: (event: LivekitEvent) => Promise<void> },
): void {
  const seen = new Set<string>();
  app.addContentTypeParser('application/webhook+json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  app.post('/livekit/webhook', { config: { rateLimit: false } }, async (request, reply) => {
    const livekit = deps.livekit();
    if (!livekit || typeof request.body !== 'string') throw new AppError('not-found');
    const event = await livekit.receive(request.body, request.headers.authorization).catch(() => {
      throw new AppError('token-invalid');
    });
    if (event && !seen.has(event.id)) {
      await deps.take(event);
      // Only now: an event that failed half way comes again.
      seen.add(event.id);
      const [oldest] = seen;
      if (seen.size > REMEMBERED && oldest) seen.delete(oldest);
    }
    return reply.status(204).send();
  });
}
