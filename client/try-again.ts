import type { ClientErrorCode } from './platform.ts';

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;
/** What may be gone the next time, while the connection stays. Without a connection its return is the next time. */
const PASSING: ClientErrorCode[] = ['timeout', 'internal', 'rate-limited'];

/** Does something again after it has failed for a reason that passes, with a growing pause, half of it random. */
export function createTryAgain(work: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  return {
    /** Told how a try went: null when it worked. */
    after(code: ClientErrorCode | null): void {
      clearTimeout(timer);
      if (code === null) tries = 0;
      if (code === null || !PASSING.includes(code)) return;
      const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** tries++);
      timer = setTimeout(work, pause / 2 + (Math.random() * pause) / 2);
    },
    stop: () => clearTimeout(timer),
  };
}
