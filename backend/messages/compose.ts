import { personName } from '../../i18n/names.ts';
import { type Message, type MessageQuote, previewParts } from '../../protocol/messages.ts';
import { memberIds } from '../chats/members.ts';
import { AppError } from '../errors.ts';
import { peopleByIds } from '../people/people.ts';
import type { Queries } from '../storage/database.ts';
import { requireContent } from './visible.ts';

/** What a client asks for beside the text (SendExtra). */
export interface ComposeInput {
  senderId: string;
  chatId: string;
  replyTo?: number | undefined;
  forwardOf?: { chatId: string; ordinal: number } | undefined;
  mentions?: string[] | undefined;
  mentionsAll?: true | undefined;
}

/** Those of the mentioned who are in the chat, each once; undefined where nobody is. */
export async function mentionsIn(
  db: Queries,
  chatId: string,
  ids: string[] | undefined,
): Promise<string[] | undefined> {
  if (!ids?.length) return undefined;
  const members = new Set(await memberIds(db, chatId));
  const kept = [...new Set(ids)].filter((id) => members.has(id));
  return kept.length > 0 ? kept : undefined;
}

async function quoteOf(db: Queries, input: ComposeInput & { replyTo: number }): Promise<MessageQuote> {
  const { message } = await requireContent(db, input.senderId, input.chatId, input.replyTo);
  return { ordinal: message.ordinal, senderId: message.senderId, text: previewParts(message).text };
}

/**
 * What stands in a message beside what was typed: the quote, the first author with text and files of what is passed
 * on, who is mentioned. Throws `message-not-found` for what the sender does not see, `not-allowed` for a poll, whose
 * votes belong to its chat.
 */
export async function composeExtra(
  db: Queries,
  input: ComposeInput,
): Promise<
  Pick<Message, 'replyTo' | 'forwardedFrom' | 'mentions' | 'mentionsAll' | 'attachments'> & { text?: string }
> {
  if (input.forwardOf) {
    const { message } = await requireContent(db, input.senderId, input.forwardOf.chatId, input.forwardOf.ordinal);
    if (message.poll) throw new AppError('not-allowed');
    const [author] = await peopleByIds(db, [message.senderId]);
    const forwardedFrom = message.forwardedFrom ?? {
      senderId: message.senderId,
      senderName: author ? personName(author) : '',
    };
    const { text, attachments } = message;
    return { text, forwardedFrom, ...(attachments ? { attachments } : {}) };
  }
  const { replyTo } = input;
  const mentions = await mentionsIn(db, input.chatId, input.mentions);
  return {
    ...(replyTo === undefined ? {} : { replyTo: await quoteOf(db, { ...input, replyTo }) }),
    ...(mentions ? { mentions } : {}),
    ...(input.mentionsAll ? { mentionsAll: true } : {}),
  };
}
