import { type ReadonlySignal, signal } from '@preact/signals-core';
import { HISTORY_PAGE } from '../../protocol/limits.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import type { Connection } from '../connection.ts';
import { ClientError, type ClientErrorCode } from '../platform.ts';

/** A stretch of history that need not reach the newest message: what is around one that was looked for. */
export interface PastState {
  /** The message that it was opened at. */
  ordinal: number;
  /** Without a gap, oldest first. */
  messages: Message[];
  people: Person[];
  hasEarlier: boolean;
  hasLater: boolean;
}

export interface PastWindow {
  /** Null while the newest messages are shown. */
  state: ReadonlySignal<PastState | null>;
  error: ReadonlySignal<ClientErrorCode | null>;
  isLoading: ReadonlySignal<boolean>;
  show(ordinal: number): Promise<void>;
  loadEarlier(): Promise<void>;
  loadLater(): Promise<void>;
  /** Back to the newest messages. */
  leave(): void;
  close(): void;
}

/** The window after some messages have come; pure. Only what continues it is added. */
export function extendPast(state: PastState, added: Message[], people: Person[]): PastState {
  const known = new Set(state.people.map(({ id }) => id));
  const messages = [...state.messages];
  const first = messages[0]?.ordinal ?? 0;
  const earlier = added.filter(({ ordinal }) => ordinal < first);
  if (earlier.at(-1)?.ordinal === first - 1) messages.unshift(...earlier);
  for (const message of added) {
    if (message.ordinal === (messages.at(-1)?.ordinal ?? 0) + 1) messages.push(message);
  }
  return { ...state, messages, people: [...state.people, ...people.filter(({ id }) => !known.has(id))] };
}

/** The window after a message has changed. */
export function changePast(state: PastState, message: Message): PastState {
  return { ...state, messages: state.messages.map((one) => (one.ordinal === message.ordinal ? message : one)) };
}

/** Shows a chat at a message that may be far from the newest. `firstOrdinal`: the first message that I may see. */
export function createPastWindow(deps: { connection: Connection; chatId: string; firstOrdinal: number }): PastWindow {
  const { connection, chatId, firstOrdinal } = deps;
  const state = signal<PastState | null>(null);
  const error = signal<ClientErrorCode | null>(null);
  const isLoading = signal(false);

  async function load(place: { around: number } | { before: number } | { after: number }) {
    if (isLoading.value) return null;
    isLoading.value = true;
    try {
      const page = await connection.call('message:history', { chatId, ...place });
      error.value = null;
      return page;
    } catch (reason) {
      error.value = reason instanceof ClientError ? reason.code : 'internal';
      return null;
    } finally {
      isLoading.value = false;
    }
  }

  const stop = connection.onEvents(({ stream, events }) => {
    if (stream !== `chat:${chatId}`) return;
    for (const { event } of events) {
      const now = state.value;
      if (!now || !event) continue;
      if (event.type === 'message:changed') state.value = changePast(now, event.message);
      if (event.type === 'message:sent' && !now.hasLater) state.value = extendPast(now, [event.message], []);
    }
  });

  return {
    state,
    error,
    isLoading,

    async show(ordinal) {
      const page = await load({ around: ordinal });
      if (!page) return;
      const first = page.messages[0]?.ordinal ?? 0;
      const later = page.messages.filter((message) => message.ordinal >= ordinal);
      const hasLater = later.length >= HISTORY_PAGE / 2;
      state.value = { ...page, ordinal, hasEarlier: first > firstOrdinal, hasLater };
    },

    async loadEarlier() {
      const first = state.value?.messages[0]?.ordinal;
      if (first === undefined || !state.value?.hasEarlier) return;
      const page = await load({ before: first });
      if (!page || !state.value) return;
      const hasEarlier = (page.messages[0]?.ordinal ?? 0) > firstOrdinal;
      state.value = { ...extendPast(state.value, page.messages, page.people), hasEarlier };
    },

    async loadLater() {
      const last = state.value?.messages.at(-1)?.ordinal;
      if (last === undefined || !state.value?.hasLater) return;
      const page = await load({ after: last });
      if (!page || !state.value) return;
      const hasLater = page.messages.length >= HISTORY_PAGE;
      state.value = { ...extendPast(state.value, page.messages, page.people), hasLater };
    },

    leave() {
      state.value = null;
    },

    close: stop,
  };
}
