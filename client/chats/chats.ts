import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Chat } from '../../protocol/chats.ts';
import type { Draft } from '../../protocol/drafts.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Connection, ReceivedBatch } from '../connection.ts';
import { ClientError, type ClientErrorCode } from '../platform.ts';
import type { Store } from '../store.ts';
import { planBatch } from '../sync.ts';
import { createTryAgain } from '../try-again.ts';
import { type ChatsAction, type ChatsState, emptyChats, reduceChats } from './state.ts';

export interface Chats {
  state: ReadonlySignal<ChatsState>;
  /** Why the list could not be fetched, while the socket is online. */
  error: ReadonlySignal<ClientErrorCode | null>;
  /** Resolves when what the local store has is in the state, or cannot be had. */
  loaded: Promise<void>;
  /** A message that an open chat has received moves its row too. */
  received(message: Message, senderName: string): void;
  markRead(chatId: string, ordinal: number): void;
  /** A chat that I have just begun: its event may come later than its answer. */
  joined(chat: Chat): void;
  /** What I have begun to write, on this page before the server knows it. */
  setDraft(chatId: string, draft: Draft | null): void;
  reload(): Promise<void>;
  close(): void;
}

/** My chat list: from the local store first, then from the server after every connect. `store` null: keeps nothing. */
export function createChats(deps: { connection: Connection; store: Store | null; personId: string }): Chats {
  const { connection, store, personId } = deps;
  const state = signal<ChatsState>(emptyChats);
  const error = signal<ClientErrorCode | null>(null);

  /** Applies an action and remembers the rows that it changed. */
  function dispatch(action: ChatsAction) {
    const before = state.value;
    const after = reduceChats(before, action);
    if (after === before) return;
    state.value = after;
    if (!store || action.type === 'loaded') return;
    if (action.type === 'snapshot') {
      void store.saveList(action.me, action.chats).catch(() => {});
      return;
    }
    for (const [id, chat] of after.chats) {
      if (before.chats.get(id) !== chat) void store.saveChat(chat).catch(() => {});
    }
    for (const id of before.chats.keys()) if (!after.chats.has(id)) void store.dropChat(id).catch(() => {});
  }

  /** What came while a snapshot was on its way: it may be newer than the snapshot, so it is applied after it. */
  let held: (() => void)[] | null = null;
  const afterSnapshot = (apply: () => void) => (held ? void held.push(apply) : apply());

  const tryAgain = createTryAgain(() => void reload());

  async function reload() {
    // One at a time: of two answers the one that was made first might come last.
    if (held) return;
    held = [];
    try {
      const { me, chats, calls, cursor, settings, scheduled } = await connection.call('person:open', {});
      error.value = null;
      dispatch({ type: 'snapshot', me, chats, calls, cursor, settings, scheduled });
    } catch (reason) {
      error.value = reason instanceof ClientError ? reason.code : 'internal';
    }
    tryAgain.after(error.value);
    const replay = held;
    held = null;
    for (const apply of replay) apply();
  }

  function receive(batch: ReceivedBatch) {
    const plan = planBatch(state.value.cursor, batch);
    if (plan.kind === 'apply') dispatch({ type: 'events', events: plan.events, cursor: plan.cursor });
    else if (!held) void reload();
  }

  const stops = [
    connection.onOnline(() => void reload()),
    connection.onEvents((batch) => {
      if (batch.stream === `person:${personId}`) afterSnapshot(() => receive(batch));
    }),
    connection.onNotice('chat:advanced', (notice) => afterSnapshot(() => dispatch({ type: 'advanced', notice }))),
    connection.onNotice('preview:changed', (notice) => afterSnapshot(() => dispatch({ type: 'preview', notice }))),
    connection.onNotice('call:changed', (notice) => afterSnapshot(() => dispatch({ type: 'call', notice }))),
  ];
  async function load() {
    if (!store) return;
    // A disk that cannot be read only costs the first paint.
    const stored = await store.loadList().catch(() => null);
    if (stored) dispatch({ type: 'loaded', ...stored });
  }

  return {
    state,
    error,
    loaded: load(),
    received: (message, senderName) => dispatch({ type: 'received', message, senderName }),
    markRead: (chatId, ordinal) => dispatch({ type: 'read', chatId, ordinal }),
    joined: (chat) => dispatch({ type: 'joined', chat }),
    setDraft: (chatId, draft) => dispatch({ type: 'draft', chatId, draft }),
    reload,
    close: () => {
      tryAgain.stop();
      for (const stop of stops) stop();
    },
  };
}
