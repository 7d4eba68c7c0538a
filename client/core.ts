import { type Chats, createChats } from './chats/chats.ts';
import { type Connection, createConnection } from './connection.ts';
import type { Session } from './session/session.ts';
import { openStore, type Store } from './store.ts';

/** What every page has of one signed-in person: one socket, the local store, the list of chats with their calls. */
export interface Core {
  personId: string;
  serverUrl: string;
  connection: Connection;
  store: Store;
  chats: Chats;
  close(): void;
}

export interface CoreDeps {
  session: Pick<Session, 'serverUrl' | 'accessToken' | 'dropAccessToken'>;
  personId: string;
  /** The connection is begun after this: what is stored may be painted first. */
  begin?: Promise<void>;
}

/** Starts what call page and popup need of one person, and the panel too; the caller closes it when the person changes. */
export async function createCore({ session, personId, begin }: CoreDeps): Promise<Core> {
  const [store, serverUrl] = await Promise.all([openStore(personId), session.serverUrl()]);
  const { accessToken, dropAccessToken } = session;
  const connection = createConnection({ serverUrl, personId, accessToken, dropAccessToken, begin });
  const chats = createChats({ connection, store, personId });
  return {
    personId,
    serverUrl,
    connection,
    store,
    chats,
    close() {
      chats.close();
      connection.close();
      store.close();
    },
  };
}
