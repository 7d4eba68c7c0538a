import * as v from 'valibot';
import { ATTACHED_COMMANDS, SendAttached } from './attached-commands.ts';
import { Attendance } from './attendance.ts';
import { CALL_ROOM_COMMANDS } from './call-room.ts';
import { Call, CallState, CallTicket, CheckTicket } from './calls.ts';
import { ChatSettings, ChatSettingsChange } from './chat-settings.ts';
import { Chat, Member } from './chats.ts';
import { Contact } from './contacts.ts';
import { KnownEvents } from './events.ts';
import { INVITE_COMMANDS } from './invites.ts';
import { MESSAGE_COMMANDS, SendExtra } from './message-commands.ts';
import { ClientId, Message } from './messages.ts';
import { OWN_CHAT_COMMANDS } from './own-chats.ts';
import { Id, Me, Person, School } from './people.ts';
import { PersonSettings, PersonSettingsChange } from './person-settings.ts';
import { SCHEDULED_COMMANDS, Scheduled } from './scheduled.ts';
import { MAX_QUERY_LENGTH, SearchHit } from './search.ts';
import { SessionInfo } from './sessions.ts';

const Ordinal = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Nothing = v.object({});
/** The pinned message, where I may see it, and the ordinals that I marked as important. */
const Mine = { pinned: v.nullable(Message), important: v.array(Ordinal) };

/**
 * What a client may ask over the socket: name → input and output. The gateway, the client and the tests are
 * derived from this table. Texts are limited by a rule (`text-too-long`), not here, so that the code is exact.
 */
export const COMMANDS = {
  /** A fresh access token for a socket that stays open. */
  'session:renew': { input: v.object({ token: v.string() }), output: Nothing },

  /** Who I am, my chats and the calls that go on, as of now; `cursor` is my person stream's. */
  'person:open': {
    input: Nothing,
    output: v.object({
      me: Me,
      school: School,
      cursor: Ordinal,
      chats: v.array(Chat),
      calls: v.array(Call),
      settings: v.optional(PersonSettings),
      /** What I have put off, in all my chats. */
      scheduled: v.optional(v.array(Scheduled)),
    }),
  },

  /** Starts the full events of a chat on this socket. With a cursor: the difference, if it is not too long. */
  'chat:open': {
    input: v.object({ chatId: Id, cursor: v.nullable(Ordinal) }),
    output: v.variant('kind', [
      v.object({
        kind: v.literal('difference'),
        cursor: Ordinal,
        events: KnownEvents,
        members: v.array(Member),
        ...Mine,
        /** All that I deleted for myself. */
        hidden: v.array(Ordinal),
      }),
      v.object({
        kind: v.literal('snapshot'),
        cursor: Ordinal,
        messages: v.array(Message),
        members: v.array(Member),
        people: v.array(Person),
        ...Mine,
      }),
    ]),
  },
  'chat:close': { input: v.object({ chatId: Id }), output: Nothing },

  /** Moves my read marker forward; it never goes back (G7). */
  'chat:read': {
    input: v.object({ chatId: Id, ordinal: Ordinal }),
    output: v.object({ readOrdinal: Ordinal }),
  },

  /** Acked after the commit (G1); the same client id again gives the same answer (G2). */
  'message:send': {
    input: v.object({ chatId: Id, clientId: ClientId, text: v.string(), ...SendExtra, ...SendAttached }),
    output: v.object({ ordinal: Ordinal, sentAt: v.number() }),
  },

  /**
   * A page of messages, oldest first, with their senders: before an ordinal, after one, or around one (half of the
   * page on each side of it). Exactly one of the three is given.
   */
  'message:history': {
    input: v.object({
      chatId: Id,
      before: v.optional(Ordinal),
      after: v.optional(Ordinal),
      around: v.optional(Ordinal),
    }),
    output: v.object({ messages: v.array(Message), people: v.array(Person) }),
  },

  /** Pins, mutes, archives, marks as unread: for me, on all my devices. `too-many-pinned` for the sixth pin. */
  'chat:arrange': {
    input: v.object({ chatId: Id, change: ChatSettingsChange }),
    output: v.object({ settings: ChatSettings }),
  },
  /** My direct chat with somebody whom I may write to; made when there is none yet. */
  'chat:direct': { input: v.object({ personId: Id }), output: v.object({ chat: Chat }) },
  /** Everybody whom I may write to directly (product.md, row 28). */
  'contact:list': { input: Nothing, output: v.object({ contacts: v.array(Contact) }) },
  /**
   * Messages of my chats (or of one) with all these words in any of their forms, newest first. `cursor` is `next`
   * of the page before; `next` is null at the end.
   */
  'message:search': {
    input: v.object({
      text: v.pipe(v.string(), v.maxLength(MAX_QUERY_LENGTH)),
      chatId: v.optional(Id),
      cursor: v.nullable(Ordinal),
    }),
    output: v.object({ hits: v.array(SearchHit), people: v.array(Person), next: v.nullable(Ordinal) }),
  },
  'person:set': {
    input: v.object({ change: PersonSettingsChange }),
    output: v.object({ settings: PersonSettings }),
  },
  /** The browsers in which my account is signed in, the one seen last first. */
  'session:list': { input: Nothing, output: v.object({ sessions: v.array(SessionInfo) }) },
  /** Signs one of them out, or with null all but this one. */
  'session:end': { input: v.object({ sessionId: v.nullable(Id) }), output: Nothing },
  /** A link by which everything of mine is downloaded once, good for five minutes: a path of the server. */
  'export:begin': { input: Nothing, output: v.object({ path: v.string() }) },

  ...MESSAGE_COMMANDS,

  ...ATTACHED_COMMANDS,

  ...OWN_CHAT_COMMANDS,

  ...INVITE_COMMANDS,

  ...SCHEDULED_COMMANDS,

  'call:state': { input: v.object({ chatId: Id }), output: CallState },
  'call:start': { input: v.object({ chatId: Id }), output: v.object({ call: Call }) },
  'call:join': { input: v.object({ chatId: Id, deviceId: ClientId }), output: CallTicket },
  'call:end': { input: v.object({ callId: Id }), output: Nothing },
  /** Takes a direct call: it stops ringing on all my devices. */
  'call:accept': { input: v.object({ callId: Id }), output: Nothing },
  /** Of a direct call: declines it, takes it back, or ends it for both. */
  'call:hang-up': { input: v.object({ callId: Id }), output: Nothing },
  /** For who may end the call: who was in it, and how long. */
  'call:attendance': { input: v.object({ callId: Id }), output: Attendance },
  ...CALL_ROOM_COMMANDS,
  /** For «Проверка связи»: says nothing of any call. */
  'call:check': { input: v.object({}), output: CheckTicket },
} as const;

export type CommandName = keyof typeof COMMANDS;
export type CommandInput<N extends CommandName> = v.InferOutput<(typeof COMMANDS)[N]['input']>;
export type CommandOutput<N extends CommandName> = v.InferOutput<(typeof COMMANDS)[N]['output']>;
