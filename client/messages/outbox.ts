import { type ReadonlySignal, signal } from '@preact/signals-core';
import * as v from 'valibot';
import type { Message } from '../../protocol/messages.ts';
import type { Connection } from '../connection.ts';
import type { Prepared } from '../files/prepared.ts';
import { ClientError, type ClientErrorCode } from '../platform.ts';
import type { OutboxEntry, Store } from '../store.ts';
import { newClientId } from './client-id.ts';

/** An entry as a page shows it; `acked`: it is on the server, and its event is on the way. */
export interface Outgoing extends OutboxEntry {
  acked: boolean;
}

/** What is sent beside the text. */
export type OutgoingExtra = Pick<OutboxEntry, 'replyTo' | 'forward' | 'mentions' | 'mentionsAll' | 'uploads' | 'poll'>;

export interface Outbox {
  entries: ReadonlySignal<Outgoing[]>;
  /**
   * Resolves when the message is on this disk and shown; sending goes on by itself. `endsDraft`: it was what had been
   * begun in the chat. Throws ClientError `storage`.
   */
  send(chatId: string, text: string, extra?: OutgoingExtra, how?: { endsDraft?: boolean }): Promise<void>;
  retry(clientId: string): Promise<void>;
  remove(clientId: string): Promise<void>;
  /** This page has a chat open and these messages of it, in order: what of them was on its way has arrived. */
  arrived(chatId: string, messages: Message[]): void;
  /** This page has the chat open no more: no event will come for what was acked. */
  left(chatId: string): void;
  flush(): Promise<void>;
  close(): void;
}

const Announcement = v.variant('type', [
  v.object({ type: v.literal('changed') }),
  v.object({ type: v.literal('acked'), chatId: v.string(), clientId: v.string(), ordinal: v.number() }),
]);

/** Answers after which the entry waits for a better time; every other refusal fails it. */
const TEMPORARY: ClientErrorCode[] = [
  'offline',
  'timeout',
  'internal',
  'rate-limited',
  'token-expired',
  'token-invalid',
  'token-missing',
  'session-ended',
  'client-too-old',
];
const RETRY_DELAY = 5000;

/**
 * What this person has written and the server has not confirmed. It is on disk before it is shown as pending (G6);
 * whichever page holds the lock sends it, in the order it was written; the client id makes a repeat harmless (G2).
 */
export function createOutbox(deps: {
  store: Store;
  connection: Connection;
  personId: string;
  /** What the files of a message have come to on this disk. */
  prepare: (uploads: string[]) => Promise<Prepared>;
  /** A message is tried again: so are its files that were refused. */
  again?: (uploads: string[]) => Promise<void>;
}): Outbox {
  const { store, connection, personId, prepare } = deps;
  const entries = signal<Outgoing[]>([]);
  const channel = new BroadcastChannel(`peremenka:outbox:${personId}`);
  const lock = `peremenka:outbox:${personId}`;
  /** Ordinals of acked messages by client id, until their events come. */
  const acks = new Map<string, number>();
  /** Client ids that need not be shown again, whatever a reading of the disk that began earlier still finds. */
  const done = new Set<string>();
  /** How far this page has the chats that it has open. */
  const reached = new Map<string, number>();
  let newest = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  /** The flush that waits for its turn. */
  let inLine: Promise<void> | null = null;
  let closed = false;

  function show(list: OutboxEntry[]) {
    entries.value = list
      .filter(({ clientId }) => !done.has(clientId))
      .map((entry) => ({ ...entry, acked: acks.has(entry.clientId) }))
      .sort((a, b) => a.createdAt - b.createdAt);
  }

  async function reload() {
    const stored = await store.loadOutbox();
    const known = new Set(stored.map((entry) => entry.clientId));
    show([...stored, ...entries.value.filter((entry) => entry.acked && !known.has(entry.clientId))]);
  }

  function finish(clientIds: string[]) {
    for (const clientId of clientIds) {
      done.add(clientId);
      acks.delete(clientId);
    }
    if (entries.value.some((entry) => done.has(entry.clientId))) show(entries.value);
  }

  /** Where the chat is open its event replaces the entry; elsewhere the ack is the end of it. */
  function acked(chatId: string, clientId: string, ordinal: number) {
    if (ordinal <= (reached.get(chatId) ?? Number.POSITIVE_INFINITY)) return finish([clientId]);
    acks.set(clientId, ordinal);
    show(entries.value);
  }

  function announce(announcement: v.InferInput<typeof Announcement>) {
    if (!closed) channel.postMessage(announcement);
  }

  async function save(entry: OutboxEntry, how: { endsDraft?: boolean } = {}) {
    try {
      await store.putOutbox(entry, how);
    } catch {
      throw new ClientError('storage');
    }
    await reload();
    announce({ type: 'changed' });
  }

  /** One try; false when the rest should wait. */
  async function sendOne(entry: OutboxEntry): Promise<boolean> {
    const { chatId, clientId, text, replyTo, forward, mentions, mentionsAll, uploads, poll } = entry;
    const files: Prepared = uploads ? await prepare(uploads) : { status: 'ready', ids: [] };
    // What is written after it need not wait for a large file.
    if (files.status === 'waiting') return true;
    try {
      if (files.status === 'failed') throw new ClientError(files.code);
      const { ordinal } = await connection.call('message:send', {
        chatId,
        clientId,
        text,
        ...(replyTo ? { replyTo: replyTo.ordinal } : {}),
        ...(forward ? { forwardOf: { chatId: forward.chatId, ordinal: forward.ordinal } } : {}),
        ...(mentions ? { mentions } : {}),
        ...(mentionsAll ? { mentionsAll } : {}),
        ...(files.ids.length > 0 ? { attachments: files.ids } : {}),
        ...(poll ? { poll } : {}),
      });
      acked(chatId, clientId, ordinal);
      // Left on disk it is sent once more, which changes nothing (G2).
      await store.deleteOutbox(clientId).catch(() => {});
      announce({ type: 'acked', chatId, clientId, ordinal });
      return true;
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      if (!TEMPORARY.includes(error.code)) {
        await save({ ...entry, failed: error.code as OutboxEntry['failed'] });
        return true;
      }
      if (error.code !== 'offline' && !closed) wait(error.retryAfterMs ?? RETRY_DELAY);
      return false;
    }
  }

  /** Nothing is sent for `ms`: whoever is in line would only be refused too. */
  function wait(ms: number) {
    clearTimeout(retryTimer);
    retryTimer = setTimeout(flushNow, ms);
  }

  function flushNow() {
    clearTimeout(retryTimer);
    retryTimer = undefined;
    void flush();
  }

  async function sendAll() {
    // Read anew under the lock: another page may have sent some of them.
    for (const entry of closed ? [] : await store.loadOutbox()) {
      if (closed || retryTimer !== undefined) return;
      if (!entry.failed && !(await sendOne(entry))) return;
    }
  }

  /** One call in line is enough: it sends whatever is on disk when its turn comes. */
  function flush(): Promise<void> {
    if (closed || connection.status.value.kind !== 'online') return Promise.resolve();
    inLine ??= Promise.resolve()
      .then(() =>
        navigator.locks.request(lock, () => {
          inLine = null;
          // The disk may not let us read or write (or is being wiped): the next try reads it anew.
          return sendAll().catch(() => {});
        }),
      )
      .catch(() => {
        inLine = null;
      });
    return inLine;
  }

  channel.onmessage = (event) => {
    const parsed = v.safeParse(Announcement, event.data);
    if (!parsed.success || closed) return;
    const announcement = parsed.output;
    if (announcement.type === 'acked') acked(announcement.chatId, announcement.clientId, announcement.ordinal);
    // Flushing stands in line behind the page that wrote it, and sends it should that page be gone.
    else
      reload()
        .then(flush)
        .catch(() => {});
  };
  const stop = connection.onOnline(flushNow);
  reload()
    .then(flush)
    .catch(() => {});

  return {
    entries,
    flush,

    async send(chatId, text, extra = {}, how = {}) {
      const clientId = newClientId();
      // Entries of one millisecond keep their order, also after the clock was put back.
      newest = Math.max(Date.now(), newest + 1, (entries.value.at(-1)?.createdAt ?? 0) + 1);
      await save({ clientId, chatId, text, ...extra, createdAt: newest, failed: null }, how);
      void flush();
    },

    async retry(clientId) {
      const entry = (await store.loadOutbox()).find((one) => one.clientId === clientId);
      if (!entry) return;
      await deps.again?.(entry.uploads ?? []);
      await save({ ...entry, failed: null });
      void flush();
    },

    async remove(clientId) {
      await store.deleteOutbox(clientId);
      await reload();
      announce({ type: 'changed' });
    },

    arrived(chatId, messages) {
      const last = Math.max(messages.at(-1)?.ordinal ?? 0, reached.get(chatId) ?? 0);
      reached.set(chatId, last);
      const past = entries.value.filter((entry) => {
        return entry.chatId === chatId && (acks.get(entry.clientId) ?? Number.POSITIVE_INFINITY) <= last;
      });
      const mine = messages.filter((message) => message.senderId === personId);
      finish([...past, ...mine].map(({ clientId }) => clientId));
    },

    left(chatId) {
      reached.delete(chatId);
      finish(entries.value.filter((entry) => entry.chatId === chatId && entry.acked).map(({ clientId }) => clientId));
    },

    close() {
      closed = true;
      clearTimeout(retryTimer);
      stop();
      channel.close();
    },
  };
}
