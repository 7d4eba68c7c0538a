import type { Person } from '../protocol/people.ts';
import { type Core, type CoreDeps, createCore } from './core.ts';
import { createDrafts, type Drafts } from './drafts/drafts.ts';
import { createLinks, type Links } from './files/links.ts';
import { createPictureUpload, type UploadPicture } from './files/picture.ts';
import { sendWhenUploaded, startUploads } from './files/start.ts';
import type { Uploads } from './files/uploads.ts';
import { createMessageActions, type MessageActions } from './messages/actions.ts';
import { type ImportantList, openImportant } from './messages/important.ts';
import { createLater, type Later } from './messages/later.ts';
import { type OpenChat, openChat } from './messages/open-chat.ts';
import { createOutbox, type Outbox } from './messages/outbox.ts';
import { createTyping, type Typing } from './messages/typing.ts';
import { createPolls, type Polls } from './polls/polls.ts';

/** Everything that the panel has of one signed-in person, beyond what every page has. */
export interface App extends Core {
  outbox: Outbox;
  uploads: Uploads;
  links: Links;
  polls: Polls;
  messages: MessageActions;
  later: Later;
  drafts: Drafts;
  typing: Typing;
  /** For a chat's picture. */
  uploadPicture: UploadPicture;
  openImportant(): ImportantList;
  openChat(chatId: string): OpenChat;
}

/** Starts the whole application of one person; the caller closes it when the person changes. */
export async function createApp(deps: CoreDeps & Words): Promise<App> {
  return startMessenger(await createCore(deps), deps);
}

/** How a sender is called in the list. */
interface Words {
  shortName: (person: Person) => string;
}

/** Adds to the list what one writes and reads with. Closing what comes back closes the core too. */
export async function startMessenger(core: Core, deps: Pick<CoreDeps, 'session'> & Words): Promise<App> {
  const { session } = deps;
  const { personId, store, serverUrl, connection, chats } = core;
  const { uploads, stop: stopUploads, ...files } = await startUploads({ session, serverUrl, personId, connection });
  const outbox = createOutbox({ store, connection, personId, ...files });
  const stopSending = sendWhenUploaded({ uploads, outbox, store });
  const links = createLinks({ connection, serverUrl });
  const polls = createPolls({ connection });
  const drafts = createDrafts({ connection, chats, store });
  const typing = createTyping({ connection, personId });

  return {
    ...core,
    outbox,
    uploads,
    links,
    polls,
    messages: createMessageActions({ connection, outbox }),
    later: createLater({ connection, prepare: files.prepare, forget: uploads.remove }),
    drafts,
    typing,
    uploadPicture: createPictureUpload({
      serverUrl,
      personId,
      connection,
      accessToken: session.accessToken,
      dropAccessToken: session.dropAccessToken,
    }),
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
      stopSending();
      stopUploads();
      links.close();
      polls.close();
      outbox.close();
      core.close();
    },
  };
}
