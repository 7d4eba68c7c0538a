import type { Person } from '../protocol/people.ts';
import { type Chats, createChats } from './chats/chats.ts';
import { type Connection, createConnection } from './connection.ts';
import { createDrafts, type Drafts } from './drafts/drafts.ts';
import { createLinks, type Links } from './files/links.ts';
import { sendWhenUploaded, startUploads } from './files/start.ts';
import type { Uploads } from './files/uploads.ts';
import { createMessageActions, type MessageActions } from './messages/actions.ts';
import { type ImportantList, openImportant } from './messages/important.ts';
import { type OpenChat, openChat } from './messages/open-chat.ts';
import { createOutbox, type Outbox } from './messages/outbox.ts';
import { createTyping, type Typing } from './messages/typing.ts';
import { createPolls, type Polls } from './polls/polls.ts';
import type { Session } from './session/session.ts';
import { openStore, type Store } from './store.ts';

/** Everything that a page has of one signed-in person: one socket, one local store. */
export interface App {
  personId: string;
  connection: Connection;
  chats: Chats;
  outbox: Outbox;
  uploads: Uploads;
  links: Links;
  polls: Polls;
  messages: MessageActions;
  drafts: Drafts;
  typing: Typing;
  openImportant(): ImportantList;
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
  const serverUrl = await session.serverUrl();
  const connection = createConnection({
    serverUrl,
    personId,
    accessToken: session.accessToken,
    dropAccessToken: session.dropAccessToken,
  });
  const chats = createChats({ connection, store, personId });
  const { uploads, stop: stopUploads, ...files } = await startUploads({ session, serverUrl, personId, connection });
  const outbox = createOutbox({ store, connection, personId, ...files });
  const stopSending = sendWhenUploaded({ uploads, outbox, store });
  const links = createLinks({ connection, serverUrl });
  const polls = createPolls({ connection });
  const drafts = createDrafts({ connection, chats });
  const typing = createTyping({ connection, personId });

  return {
    personId,
    connection,
    chats,
    outbox,
    uploads,
    links,
    polls,
    messages: createMessageActions({ connection, outbox }),
    drafts,
    typing,
    openImportant: () => openImportant({ connection, personId }),

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
      drafts.close();
      typing.close();
      chats.close();
      stopSending();
      stopUploads();
      links.close();
      polls.close();
      outbox.close();
      connection.close();
      store.close();
    },
  };
}
