import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Message } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import type { Connection } from '../connection.ts';
import { ClientError, type ClientErrorCode } from '../platform.ts';

/** «Важное»: what I marked, the newest mark first. */
export interface ImportantState {
  status: 'loading' | 'ready';
  entries: { message: Message; markedAt: number }[];
  people: Person[];
  isLast: boolean;
}

export interface ImportantList {
  state: ReadonlySignal<ImportantState>;
  error: ReadonlySignal<ClientErrorCode | null>;
  more(): Promise<void>;
  reload(): Promise<void>;
  close(): void;
}

const empty: ImportantState = { status: 'loading', entries: [], people: [], isLast: true };

/** The list of one screen: fetched after every connect and whenever a mark of mine changes. */
export function openImportant(deps: { connection: Connection; personId: string }): ImportantList {
  const { connection } = deps;
  const state = signal(empty);
  const error = signal<ClientErrorCode | null>(null);

  async function load(before?: number) {
    try {
      const answer = await connection.call('important:list', before === undefined ? {} : { before });
      const kept = before === undefined ? empty : state.value;
      const people = [...kept.people, ...answer.people];
      state.value = { status: 'ready', entries: [...kept.entries, ...answer.entries], people, isLast: answer.isLast };
      error.value = null;
    } catch (reason) {
      error.value = reason instanceof ClientError ? reason.code : 'internal';
    }
  }

  const stops = [
    connection.onOnline(() => void load()),
    connection.onEvents((batch) => {
      if (batch.stream !== `person:${deps.personId}`) return;
      if (batch.events.some(({ event }) => event?.type === 'important:marked' || event?.type === 'message:hidden')) {
        void load();
      }
    }),
  ];

  return {
    state,
    error,
    reload: () => load(),
    more: () => load(state.value.entries.at(-1)?.markedAt),
    close: () => {
      for (const stop of stops) stop();
    },
  };
}
