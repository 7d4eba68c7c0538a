import { type Attached, type Message, type MessagePreview, previewParts } from '../protocol/messages.ts';
import type { ListTexts } from './ru-list.ts';

/** A message in one line, where it has no room: what hangs on it in a word, then what it says. */
export function previewText(
  texts: ListTexts,
  { text, isDeleted, attached }: Pick<MessagePreview, 'text' | 'isDeleted'> & { attached?: Attached | undefined },
): string {
  if (isDeleted) return texts.messages.deleted;
  const line = text.replaceAll('\n', ' ');
  if (!attached) return line;
  const word = texts.messages.attached[attached.kind](attached.count);
  return line ? `${word}: ${line}` : word;
}

/** The same of a whole message. */
export const lineOf = (texts: ListTexts, message: Message): string => previewText(texts, previewParts(message));
