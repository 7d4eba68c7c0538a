import * as v from 'valibot';
import { Attachment } from './attachments.ts';
import { PREVIEW_LENGTH } from './limits.ts';
import { Id } from './people.ts';
import { Poll } from './polls.ts';

/** Made by the sender before the first try; makes a repeated send one effect (G2). */
export const ClientId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,64}$/));

/** The six reactions; the screen draws each as an emoji. */
export const Reaction = v.picklist(['like', 'heart', 'laugh', 'wow', 'sad', 'thanks']);
export type Reaction = v.InferOutput<typeof Reaction>;

/** What a reply quotes, as it was when the reply was written: text cut to PREVIEW_LENGTH. */
export const MessageQuote = v.object({ ordinal: v.number(), senderId: Id, text: v.string() });
export type MessageQuote = v.InferOutput<typeof MessageQuote>;

/** Somebody named in a line of the chat's history, by the name of that day. */
const Named = v.object({ id: Id, name: v.string() });

/**
 * What happened to the chat, told in its history in the place of a text; the message's sender did it. `joined`: by
 * oneself, with a link.
 */
export const ServiceLine = v.variant('kind', [
  v.object({ kind: v.literal('created'), title: v.string() }),
  v.object({ kind: v.literal('renamed'), title: v.string() }),
  /** Calls: the sender began them. `minutes`: how long it went on; 0 says nothing. */
  v.object({ kind: v.picklist(['call-missed', 'call-declined', 'call-started', 'lesson-started']) }),
  v.object({ kind: v.picklist(['call-ended', 'lesson-ended']), callId: Id, minutes: v.number() }),
  v.object({ kind: v.picklist(['picture', 'joined', 'left', 'read-only', 'open']) }),
  /** A teacher stands in for the one of the chat, and does so no more. */
  v.object({ kind: v.picklist(['substitute', 'substitute-end']) }),
  /** `more`: how many beside those who are named. */
  v.object({ kind: v.picklist(['added', 'removed', 'owner']), people: v.array(Named), more: v.optional(v.number()) }),
]);
export type ServiceLine = v.InferOutput<typeof ServiceLine>;

/**
 * A message. `ordinal` counts the chat's messages without a gap from 1; `sentAt` is the server's clock, Unix ms.
 * A message deleted for all keeps its place: `deletedBy` is set, and text and everything else are gone. One that I
 * deleted for myself comes to me with `isHidden` and without its content.
 */
export const Message = v.object({
  chatId: Id,
  ordinal: v.number(),
  senderId: Id,
  clientId: ClientId,
  text: v.string(),
  sentAt: v.number(),
  editedAt: v.optional(v.number()),
  deletedBy: v.optional(Id),
  isHidden: v.optional(v.literal(true)),
  replyTo: v.optional(MessageQuote),
  /** Who wrote it first; the name as the roster had it then. */
  forwardedFrom: v.optional(v.object({ senderId: Id, senderName: v.string() })),
  mentions: v.optional(v.array(Id)),
  /** Meant for everybody in the chat. */
  mentionsAll: v.optional(v.literal(true)),
  attachments: v.optional(v.array(Attachment)),
  poll: v.optional(Poll),
  service: v.optional(ServiceLine),
  reactions: v.optional(v.array(v.object({ reaction: Reaction, people: v.array(Id) }))),
});
export type Message = v.InferOutput<typeof Message>;

/** What hangs on a message, in a word, and how many of it; `file` also where kinds are mixed. */
export const Attached = v.object({
  kind: v.picklist(['photo', 'video', 'voice', 'file', 'poll']),
  count: v.number(),
});
export type Attached = v.InferOutput<typeof Attached>;

/**
 * The last message as the chat list shows it: text cut to PREVIEW_LENGTH, the sender's short name inside. The text of a
 * poll is its question.
 */
export const MessagePreview = v.object({
  ordinal: v.number(),
  senderId: Id,
  senderName: v.string(),
  text: v.string(),
  sentAt: v.number(),
  isDeleted: v.optional(v.literal(true)),
  service: v.optional(ServiceLine),
  attached: v.optional(Attached),
});
export type MessagePreview = v.InferOutput<typeof MessagePreview>;

type Previewed = Pick<Message, 'text' | 'deletedBy' | 'service' | 'attachments' | 'poll'>;

function attachedOf({ attachments, poll }: Previewed): Attached | undefined {
  if (poll) return { kind: 'poll', count: 1 };
  const [first] = attachments ?? [];
  if (!first || !attachments) return undefined;
  const isMixed = attachments.some(({ kind }) => kind !== first.kind);
  return { kind: isMixed ? 'file' : first.kind, count: attachments.length };
}

/** What of a message is in its preview beside its place, sender and time: one rule for server and client (G5). */
export function previewParts(message: Previewed): Pick<MessagePreview, 'text' | 'isDeleted' | 'service' | 'attached'> {
  const attached = attachedOf(message);
  return {
    text: (message.text || message.poll?.question || '').slice(0, PREVIEW_LENGTH),
    ...(message.deletedBy ? { isDeleted: true } : {}),
    ...(message.service ? { service: message.service } : {}),
    ...(attached ? { attached } : {}),
  };
}

/** What of a message is searched, and where the marks of a hit stand: text, a poll's question, names of its files. */
export function searchedText({ text, poll, attachments = [] }: Pick<Message, 'text' | 'poll' | 'attachments'>): string {
  // A voice message has the name of its recorder.
  const names = attachments.flatMap(({ kind, name }) => (kind === 'voice' ? [] : [name]));
  return [text, poll?.question ?? '', ...names].filter(Boolean).join('\n');
}
