import { effect, type ReadonlySignal, signal } from '@preact/signals-core';
import { type Chats, createChats } from '../../client/chats/chats.ts';
import { type Connection, createConnection } from '../../client/connection.ts';
import { preparedFiles } from '../../client/files/prepared.ts';
import { openUploadStore } from '../../client/files/upload-store.ts';
import { createOutbox } from '../../client/messages/outbox.ts';
import type { Session } from '../../client/session/session.ts';
import { openStore } from '../../client/store.ts';
import type { Me } from '../../protocol/people.ts';

/** The signed-in person as the background follows them: list and calls, nothing of a chat's content. */
export interface Watched {
  person: Me;
  connection: Connection;
  chats: Chats;
}

/**
 * Follows whoever is active with one socket, and sends what the outbox still has when no page is open.
 * Starts again when the person changes.
 */
export function watchPerson(session: Session): ReadonlySignal<Watched | null> {
  const watched = signal<Watched | null>(null);
  let stop: (() => void) | undefined;
  /** Account and person that are followed. */
  let current: string | undefined;

  async function start(key: string, accountId: string, person: Me) {
    const store = await openStore(person.id);
    const uploads = await openUploadStore(person.id);
    const serverUrl = await session.serverUrl();
    if (current !== key || watched.peek()) {
      uploads.close();
      return store.close();
    }
    const { accessToken, dropAccessToken } = session.of(accountId);
    const connection = createConnection({ serverUrl, personId: person.id, accessToken, dropAccessToken });
    // The list is kept by the pages; here it only counts, so nothing is written.
    const chats = createChats({ connection, store: null, personId: person.id });
    // Files go up from a page only; what they have come to is on the disk.
    const prepare = (ids: string[]) => preparedFiles(uploads, ids);
    const outbox = createOutbox({ store, connection, personId: person.id, prepare });
    watched.value = { person, connection, chats };
    stop = () => {
      chats.close();
      outbox.close();
      connection.close();
      store.close();
      uploads.close();
      watched.value = null;
    };
  }

  effect(() => {
    const state = session.state.value;
    const key = state.kind === 'ready' ? `${state.account.accountId} ${state.person.id}` : undefined;
    if (key === current) return;
    current = key;
    stop?.();
    stop = undefined;
    if (state.kind === 'ready' && key) void start(key, state.account.accountId, state.person);
  });
  return watched;
}
