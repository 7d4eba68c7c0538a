import type { Attempt } from './judge.ts';

/** What the senders of one round saw, in one order. */
export interface Journal {
  attempts: Attempt[];
  /** A new key, unique in the round; the first word of the message's text. */
  newKey(): string;
  begin(key: string, author: string | null): Attempt;
  ack(attempt: Attempt, ordinal: number): void;
}

export function createJournal(seed: number): Journal {
  const attempts: Attempt[] = [];
  let tick = 0;
  let made = 0;
  return {
    attempts,
    newKey: () => `seed${seed}-${String(++made).padStart(4, '0')}`,
    begin(key, author) {
      const attempt: Attempt = { key, author, startedAt: ++tick, ackedAt: null, ordinal: null, outcome: 'unknown' };
      attempts.push(attempt);
      return attempt;
    },
    ack(attempt, ordinal) {
      attempt.outcome = 'ok';
      attempt.ackedAt ??= ++tick;
      attempt.ordinal ??= ordinal;
    },
  };
}

/** The key that a text opens with. */
export const keyOf = (text: string) => text.split(' ', 1)[0] ?? '';

/** The key of a message: plain sockets use it as client id, the application has it in the text. */
export const keyIn = (clientId: string, text: string) => (clientId.startsWith('seed') ? clientId : keyOf(text));
