import type { Message, Reaction } from '../../protocol/messages.ts';
import type { Connection } from '../connection.ts';
import { ClientError } from '../platform.ts';
import type { Outbox } from './outbox.ts';

/** What I do with messages that are there. Each throws ClientError with the server's code, or `offline`. */
export interface MessageActions {
  edit(message: Message, text: string, mentions: string[]): Promise<void>;
  /** For everybody. */
  remove(message: Message): Promise<void>;
  /** For me, on all my devices. */
  hide(message: Message): Promise<void>;
  react(message: Message, reaction: Reaction | null): Promise<void>;
  pin(chatId: string, ordinal: number | null): Promise<void>;
  mark(message: Message, isImportant: boolean): Promise<void>;
  /** Passes a message on to several chats, with its author; on its way like any other message. */
  forward(message: Message, authorName: string, chatIds: string[]): Promise<void>;
}

export function createMessageActions(deps: { connection: Connection; outbox: Outbox }): MessageActions {
  const { connection, outbox } = deps;
  const at = ({ chatId, ordinal }: Message) => ({ chatId, ordinal });
  const done = async (work: Promise<unknown>) => void (await work);
  return {
    edit: (message, text, mentions) => done(connection.call('message:edit', { ...at(message), text, mentions })),
    remove: (message) => done(connection.call('message:delete', at(message))),
    hide: ({ chatId, ordinal }) => done(connection.call('message:hide', { chatId, ordinals: [ordinal] })),
    react: (message, reaction) => done(connection.call('message:react', { ...at(message), reaction })),
    pin: (chatId, ordinal) => done(connection.call('message:pin', { chatId, ordinal })),
    mark: (message, isImportant) => done(connection.call('important:mark', { ...at(message), isImportant })),

    async forward(message, authorName, chatIds) {
      if (message.deletedBy || message.isHidden) throw new ClientError('message-not-found');
      const author = message.forwardedFrom ?? { senderId: message.senderId, senderName: authorName };
      for (const chatId of chatIds) {
        await outbox.send(chatId, message.text, { forward: { ...at(message), ...author } });
      }
    },
  };
}
