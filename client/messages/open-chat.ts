import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { StreamEvent } from '../../protocol/events.ts';
import { HISTORY_PAGE } from '../../protocol/limits.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import type { Connection, ReceivedBatch } from '../connection.ts';
import { ClientError, type ClientErrorCode } from '../platform.ts';
import type { Store } from '../store.ts';
import { planBatch } from '../sync.ts';
import { createTryAgain } from '../try-again.ts';
import { emptyOpenChat, type OpenChatAction, type OpenChatState, reduceOpenChat, senderOf } from './state.ts';

export interface OpenChat {
  chatId: string;
  state: ReadonlySignal<OpenChatState>;
  error: ReadonlySignal<ClientErrorCode | null>;
  isLoadingEarlier: ReadonlySignal<boolean>;
  loadEarlier(): Promise<void>;
  /** Loads history back to a message; false when it cannot be had. */
  reach(ordinal: number): Promise<boolean>;
  /** Tells the server how far I have read; smaller than before does nothing. */
  markRead(ordinal: number): void;
  reload(): Promise<void>;
  close(): void;
}

/** So many pages of history are loaded to reach one message. */
const MOST_PAGES = 60;

interface OpenChatDeps {
  connection: Connection;
  store: Store;
  personId: string;
  chatId: string;
  /** The first message I may see, for knowing where history ends. */
  firstOrdinal: number;
  readOrdinal: number;
  /** Messages of mine and others that this page did not have before, in order. */
  onMessages: (messages: Message[], nameOf: (senderId: string) => Person | undefined) => void;
  onRead: (ordinal: number) => void;
  onClose: () => void;
}

/** One chat with its full events: local store, then difference or snapshot, then live. */
export function openChat(deps: OpenChatDeps): OpenChat {
  const { connection, store, chatId } = deps;
  const state = signal<OpenChatState>(emptyOpenChat);
  const error = signal<ClientErrorCode | null>(null);
  const isLoadingEarlier = signal(false);
  let read = deps.readOrdinal;
  let closed = false;
  /** Messages that changed while a page of history, made before, was on its way. */
  let changedMeanwhile: StreamEvent[] = [];
  /** Batches that came while the difference was on its way. */
  let held: ReceivedBatch[] | null = null;

  /** Applies an action and writes cursor and effect to the store in one transaction (decision 7). */
  function dispatch(action: OpenChatAction) {
    const before = state.value;
    const after = reduceOpenChat(before, action);
    state.value = after;
    if (action.type === 'history' || action.type === 'gone') return;
    const known = new Set(before.messages);
    const added = after.messages.filter((message) => !known.has(message));
    const { cursor, members, people } = after;
    if (cursor !== null && action.type !== 'loaded') {
      const isSnapshot = action.type === 'snapshot';
      const head = { chatId, cursor, members, people };
      const arrived = added.map((message) => message.clientId);
      const from = isSnapshot ? null : (before.cursor ?? 0);
      // A stream only grows, unless the server's database was put back from a copy.
      const replaces = isSnapshot && cursor < (before.cursor ?? 0);
      void store.writeChat({ head, messages: added, arrived, from, replaces }).catch(() => {});
    }
    if (added.length > 0) deps.onMessages(added, (id) => senderOf(after, id));
  }

  /** Tells the server what was read while it could not be told, on this page or one before. */
  function tellRead() {
    const mine = state.value.members.find((member) => member.person.id === deps.personId);
    if (!mine || state.value.status !== 'fresh' || read <= mine.readOrdinal) return;
    void connection.call('chat:read', { chatId, ordinal: read }).catch(() => {});
  }

  function apply(batch: ReceivedBatch) {
    const plan = planBatch(state.value.cursor ?? 0, batch);
    if (plan.kind === 'gap') return void reload();
    if (isLoadingEarlier.value) changedMeanwhile.push(...plan.events.filter(({ type }) => type === 'message:changed'));
    dispatch({ type: 'events', events: plan.events, cursor: plan.cursor });
    void fetchPinned();
  }

  /** The pinned message where it is older than what is here. */
  async function fetchPinned() {
    const { pinned } = state.value;
    if (!pinned || pinned.message) return;
    const answer = await connection.call('message:get', { chatId, ordinal: pinned.ordinal }).catch(() => null);
    if (answer && !closed) dispatch({ type: 'pinned', message: answer.message });
  }

  /** Events of my own stream that concern this chat: what I did on another page or device, or on this one. */
  function applyOwn(event: StreamEvent | null) {
    if (event?.type === 'message:hidden' && event.chatId === chatId) {
      dispatch({ type: 'hidden', ordinals: event.ordinals });
    }
    if (event?.type === 'important:marked' && event.chatId === chatId) dispatch({ ...event, type: 'important' });
  }

  const tryAgain = createTryAgain(() => void reload());

  async function reload(): Promise<void> {
    if (closed || held) return;
    held = [];
    try {
      const answer = await connection.call('chat:open', { chatId, cursor: state.value.cursor });
      if (closed) return;
      error.value = null;
      if (answer.kind === 'snapshot') dispatch({ type: 'snapshot', ...answer });
      else dispatch({ type: 'difference', ...answer });
    } catch (reason) {
      error.value = reason instanceof ClientError ? reason.code : 'internal';
      if (error.value === 'chat-not-found') {
        dispatch({ type: 'gone' });
        void store.dropChat(chatId).catch(() => {});
      }
    }
    // A question that got lost must not leave the chat behind what happens in it.
    tryAgain.after(error.value);
    const replay = held ?? [];
    held = null;
    if (!error.value) for (const batch of replay) apply(batch);
  }

  const stops = [
    connection.onEvents((batch) => {
      if (batch.stream === `person:${deps.personId}`) for (const { event } of batch.events) applyOwn(event);
      if (batch.stream !== `chat:${chatId}`) return;
      if (held) held.push(batch);
      else if (state.value.status === 'fresh') apply(batch);
    }),
    connection.onNotice('reads:moved', (notice) => {
      if (notice.chatId === chatId) dispatch({ type: 'reads', notice });
    }),
  ];

  async function start() {
    const local = await store.loadChat(chatId, HISTORY_PAGE).catch(() => null);
    if (closed) return;
    if (local) dispatch({ type: 'loaded', messages: local.messages, ...local.head });
    stops.push(connection.onOnline(() => void reload().then(tellRead)));
  }
  void start();

  return {
    chatId,
    state,
    error,
    isLoadingEarlier,
    reload,

    async loadEarlier() {
      const first = state.value.messages[0]?.ordinal;
      if (isLoadingEarlier.value || !state.value.hasEarlier || first === undefined) return;
      isLoadingEarlier.value = true;
      changedMeanwhile = [];
      try {
        const { messages, people } = await connection.call('message:history', { chatId, before: first });
        // A snapshot came meanwhile: this page does not belong before its messages.
        if (state.value.messages[0]?.ordinal !== first) return;
        const isLast = messages.length < HISTORY_PAGE || (messages[0]?.ordinal ?? 0) <= deps.firstOrdinal;
        dispatch({ type: 'history', messages, people, isLast });
        if (changedMeanwhile.length > 0) {
          dispatch({ type: 'events', events: changedMeanwhile, cursor: state.value.cursor ?? 0 });
        }
        void store.saveHistory(messages).catch(() => {});
        error.value = null;
      } catch (reason) {
        error.value = reason instanceof ClientError ? reason.code : 'internal';
      } finally {
        isLoadingEarlier.value = false;
      }
    },

    async reach(ordinal) {
      for (let page = 0; page < MOST_PAGES; page++) {
        const first = state.value.messages[0]?.ordinal;
        if (first === undefined || first <= ordinal) return state.value.messages.some((one) => one.ordinal === ordinal);
        if (!state.value.hasEarlier) return false;
        await this.loadEarlier();
        if (state.value.messages[0]?.ordinal === first) return false;
      }
      return false;
    },

    markRead(ordinal) {
      if (ordinal <= read) return;
      read = ordinal;
      deps.onRead(ordinal);
      void connection.call('chat:read', { chatId, ordinal }).catch(() => {});
    },

    close() {
      closed = true;
      tryAgain.stop();
      for (const stop of stops) stop();
      deps.onClose();
      void connection.call('chat:close', { chatId }).catch(() => {});
    },
  };
}
