import * as v from 'valibot';
import { SendAttached } from './attached-commands.ts';
import { Attachment } from './attachments.ts';
import { ErrorCode } from './errors.ts';
import { SendExtra } from './message-commands.ts';
import { ClientId, MessageQuote } from './messages.ts';
import { Id } from './people.ts';
import { NewPoll } from './polls.ts';

/** Messages that one person has waiting. */
export const MAX_SCHEDULED = 100;

/** How far ahead a message may be put off, ms. */
export const MAX_SCHEDULE_AHEAD = 366 * 24 * 3_600_000;

/**
 * A message that goes out later; only its sender sees it. Times are Unix ms by the server's clock. `failed`: why it
 * was refused when its time came; it waits for its sender then.
 */
export const Scheduled = v.object({
  id: Id,
  chatId: Id,
  text: v.string(),
  sendAt: v.number(),
  replyTo: v.optional(MessageQuote),
  attachments: v.optional(v.array(Attachment)),
  poll: v.optional(NewPoll),
  failed: v.optional(ErrorCode),
});
export type Scheduled = v.InferOutput<typeof Scheduled>;

const Moment = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const One = v.object({ scheduled: Scheduled });
const Nothing = v.object({});
const { forwardOf: _, ...Extra } = SendExtra;

/** «Отправить позже». Rights are checked when a message is put off, and again when it goes out. */
export const SCHEDULED_COMMANDS = {
  /** The same client id again is the same message. Codes beside those of a send: time-invalid, scheduled-too-many. */
  'scheduled:add': {
    input: v.object({
      chatId: Id,
      clientId: ClientId,
      text: v.string(),
      sendAt: Moment,
      ...Extra,
      ...SendAttached,
    }),
    output: One,
  },
  /** All that I have waiting, the next one first. */
  'scheduled:list': { input: Nothing, output: v.object({ scheduled: v.array(Scheduled) }) },
  /** Another text or time; what is missing stays. A refused one is tried again at its new time. */
  'scheduled:edit': {
    input: v.object({ scheduledId: Id, text: v.optional(v.string()), sendAt: v.optional(Moment) }),
    output: One,
  },
  'scheduled:remove': { input: v.object({ scheduledId: Id }), output: Nothing },
  /** Sends it now instead; throws what a send throws, and then it stays. */
  'scheduled:send': { input: v.object({ scheduledId: Id }), output: Nothing },
} as const;
