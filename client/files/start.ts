import { effect } from '@preact/signals-core';
import type { Connection } from '../connection.ts';
import type { Outbox } from '../messages/outbox.ts';
import type { Session } from '../session/session.ts';
import type { Store } from '../store.ts';
import { type Prepared, preparedFiles } from './prepared.ts';
import { openUploadStore } from './upload-store.ts';
import { createUploads, type Uploads } from './uploads.ts';

/** The uploads of one person on this page, and what the outbox asks of them. */
export async function startUploads(deps: {
  session: Pick<Session, 'accessToken' | 'dropAccessToken'>;
  serverUrl: string;
  personId: string;
  connection: Connection;
}): Promise<{
  uploads: Uploads;
  prepare: (ids: string[]) => Promise<Prepared>;
  again: (ids: string[]) => Promise<void>;
  stop: () => void;
}> {
  const { session, ...rest } = deps;
  const store = await openUploadStore(deps.personId);
  const uploads = createUploads({
    ...rest,
    store,
    accessToken: session.accessToken,
    dropAccessToken: session.dropAccessToken,
  });
  return {
    uploads,
    prepare: (ids) => preparedFiles(store, ids),
    async again(ids) {
      const refused = (await store.load()).filter((entry) => ids.includes(entry.id) && entry.failed);
      for (const { id } of refused) await uploads.resume(id);
    },
    stop: () => uploads.close(),
  };
}

/** Sends a message as soon as its files are there, and forgets files when their message has gone. */
export function sendWhenUploaded(deps: {
  uploads: Uploads;
  outbox: Outbox;
  store: Pick<Store, 'loadOutbox'>;
}): () => void {
  const { uploads, outbox, store } = deps;
  const waiting = async () => new Set((await store.loadOutbox()).flatMap((entry) => entry.uploads ?? []));
  const stopSettled = uploads.onSettled(() => void outbox.flush());
  const stopEntries = effect(() => {
    // Whenever the outbox changes, and once at the start.
    outbox.entries.value.length;
    uploads.sweep(waiting).catch(() => {});
  });
  return () => {
    stopSettled();
    stopEntries();
  };
}
