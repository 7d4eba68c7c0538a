import * as v from 'valibot';
import { CallEntry, CallReaction, CallRoomState } from './call-room.ts';
import { Call } from './calls.ts';
import { ChatSettings } from './chat-settings.ts';
import { Chat, ChatStanding, Member } from './chats.ts';
import { Draft } from './drafts.ts';
import { Message, MessagePreview } from './messages.ts';
import { Id } from './people.ts';
import { PersonSettings } from './person-settings.ts';
import { Scheduled } from './scheduled.ts';

const seq = v.number();

/** Events of a stream: durable, numbered without a gap by `seq`, applied in order. */
export const StreamEvent = v.variant('type', [
  // chat:<id>
  v.object({ seq, type: v.literal('message:sent'), message: Message }),
  /** The whole message as it is now: edited, deleted, reacted to, voted in. */
  v.object({ seq, type: v.literal('message:changed'), message: Message }),
  v.object({ seq, type: v.literal('message:pinned'), ordinal: v.nullable(v.number()) }),
  v.object({ seq, type: v.literal('member:joined'), member: Member }),
  v.object({ seq, type: v.literal('member:left'), personId: Id }),
  // person:<id>
  v.object({ seq, type: v.literal('chat:joined'), chat: Chat }),
  v.object({ seq, type: v.literal('chat:left'), chatId: Id }),
  /** Another title, picture, rights, number of members, or place of mine in it. */
  v.object({ seq, type: v.literal('chat:changed'), chatId: Id, standing: ChatStanding }),
  v.object({ seq, type: v.literal('read:moved'), chatId: Id, ordinal: v.number() }),
  /** Deleted for me; `lastMessage` is the newest one that I still see. */
  v.object({
    seq,
    type: v.literal('message:hidden'),
    chatId: Id,
    ordinals: v.array(v.number()),
    lastMessage: v.nullable(MessagePreview),
  }),
  v.object({ seq, type: v.literal('important:marked'), chatId: Id, ordinal: v.number(), isImportant: v.boolean() }),
  v.object({ seq, type: v.literal('draft:saved'), chatId: Id, draft: v.nullable(Draft) }),
  v.object({ seq, type: v.literal('chat:settings'), chatId: Id, settings: ChatSettings }),
  v.object({ seq, type: v.literal('person:settings'), settings: PersonSettings }),
  /** Put off, changed, or refused when its time came. */
  v.object({ seq, type: v.literal('scheduled:changed'), scheduled: Scheduled }),
  /** Sent or taken away. */
  v.object({ seq, type: v.literal('scheduled:gone'), id: Id }),
]);
export type StreamEvent = v.InferOutput<typeof StreamEvent>;

/** A difference as a client reads it: an event of a kind that it does not know yet is left out (G10). */
export const KnownEvents = v.pipe(
  v.array(v.looseObject({ seq, type: v.string() })),
  v.transform((events) =>
    events.flatMap((one) => {
      const event = v.safeParse(StreamEvent, one);
      return event.success ? [event.output] : [];
    }),
  ),
);

/** One frame per stream and commit: the events of one commit, in order. */
export const EventBatch = v.object({
  stream: v.pipe(v.string(), v.regex(/^(chat|person):.+$/)),
  events: v.array(StreamEvent),
});
export type EventBatch = v.InferOutput<typeof EventBatch>;

/**
 * Notices: the state as of now, lost without harm (the next `person:open` brings it again).
 * `chat:advanced` feeds list, badge and notifications of chats that a page does not have open.
 */
export const NOTICES = {
  'chat:advanced': v.object({ chatId: Id, lastMessage: MessagePreview }),
  /** The last message as it is now, after an edit or a deletion. */
  'preview:changed': v.object({ chatId: Id, lastMessage: MessagePreview }),
  'person:typing': v.object({ chatId: Id, personId: Id }),
  'reads:moved': v.object({
    chatId: Id,
    reads: v.array(v.object({ personId: Id, ordinal: v.number() })),
  }),
  'call:changed': v.object({ chatId: Id, call: v.nullable(Call) }),
  /** To the people inside: each what they may see of it. */
  'call:room-changed': CallRoomState,
  /** To one person: where they stand at the call's door now. */
  'call:entry-changed': v.object({ callId: Id, entry: CallEntry }),
  'call:reacted': v.object({ callId: Id, personId: Id, reaction: CallReaction }),
  'session:ended': v.object({}),
} as const;
export type NoticeName = keyof typeof NOTICES;
export type Notice<N extends NoticeName> = v.InferOutput<(typeof NOTICES)[N]>;

export type StreamName = `chat:${string}` | `person:${string}`;
