import * as v from 'valibot';
import { Id } from './people.ts';

/** Options of a poll, and the longest question and option, UTF-16 units. */
export const MIN_OPTIONS = 2;
export const MAX_OPTIONS = 10;
export const MAX_QUESTION_LENGTH = 300;
export const MAX_OPTION_LENGTH = 100;

/** Something that can be seen: no text of spaces, zero-width signs and blanks alone. */
const VISIBLE = v.regex(/[^\s\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u, 'nothing to see');

const Index = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(MAX_OPTIONS - 1));

/** A poll as everybody sees it; `voters` are missing where it is anonymous. Who I voted for is `poll:mine`. */
export const Poll = v.object({
  question: v.string(),
  isMultiple: v.boolean(),
  isAnonymous: v.boolean(),
  /** A quiz has one right option: told to who has voted and to its author by `poll:mine`, to all when it is closed. */
  isQuiz: v.boolean(),
  isClosed: v.boolean(),
  correct: v.optional(v.number()),
  options: v.array(v.object({ text: v.string(), votes: v.number(), voters: v.optional(v.array(Id)) })),
  /** People who have voted. */
  voterCount: v.number(),
});
export type Poll = v.InferOutput<typeof Poll>;

/** A poll that is being made; `correct` is the index of a quiz's right option. */
export const NewPoll = v.pipe(
  v.object({
    question: v.pipe(v.string(), v.trim(), VISIBLE, v.maxLength(MAX_QUESTION_LENGTH)),
    options: v.pipe(
      v.array(v.pipe(v.string(), v.trim(), VISIBLE, v.maxLength(MAX_OPTION_LENGTH))),
      v.minLength(MIN_OPTIONS),
      v.maxLength(MAX_OPTIONS),
    ),
    isMultiple: v.boolean(),
    isAnonymous: v.boolean(),
    correct: v.optional(Index),
  }),
  v.check((poll) => new Set(poll.options).size === poll.options.length, 'options must differ'),
  v.check((poll) => poll.correct === undefined || poll.correct < poll.options.length, 'no such option'),
  v.check((poll) => poll.correct === undefined || !poll.isMultiple, 'a quiz has one answer'),
);
export type NewPoll = v.InferOutput<typeof NewPoll>;

/** Indexes of the options that I vote for; empty takes the vote back. */
export const PollChoice = v.pipe(v.array(Index), v.maxLength(MAX_OPTIONS));

/** My own vote, and a quiz's right option once I may know it. */
export const MyVote = v.object({ options: v.array(v.number()), correct: v.optional(v.number()) });
export type MyVote = v.InferOutput<typeof MyVote>;
