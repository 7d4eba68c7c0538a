import * as v from 'valibot';
import type { COMMANDS, CommandName, CommandOutput } from './commands.ts';
import type { WireError } from './errors.ts';
import type { EventBatch, Notice, NoticeName } from './events.ts';
import { Id } from './people.ts';

/** `auth` of the socket's handshake. */
export const Handshake = v.object({
  version: v.number(),
  token: v.string(),
  personId: Id,
});
export type Handshake = v.InferOutput<typeof Handshake>;

export type Answer<T> = { ok: true; value: T } | { ok: false; error: WireError };

/** socket.io's typed maps, derived from the two tables. */
export type ClientToServer = {
  [N in CommandName]: (
    input: v.InferInput<(typeof COMMANDS)[N]['input']>,
    ack: (answer: Answer<CommandOutput<N>>) => void,
  ) => void;
};
export type ServerToClient = { events: (batch: EventBatch) => void } & {
  [N in NoticeName]: (notice: Notice<N>) => void;
};
