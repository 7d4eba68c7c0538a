import type { Message } from '../../protocol/messages.ts';
import type { MyVote, Poll } from '../../protocol/polls.ts';
import type { Bus } from '../bus/bus.ts';
import { requireMember } from '../chats/rules.ts';
import { AppError } from '../errors.ts';
import { changeMessage, historyPage } from '../messages/rules.ts';
import type { Database, Queries } from '../storage/database.ts';
import { correctOf, replaceVote, type Vote, votesOf } from './store.ts';

interface PollDeps {
  db: Database;
  bus: Bus;
}
interface Place {
  chatId: string;
  ordinal: number;
}

function pollOf(message: Message): Poll {
  if (!message.poll || message.deletedBy) throw new AppError('message-not-found');
  return message.poll;
}

/** The poll with these votes counted; who voted for what is told only where it is not anonymous. */
function count(poll: Poll, votes: Vote[]): Poll {
  const options = poll.options.map(({ text }, index) => {
    const voters = votes.filter(({ option }) => option === index).map(({ personId }) => personId);
    return { text, votes: voters.length, ...(poll.isAnonymous ? {} : { voters }) };
  });
  return { ...poll, options, voterCount: new Set(votes.map(({ personId }) => personId)).size };
}

function checkChoice(poll: Poll, options: number[], before: number[]): void {
  const isSense = options.every((option) => option < poll.options.length) && new Set(options).size === options.length;
  if (!isSense || (options.length > 1 && !poll.isMultiple)) throw new AppError('bad-request');
  if (poll.isClosed) throw new AppError('poll-closed');
  // Who has seen the right answer does not vote again.
  if (poll.isQuiz && before.length > 0) throw new AppError('poll-closed');
}

async function mine(db: Queries, personId: string, message: Message): Promise<MyVote> {
  const poll = pollOf(message);
  const { chatId, ordinal } = message;
  const votes = await votesOf(db, chatId, ordinal);
  const options = votes.filter((vote) => vote.personId === personId).map(({ option }) => option);
  const mayKnow = poll.isClosed || options.length > 0 || message.senderId === personId;
  const correct = mayKnow && poll.isQuiz ? await correctOf(db, chatId, ordinal) : undefined;
  return { options, ...(correct === undefined ? {} : { correct }) };
}

/** Runs a change of a poll's message in one transaction, and tells everybody after the commit. */
async function change(
  deps: PollDeps,
  personId: string,
  place: Place,
  work: (trx: Queries, message: Message, isChief: boolean) => Promise<Poll>,
): Promise<MyVote> {
  const { publications, answer } = await deps.db.transaction().execute(async (trx) => {
    const { member } = await requireMember(trx, personId, place.chatId);
    if (place.ordinal < member.firstOrdinal) throw new AppError('message-not-found');
    const { message, publications } = await changeMessage(trx, place.chatId, place.ordinal, async (before) => {
      const isChief = before.senderId === personId || member.role !== 'member';
      return { ...before, poll: await work(trx, before, isChief) };
    });
    return { publications, answer: await mine(trx, personId, message) };
  });
  deps.bus.publish(publications);
  return answer;
}

/**
 * Votes, or votes anew; no options takes the vote back. Throws chat-not-found, message-not-found, poll-closed (also
 * for a second try at a quiz) or bad-request.
 */
export function vote(deps: PollDeps, personId: string, place: Place, options: number[]): Promise<MyVote> {
  return change(deps, personId, place, async (trx, message) => {
    const poll = pollOf(message);
    const before = await votesOf(trx, place.chatId, place.ordinal);
    checkChoice(
      poll,
      options,
      before.filter((one) => one.personId === personId).map(({ option }) => option),
    );
    await replaceVote(trx, { ...place, personId }, options);
    return count(poll, await votesOf(trx, place.chatId, place.ordinal));
  });
}

/** Ends a poll: its author, or who owns or administers the chat; a quiz's right answer is told to all then. */
export function closePoll(deps: PollDeps, personId: string, place: Place): Promise<MyVote> {
  return change(deps, personId, place, async (trx, message, isChief) => {
    const poll = pollOf(message);
    if (!isChief) throw new AppError('not-allowed');
    const correct = poll.isQuiz ? await correctOf(trx, place.chatId, place.ordinal) : undefined;
    return { ...poll, isClosed: true, ...(correct === undefined ? {} : { correct }) };
  });
}

/** My own vote in a poll, and a quiz's right answer once I may know it. */
export async function myVote(db: Database, personId: string, { chatId, ordinal }: Place): Promise<MyVote> {
  const { member } = await requireMember(db, personId, chatId);
  const [message] = ordinal < member.firstOrdinal ? [] : await historyPage(db, chatId, ordinal, ordinal + 1);
  if (!message) throw new AppError('message-not-found');
  return mine(db, personId, message);
}
