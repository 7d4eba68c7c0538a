import * as v from 'valibot';
import { Id } from './people.ts';

/** Made by the sender before the first try; makes a repeated send one effect (G2). */
export const ClientId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,64}$/));

/** A message. `ordinal` counts the chat's messages without a gap from 1; `sentAt` is the server's clock, Unix ms. */
export const Message = v.object({
  chatId: Id,
  ordinal: v.number(),
  senderId: Id,
  clientId: ClientId,
  text: v.string(),
  sentAt: v.number(),
});
export type Message = v.InferOutput<typeof Message>;

/** The last message as the chat list shows it: text cut to PREVIEW_LENGTH, the sender's short name inside. */
export const MessagePreview = v.object({
  ordinal: v.number(),
  senderId: Id,
  senderName: v.string(),
  text: v.string(),
  sentAt: v.number(),
});
export type MessagePreview = v.InferOutput<typeof MessagePreview>;
