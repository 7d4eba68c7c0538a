import * as v from 'valibot';
import { NewDraft } from './drafts.ts';
import { Message, Reaction } from './messages.ts';
import { Id, Person } from './people.ts';

const Ordinal = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const Nothing = v.object({});
const Ordinals = v.pipe(v.array(Ordinal), v.minLength(1), v.maxLength(100));

/** Ids of those whom a text mentions; who is not in the chat is left out by the server. */
export const Mentions = v.pipe(v.array(Id), v.maxLength(50));

/** What a message answers, and what it passes on: the server takes the text from where it stands. */
export const SendExtra = {
  replyTo: v.optional(Ordinal),
  forwardOf: v.optional(v.object({ chatId: Id, ordinal: Ordinal })),
  mentions: v.optional(Mentions),
  /** Asks everybody to look; for those who have the right `mentionAll`. */
  mentionsAll: v.optional(v.literal(true)),
} as const;

/** What one may do with messages that are there. Part of the table of commands. */
export const MESSAGE_COMMANDS = {
  /** One message that I may see, for a quote or the pinned bar. */
  'message:get': {
    input: v.object({ chatId: Id, ordinal: Ordinal }),
    output: v.object({ message: Message, people: v.array(Person) }),
  },
  /** My own message, within EDIT_WINDOW; later `too-late`. */
  'message:edit': {
    input: v.object({ chatId: Id, ordinal: Ordinal, text: v.string(), mentions: v.optional(Mentions) }),
    output: Nothing,
  },
  /** For all: my own within EDIT_WINDOW; a pupil's by staff of the chat, others' by right (chat-rights.ts), at any time. */
  'message:delete': { input: v.object({ chatId: Id, ordinal: Ordinal }), output: Nothing },
  /** For me only, whosever and however old. */
  'message:hide': { input: v.object({ chatId: Id, ordinals: Ordinals }), output: Nothing },
  /** My one reaction to a message; null takes it back. */
  'message:react': {
    input: v.object({ chatId: Id, ordinal: Ordinal, reaction: v.nullable(Reaction) }),
    output: Nothing,
  },
  /** The chat's one pinned message; null unpins. */
  'message:pin': { input: v.object({ chatId: Id, ordinal: v.nullable(Ordinal) }), output: Nothing },

  /** My own sign on a message. */
  'important:mark': {
    input: v.object({ chatId: Id, ordinal: Ordinal, isImportant: v.boolean() }),
    output: Nothing,
  },
  /** What I marked, the newest mark first; `before` is the mark's time of the last one here. */
  'important:list': {
    input: v.object({ before: v.optional(v.number()) }),
    output: v.object({
      entries: v.array(v.object({ message: Message, markedAt: v.number() })),
      people: v.array(Person),
      isLast: v.boolean(),
    }),
  },

  /** Keeps what I have begun to write; null when there is nothing any more. */
  'draft:save': { input: v.object({ chatId: Id, draft: v.nullable(NewDraft) }), output: Nothing },

  /** Says that I am writing; asked for every three seconds while I am. */
  'typing:tell': { input: v.object({ chatId: Id }), output: Nothing },
} as const;
