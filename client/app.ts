import type { Person } from '../protocol/people.ts';
import { type Chats, createChats } from './chats/chats.ts';
import { type Connection, createConnection } from './connection.ts';
import { type OpenChat, openChat } from './messages/open-chat.ts';
import { createOutbox, type Outbox } from './messages/outbox.ts';
import type { Session } from './session/session.ts';
import { openStore, type Store } from './store.ts';

/** Everything that a page has of one signed-in person: one socket, one local store. */
export interface App {
  personId: string;
  connection: Connection;
  chats: Chats;
  outbox: Outbox;
  openChat(chatId: string): OpenChat;
  close(): void;
}

/** Starts the application of one person; the caller closes it when the person changes. */
export async function createApp(deps: {
  session: Pick<Session, 'serverUrl' | 'accessToken' | 'dropAccessToken'>;
  personId: string;
  /** How a sender is called in the list. */
  shortName: (person: Person) => string;
}): Promise<App> {
  const { session, personId } = deps;
  const store: Store = await openStore(personId);
  const connection = createConnection({
    serverUrl: await session.serverUrl(),
    personId,
    accessToken: session.accessToken,
    dropAccessToken: session.dropAccessToken,
  });
  const chats = createChats({ connection, store, personId });
  const outbox = createOutbox({ store, connection, personId });

  return {
    personId,
    connection,
    chats,
    outbox,

    openChat(chatId) {
      const chat = chats.state.value.chats.get(chatId);
      outbox.arrived(chatId, []);
      return openChat({
        connection,
        store,
        personId,
        chatId,
        firstOrdinal: chat?.firstOrdinal ?? 1,
        readOrdinal: chat?.readOrdinal ?? 0,
        onMessages: (messages, senderOf) => {
          outbox.arrived(chatId, messages);
          for (const message of messages) {
            const sender = senderOf(message.senderId);
            chats.received(message, sender ? deps.shortName(sender) : '');
          }
        },
        onRead: (ordinal) => chats.markRead(chatId, ordinal),
        onClose: () => outbox.left(chatId),
      });
    },

    close() {
      chats.close();
      outbox.close();
      connection.close();
      store.close();
    },
  };
}
