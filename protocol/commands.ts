import * as v from 'valibot';
import { Call, CallState, CallTicket } from './calls.ts';
import { Chat, Member } from './chats.ts';
import { KnownEvents } from './events.ts';
import { ClientId, Message } from './messages.ts';
import { Id, Me, Person, School } from './people.ts';

const Ordinal = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Nothing = v.object({});

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
      }),
      v.object({
        kind: v.literal('snapshot'),
        cursor: Ordinal,
        messages: v.array(Message),
        members: v.array(Member),
        people: v.array(Person),
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
    input: v.object({ chatId: Id, clientId: ClientId, text: v.string() }),
    output: v.object({ ordinal: Ordinal, sentAt: v.number() }),
  },

  /** The page of messages before an ordinal, oldest first, with their senders. */
  'message:history': {
    input: v.object({ chatId: Id, before: Ordinal }),
    output: v.object({ messages: v.array(Message), people: v.array(Person) }),
  },

  'call:state': { input: v.object({ chatId: Id }), output: CallState },
  'call:start': { input: v.object({ chatId: Id }), output: v.object({ call: Call }) },
  'call:join': { input: v.object({ chatId: Id, deviceId: ClientId }), output: CallTicket },
  'call:end': { input: v.object({ callId: Id }), output: Nothing },
} as const;

export type CommandName = keyof typeof COMMANDS;
export type CommandInput<N extends CommandName> = v.InferOutput<(typeof COMMANDS)[N]['input']>;
export type CommandOutput<N extends CommandName> = v.InferOutput<(typeof COMMANDS)[N]['output']>;
