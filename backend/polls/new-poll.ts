import type { NewPoll, Poll } from '../../protocol/polls.ts';
import type { Queries } from '../storage/database.ts';
import { insertCorrect } from './store.ts';

/** A poll before anybody has voted, as its message carries it: without a quiz's right answer. */
export function emptyPoll(poll: NewPoll): Poll {
  const { question, isMultiple, isAnonymous, correct } = poll;
  return {
    question,
    isMultiple,
    isAnonymous,
    isQuiz: correct !== undefined,
    isClosed: false,
    options: poll.options.map((text) => ({ text, votes: 0, ...(isAnonymous ? {} : { voters: [] }) })),
    voterCount: 0,
  };
}

/** Keeps a quiz's right answer apart from its message, which everybody gets. */
export async function recordCorrect(
  db: Queries,
  message: { chatId: string; ordinal: number },
  poll: NewPoll,
): Promise<void> {
  if (poll.correct !== undefined) await insertCorrect(db, message.chatId, message.ordinal, poll.correct);
}
