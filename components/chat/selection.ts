import { clockTime } from '../../i18n/dates.ts';
import type { Message } from '../../protocol/messages.ts';

/** Messages that can be chosen at once: as many as one command hides. */
export const MAX_SELECTED = 100;

/** The choice with one more message or one less; null when the last one goes. */
export function toggled(before: ReadonlySet<number> | null, ordinal: number): ReadonlySet<number> | null {
  const next = new Set(before);
  if (!next.delete(ordinal) && next.size < MAX_SELECTED) next.add(ordinal);
  return next.size > 0 ? next : null;
}

/** Messages as text for the clipboard, lines kept; of several each has its name and time above. */
export function copiedText(messages: Message[], nameOf: (message: Message) => string): string {
  const written = messages.filter(({ text, deletedBy }) => text !== '' && !deletedBy);
  if (written.length === 1 && written[0]) return written[0].text;
  return written.map((one) => `${nameOf(one)}, ${clockTime(one.sentAt)}\n${one.text}`).join('\n\n');
}
