import * as v from 'valibot';
import { MAX_TEXT_LENGTH, PREVIEW_LENGTH } from './limits.ts';
import { MessageQuote } from './messages.ts';

/** What I have begun to write in a chat; the same on all my devices. `savedAt` is the server's clock, Unix ms. */
export const Draft = v.object({
  text: v.string(),
  replyTo: v.optional(MessageQuote),
  savedAt: v.number(),
});
export type Draft = v.InferOutput<typeof Draft>;

/** A draft as a page saves it; longer texts than a message may have are not kept. */
export const NewDraft = v.object({
  text: v.pipe(v.string(), v.maxLength(MAX_TEXT_LENGTH)),
  replyTo: v.optional(v.object({ ...MessageQuote.entries, text: v.pipe(v.string(), v.maxLength(PREVIEW_LENGTH)) })),
});
export type NewDraft = v.InferOutput<typeof NewDraft>;
