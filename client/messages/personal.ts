import type { Message } from '../../protocol/messages.ts';

/** Messages after I deleted some of them for myself: their places stay, their content goes. */
export function withHidden(messages: Message[], ordinals: number[]): Message[] {
  const hidden = new Set(ordinals);
  if (!messages.some((message) => hidden.has(message.ordinal) && !message.isHidden)) return messages;
  return messages.map((message) => {
    if (!hidden.has(message.ordinal) || message.isHidden) return message;
    const { chatId, ordinal, senderId, clientId, sentAt } = message;
    return { chatId, ordinal, senderId, clientId, sentAt, text: '', isHidden: true };
  });
}

/** A message as it is now, in its place; what I deleted for myself stays without content. */
export function withChanged(messages: Message[], changed: Message): Message[] {
  return messages.map((one) => (one.ordinal === changed.ordinal && !one.isHidden ? changed : one));
}

/** The pinned message; `message` is null until this page has it. */
export type Pinned = { ordinal: number; message: Message | null } | null;

/** What is pinned after the server named its place. */
export function pinnedAt(messages: Message[], before: Pinned, ordinal: number | null): Pinned {
  if (ordinal === null) return null;
  if (before?.ordinal === ordinal) return before;
  const message = messages.find((one) => one.ordinal === ordinal);
  // A pin on what I deleted for myself is none for me.
  return message?.isHidden ? null : { ordinal, message: message ?? null };
}

/** My marks after one was set or taken away. */
export function withMark(important: number[], ordinal: number, isImportant: boolean): number[] {
  const others = important.filter((one) => one !== ordinal);
  return isImportant ? [...others, ordinal].sort((a, b) => a - b) : others;
}
