import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { MyVote } from '../../protocol/polls.ts';
import type { Connection } from '../connection.ts';
import { ClientError, type ClientErrorCode } from '../platform.ts';

/** What I know of my own part in a poll; `sending`: the options of a vote that is on its way. */
export interface MyPart {
  mine: MyVote | null;
  sending: number[] | null;
  error: ClientErrorCode | null;
}

export interface Polls {
  /** My part in polls that this page has looked at, by `chat:ordinal`. */
  parts: ReadonlySignal<Map<string, MyPart>>;
  /** Asks for my vote; `version` changes with the poll's state, and makes it ask again. */
  look(chatId: string, ordinal: number, version: string): void;
  vote(chatId: string, ordinal: number, options: number[]): Promise<void>;
  closePoll(chatId: string, ordinal: number): Promise<void>;
  close(): void;
}

export const partKey = (chatId: string, ordinal: number) => `${chatId}:${ordinal}`;
const NOTHING: MyPart = { mine: null, sending: null, error: null };

/** My votes: the polls themselves come with their messages. */
export function createPolls({ connection }: { connection: Connection }): Polls {
  const parts = signal(new Map<string, MyPart>());
  const looked = new Map<string, { chatId: string; ordinal: number; version: string; isDone: boolean }>();

  function patch(key: string, values: Partial<MyPart>) {
    parts.value = new Map(parts.value).set(key, { ...(parts.value.get(key) ?? NOTHING), ...values });
  }

  async function ask(key: string) {
    const place = looked.get(key);
    if (!place || place.isDone || connection.status.value.kind !== 'online') return;
    place.isDone = true;
    const { chatId, ordinal } = place;
    try {
      patch(key, { mine: (await connection.call('poll:mine', { chatId, ordinal })).mine });
    } catch {
      place.isDone = false;
    }
  }

  async function change(key: string, sending: number[] | null, call: () => Promise<{ mine: MyVote }>) {
    patch(key, { sending, error: null });
    try {
      patch(key, { mine: (await call()).mine, sending: null });
    } catch (error) {
      patch(key, { sending: null, error: error instanceof ClientError ? error.code : 'internal' });
    }
  }

  const stop = connection.onOnline(() => {
    // Another device of mine may have voted meanwhile.
    for (const [key, place] of looked) {
      place.isDone = false;
      void ask(key);
    }
  });
  return {
    parts,
    look(chatId, ordinal, version) {
      const key = partKey(chatId, ordinal);
      if (looked.get(key)?.version === version) return;
      looked.set(key, { chatId, ordinal, version, isDone: false });
      void ask(key);
    },
    vote: (chatId, ordinal, options) =>
      change(partKey(chatId, ordinal), options, () => connection.call('poll:vote', { chatId, ordinal, options })),
    closePoll: (chatId, ordinal) =>
      change(partKey(chatId, ordinal), null, () => connection.call('poll:close', { chatId, ordinal })),
    close: stop,
  };
}
