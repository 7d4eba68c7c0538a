import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { CommandName } from '../../protocol/commands.ts';
import { AppError } from '../errors.ts';

/** Commands of one person in ten seconds; sending has a limit of its own (S17). */
const COMMANDS_PER_10_S = 300;
const SENDS_PER_10_S = 100;
/** Signs to a whole call: hands up and down, and reactions. */
const SIGNS_PER_10_S = 20;
/** Chats that one person makes in an hour: each is shown to many. */
const CHATS_PER_HOUR = 30;

/** Refuses a person's command over the limit with `rate-limited` and when to try again. */
export type CheckRate = (personId: string, name: CommandName) => Promise<void>;

export function createRateCheck(): CheckRate {
  const all = new RateLimiterMemory({ points: COMMANDS_PER_10_S, duration: 10 });
  const sends = new RateLimiterMemory({ points: SENDS_PER_10_S, duration: 10 });
  const signs = new RateLimiterMemory({ points: SIGNS_PER_10_S, duration: 10 });
  const chats = new RateLimiterMemory({ points: CHATS_PER_HOUR, duration: 3600 });
  const limiters: Partial<Record<CommandName, RateLimiterMemory>> = {
    ...{ 'message:send': sends, 'chat:create': chats, 'call:react': signs, 'call:raise-hand': signs },
  };
  return async (personId, name) => {
    const limiter = limiters[name] ?? all;
    try {
      await limiter.consume(personId);
    } catch (rejected) {
      if (rejected instanceof Error) throw rejected;
      throw new AppError('rate-limited', { retryAfterMs: (rejected as RateLimiterRes).msBeforeNext });
    }
  };
}
