import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Person } from '../../protocol/people.ts';
import { MAX_QUERY_LENGTH, type SearchHit } from '../../protocol/search.ts';
import type { Connection } from '../connection.ts';
import { ClientError, type ClientErrorCode } from '../platform.ts';

/** What a search for messages has come to. */
export type SearchState =
  | { kind: 'idle' }
  | { kind: 'searching' }
  | { kind: 'failed'; code: ClientErrorCode }
  | { kind: 'found'; hits: SearchHit[]; people: Person[]; next: number | null };

export interface Search {
  state: ReadonlySignal<SearchState>;
  /** Asks a little after the last letter; nothing or one letter is no question. */
  ask(text: string): void;
  /** The same question once more, after it failed. */
  again(): void;
  /** The next page behind what is found. */
  more(): Promise<void>;
  close(): void;
}

/** How long after the last letter the server is asked, ms. */
const DELAY = 250;
const MIN_LENGTH = 2;

/** Searches the messages of all my chats, or of one. An answer to an older question is dropped. */
export function createSearch(connection: Connection, chatId?: string): Search {
  const state = signal<SearchState>({ kind: 'idle' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = '';

  const page = (text: string, cursor: number | null) =>
    connection.call('message:search', { text, cursor, ...(chatId === undefined ? {} : { chatId }) });

  async function run(text: string) {
    try {
      const answer = await page(text, null);
      if (text === asked) state.value = { kind: 'found', ...answer };
    } catch (reason) {
      const code = reason instanceof ClientError ? reason.code : 'internal';
      if (text === asked) state.value = { kind: 'failed', code };
    }
  }

  return {
    state,

    ask(typed) {
      const text = typed.trim().slice(0, MAX_QUERY_LENGTH);
      clearTimeout(timer);
      if (text === asked && state.value.kind !== 'failed') return;
      asked = text;
      if (text.length < MIN_LENGTH) {
        state.value = { kind: 'idle' };
        return;
      }
      // What was found stays on the screen until the next answer: nothing blinks while one types.
      if (state.value.kind !== 'found') state.value = { kind: 'searching' };
      timer = setTimeout(() => void run(text), DELAY);
    },

    again() {
      if (state.value.kind !== 'failed') return;
      state.value = { kind: 'searching' };
      void run(asked);
    },

    async more() {
      const before = state.value;
      if (before.kind !== 'found' || before.next === null) return;
      const answer = await page(asked, before.next).catch(() => null);
      if (!answer || state.value !== before) return;
      const people = new Map([...before.people, ...answer.people].map((person) => [person.id, person]));
      const hits = [...before.hits, ...answer.hits];
      state.value = { kind: 'found', hits, people: [...people.values()], next: answer.next };
    },

    close() {
      clearTimeout(timer);
      asked = '';
    },
  };
}
