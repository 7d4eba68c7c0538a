import { type ReadonlySignal, signal } from '@preact/signals-core';
import * as v from 'valibot';
import type { Connection } from '../connection.ts';
import { ClientError, type ClientErrorCode } from '../platform.ts';
import type { OutboxEntry, Store } from '../store.ts';

/** An entry as a page shows it; `acked`: it is on the server, and its event is on the way. */
export interface Outgoing extends OutboxEntry {
  acked: boolean;
}

export interface Outbox {
  entries: ReadonlySignal<Outgoing[]>;
  /** Resolves when the message is on this disk and shown; sending goes on by itself. Throws ClientError `storage`. */
  send(chatId: string, text: string): Promise<void>;
  retry(clientId: string): Promise<void>;
  remove(clientId: string): Promise<void>;
  /** The messages with these client ids have come back from the server. */
  arrived(clientIds: string[]): void;
  flush(): Promise<void>;
  close(): void;
}

const Announcement = v.variant('type', [
  v.object({ type: v.literal('changed') }),
  v.object({ type: v.literal('acked'), clientId: v.string() }),
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
export function createOutbox(deps: { store: Store; connection: Connection; personId: string }): Outbox {
  const { store, connection, personId } = deps;
  const entries = signal<Outgoing[]>([]);
  const channel = new BroadcastChannel(`peremenka:outbox:${personId}`);
  const lock = `peremenka:outbox:${personId}`;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  async function reload() {
    const stored = await store.loadOutbox();
    const known = new Set(stored.map((entry) => entry.clientId));
    const acked = entries.value.filter((entry) => entry.acked && !known.has(entry.clientId));
    entries.value = [...acked, ...stored.map((entry) => ({ ...entry, acked: false }))];
  }

  function markAcked(clientId: string) {
    entries.value = entries.value.map((entry) => (entry.clientId === clientId ? { ...entry, acked: true } : entry));
  }

  async function save(entry: OutboxEntry) {
    try {
      await store.putOutbox(entry);
    } catch {
      throw new ClientError('storage');
    }
    await reload();
    channel.postMessage({ type: 'changed' });
  }

  /** One try; false when the rest should wait. */
  async function sendOne(entry: OutboxEntry): Promise<boolean> {
    try {
      const { chatId, clientId, text } = entry;
      await connection.call('message:send', { chatId, clientId, text });
      await store.deleteOutbox(clientId);
      markAcked(clientId);
      channel.postMessage({ type: 'acked', clientId });
      return true;
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      if (!TEMPORARY.includes(error.code)) {
        await save({ ...entry, failed: error.code as OutboxEntry['failed'] });
        return true;
      }
      if (error.code !== 'offline') {
        clearTimeout(retryTimer);
        retryTimer = setTimeout(() => void flush(), error.retryAfterMs ?? RETRY_DELAY);
      }
      return false;
    }
  }

  async function flush(): Promise<void> {
    if (closed || connection.status.value.kind !== 'online') return;
    await navigator.locks.request(lock, async () => {
      // Read anew under the lock: another page may have sent some of them.
      for (const entry of await store.loadOutbox()) {
        if (closed) return;
        if (!entry.failed && !(await sendOne(entry))) return;
      }
    });
  }

  channel.onmessage = (event) => {
    const announcement = v.safeParse(Announcement, event.data);
    if (!announcement.success) return;
    if (announcement.output.type === 'acked') markAcked(announcement.output.clientId);
    else void reload();
  };
  const stop = connection.onOnline(() => void flush());
  void reload().then(flush);

  return {
    entries,
    flush,

    async send(chatId, text) {
      const clientId = crypto.randomUUID();
      // Two entries of one millisecond keep their order.
      const last = entries.value.at(-1)?.createdAt ?? 0;
      await save({ clientId, chatId, text, createdAt: Math.max(Date.now(), last + 1), failed: null });
      void flush();
    },

    async retry(clientId) {
      const entry = (await store.loadOutbox()).find((one) => one.clientId === clientId);
      if (!entry) return;
      await save({ ...entry, failed: null });
      void flush();
    },

    async remove(clientId) {
      await store.deleteOutbox(clientId);
      await reload();
      channel.postMessage({ type: 'changed' });
    },

    arrived(clientIds) {
      const ids = new Set(clientIds);
      if (entries.value.some((entry) => ids.has(entry.clientId))) {
        entries.value = entries.value.filter((entry) => !ids.has(entry.clientId));
      }
    },

    close() {
      closed = true;
      clearTimeout(retryTimer);
      stop();
      channel.close();
    },
  };
}
