import { RateLimiterMemory } from 'rate-limiter-flexible';
import { AppError } from '../errors.ts';

/** Wrong link codes by network address, so that many accounts together cannot guess either. */
export interface CodeLimit {
  /** Throws rate-limited while the address has used up its tries. */
  check(address: string): Promise<void>;
  countFailure(address: string): Promise<void>;
}

/** `tries` wrong codes an hour from one address; a school's machines share one. Kept in memory. */
export function createCodeLimit(tries = 30): CodeLimit {
  const limiter = new RateLimiterMemory({ points: tries, duration: 3600 });
  return {
    async check(address) {
      const used = await limiter.get(address);
      if (used && used.consumedPoints >= tries) {
        throw new AppError('rate-limited', { retryAfterMs: used.msBeforeNext });
      }
    },
    async countFailure(address) {
      await limiter.penalty(address);
    },
  };
}
