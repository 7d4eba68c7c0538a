import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { VoiceDetails } from '../../protocol/attachments.ts';
import type { Connection } from '../connection.ts';
import { ClientError, type ClientErrorCode } from '../platform.ts';
import type { TransferDeps } from './transfer.ts';
import type { UploadEntry, UploadStore } from './upload-store.ts';

/** A chosen file as a page shows it; `sent`: bytes that are on their way or there. */
export interface Uploading extends UploadEntry {
  sent: number;
}

export interface Uploads {
  list: ReadonlySignal<Uploading[]>;
  /** Puts a file on this disk and begins to upload it. Throws ClientError `storage`, `file-empty`. */
  add(chatId: string, blob: Blob, file: { name: string; voice?: VoiceDetails }): Promise<string>;
  pause(id: string): Promise<void>;
  /** Goes on after a pause, or tries again after a refusal. */
  resume(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** The message that carries them is on the disk: they leave the tray. */
  queued(ids: string[]): Promise<void>;
  /** The bytes of a file that this page has uploaded, while it lives: nothing is fetched that is here. */
  blobOf(fileId: string): Blob | undefined;
  /** Calls back when a file is finished or refused: a message may wait for it. */
  onSettled(listener: () => void): () => void;
  /** Forgets what messages have carried away. `waiting`: the ids for which messages on this disk still wait. */
  sweep(waiting: () => Promise<Set<string>>): Promise<void>;
  close(): void;
}

/** Uploads of one page at a time. */
const AT_ONCE = 2;
/** First and longest time between tries, ms. */
const RETRY_FIRST = 1000;
const RETRY_MOST = 30_000;
/** Codes after which the same file may still get through by itself. */
const TEMPORARY: ClientErrorCode[] = [
  'offline',
  'timeout',
  'internal',
  'files-unavailable',
  'rate-limited',
  'token-expired',
  'token-invalid',
  'token-missing',
  'session-ended',
  'client-too-old',
  'storage',
];

/** A picture's size, where this browser can tell. */
async function measure(blob: Blob): Promise<{ width: number; height: number } | undefined> {
  if (!blob.type.startsWith('image/') || typeof createImageBitmap === 'undefined') return undefined;
  try {
    const bitmap = await createImageBitmap(blob);
    const { width, height } = bitmap;
    bitmap.close();
    return { width, height };
  } catch {
    return undefined;
  }
}

/**
 * What this person has chosen to send. Bytes lie on this disk before anything is shown, go up by whichever page holds
 * the file's lock, go on where they were after a cut link or a reload, and stop only for a pause or a refusal.
 */
export function createUploads(deps: TransferDeps & { store: UploadStore; connection: Connection }): Uploads {
  const { store, connection, personId } = deps;
  const list = signal<Uploading[]>([]);
  const channel = new BroadcastChannel(`peremenka:uploads:${personId}`);
  const settledListeners = new Set<() => void>();
  const running = new Map<string, AbortController>();
  const blobs = new Map<string, Blob>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const tries = new Map<string, number>();
  /** What was taken away here: a list that was read from the disk just before does not bring it back. */
  const removed = new Set<string>();
  let newest = 0;
  let closed = false;

  const find = (id: string) => list.value.find((one) => one.id === id);

  function patch(id: string, values: Partial<Uploading>) {
    list.value = list.value.map((one) => (one.id === id ? { ...one, ...values } : one));
  }

  async function reload() {
    const stored = (await store.load()).filter(({ id }) => !removed.has(id));
    const sent = new Map(list.value.map((one) => [one.id, one.sent]));
    list.value = stored.map((entry) => ({ ...entry, sent: sent.get(entry.id) ?? 0 }));
    for (const { attachment, blob } of stored) if (attachment) blobs.set(attachment.id, blob);
  }

  function announce() {
    if (!closed) channel.postMessage({});
  }

  async function change(id: string, values: Partial<UploadEntry>) {
    await store.change(id, values);
    patch(id, values);
    announce();
  }

  function settled() {
    for (const listener of settledListeners) listener();
  }

  async function settle(id: string, error: unknown) {
    const code = error instanceof ClientError ? error.code : 'internal';
    if (code === 'cancelled' || closed) return;
    if (TEMPORARY.includes(code)) {
      const count = tries.get(id) ?? 0;
      tries.set(id, count + 1);
      const delay = Math.min(RETRY_MOST, RETRY_FIRST * 2 ** count);
      clearTimeout(timers.get(id));
      timers.set(
        id,
        setTimeout(
          () => {
            timers.delete(id);
            begin();
          },
          delay / 2 + (Math.random() * delay) / 2,
        ),
      );
      return;
    }
    await change(id, { failed: code });
    settled();
  }

  /** Sends the bytes that are missing; the file's id. */
  async function send(entry: UploadEntry, signal: AbortSignal): Promise<string> {
    const { id } = entry;
    // Fetched with the first file: most pages send none.
    const { transfer } = await import('./transfer.ts');
    const fileId = await transfer(deps, entry, {
      signal,
      onUrl: (url) => void change(id, { url }).catch(() => {}),
      onSent: (sent) => {
        tries.delete(id);
        patch(id, { sent });
      },
    });
    await change(id, { fileId });
    return fileId;
  }

  /** One file from where it is to its attachment, under its lock. */
  async function run(id: string, signal: AbortSignal): Promise<void> {
    // Read anew under the lock: another page may have finished it.
    const entry = (await store.load()).find((one) => one.id === id);
    if (!entry || entry.attachment || entry.failed || entry.isPaused || signal.aborted) return reload();
    const fileId = entry.fileId ?? (await send(entry, signal));
    const { voice } = entry;
    const { attachment } = await connection.call('file:finish', { id: fileId, ...(voice ? { voice } : {}) });
    blobs.set(attachment.id, entry.blob);
    await change(id, { attachment });
    settled();
  }

  function begin() {
    for (const { id, attachment, failed, isPaused } of list.value) {
      if (closed || running.size >= AT_ONCE) return;
      if (attachment || failed || isPaused || running.has(id) || timers.has(id)) continue;
      const control = new AbortController();
      running.set(id, control);
      navigator.locks
        .request(`peremenka:upload:${id}`, { signal: control.signal }, () => run(id, control.signal))
        .catch((error) => (control.signal.aborted ? undefined : settle(id, error)))
        .catch(() => {})
        .finally(() => {
          running.delete(id);
          begin();
        });
    }
  }

  function stop(id: string) {
    running.get(id)?.abort();
    clearTimeout(timers.get(id));
    timers.delete(id);
    tries.delete(id);
  }

  channel.onmessage = () => {
    if (!closed)
      reload()
        .then(begin)
        .then(settled)
        .catch(() => {});
  };
  const stopOnline = connection.onOnline(() => {
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
    begin();
  });
  reload()
    .then(begin)
    .then(settled)
    .catch(() => {});

  return {
    list,

    async add(chatId, blob, { name, voice }) {
      if (blob.size === 0) throw new ClientError('file-empty');
      const id = crypto.randomUUID();
      newest = Math.max(Date.now(), newest + 1);
      const entry: UploadEntry = {
        id,
        chatId,
        name,
        type: blob.type,
        size: blob.size,
        blob,
        ...(await measure(blob)),
        ...(voice ? { voice } : {}),
        createdAt: newest,
        url: null,
        fileId: null,
        attachment: null,
        failed: null,
        isPaused: false,
        isQueued: false,
      };
      try {
        await store.add(entry);
      } catch {
        throw new ClientError('storage');
      }
      await reload();
      announce();
      begin();
      return id;
    },

    async pause(id) {
      await change(id, { isPaused: true });
      stop(id);
    },

    async resume(id) {
      const entry = find(id);
      // What was refused is begun anew: the server keeps no refused bytes.
      await change(id, { isPaused: false, failed: null, ...(entry?.failed ? { url: null, fileId: null } : {}) });
      begin();
    },

    async remove(id) {
      stop(id);
      removed.add(id);
      await store.remove(id);
      list.value = list.value.filter((one) => one.id !== id);
      announce();
    },

    async queued(ids) {
      for (const id of ids) await change(id, { isQueued: true });
    },

    blobOf: (fileId) => blobs.get(fileId),

    onSettled(listener) {
      settledListeners.add(listener);
      return () => void settledListeners.delete(listener);
    },

    async sweep(waiting) {
      // The files first: a message is written before its files count as queued.
      const stored = await store.load();
      if (stored.length === 0) return;
      const kept = await waiting();
      for (const { id, isQueued } of stored) {
        // The page may have gone between the message and this mark.
        if (kept.has(id) && !isQueued) await change(id, { isQueued: true });
        else if (!kept.has(id) && isQueued) await this.remove(id);
      }
    },

    close() {
      closed = true;
      stopOnline();
      for (const control of running.values()) control.abort();
      for (const timer of timers.values()) clearTimeout(timer);
      channel.close();
      store.close();
    },
  };
}
