import type { Message, Reaction } from '../../protocol/messages.ts';
import type { Connection } from '../connection.ts';
import { ClientError } from '../platform.ts';
import type { Outbox } from './outbox.ts';

/** What I do with messages that are there. Each throws ClientError with the server's code, or `offline`. */
export interface MessageActions {
  edit(message: Message, text: string, mentions: string[]): Promise<void>;
  /** For everybody. */
  remove(message: Message): Promise<void>;
  /** For me, on all my devices: up to MAX_SELECTED messages of one chat. */
  hide(messages: Message[]): Promise<void>;
  react(message: Message, reaction: Reaction | null): Promise<void>;
  pin(chatId: string, ordinal: number | null): Promise<void>;
  mark(message: Message, isImportant: boolean): Promise<void>;
  /** Passes messages on to several chats, in their order and with their authors; on their way like any other message. */
  forward(messages: Message[], nameOf: (id: string) => string, chatIds: string[]): Promise<void>;
}

/** Whether a message can be passed on: it is there, and no poll, whose votes belong to its chat. */
export const mayForward = (message: Message): boolean =>
  !message.deletedBy && !message.isHidden && !message.poll && !message.service;

export function createMessageActions(deps: { connection: Connection; outbox: Outbox }): MessageActions {
  const { connection, outbox } = deps;
  const at = ({ chatId, ordinal }: Message) => ({ chatId, ordinal });
  const done = async (work: Promise<unknown>) => void (await work);
  return {
    edit: (message, text, mentions) => done(connection.call('message:edit', { ...at(message), text, mentions })),
    remove: (message) => done(connection.call('message:delete', at(message))),
    async hide(messages) {
      const [first] = messages;
      if (!first) return;
      const ordinals = messages.map(({ ordinal }) => ordinal);
      await connection.call('message:hide', { chatId: first.chatId, ordinals });
    },
    react: (message, reaction) => done(connection.call('message:react', { ...at(message), reaction })),
    pin: (chatId, ordinal) => done(connection.call('message:pin', { chatId, ordinal })),
    mark: (message, isImportant) => done(connection.call('important:mark', { ...at(message), isImportant })),

    async forward(messages, nameOf, chatIds) {
      if (!messages.every(mayForward)) throw new ClientError('message-not-found');
      for (const chatId of chatIds) {
        for (const message of messages) {
          const { senderId, forwardedFrom } = message;
          const author = forwardedFrom ?? { senderId, senderName: nameOf(senderId) };
          await outbox.send(chatId, message.text, { forward: { ...at(message), ...author } });
        }
      }
    },
  };
}
