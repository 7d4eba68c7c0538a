import type { Chat } from '../../protocol/chats.ts';

/** This browser in calls: the same at every time, so that a second join from it replaces the first. */
export function deviceId(): string {
  const kept = localStorage.getItem('deviceId');
  if (kept) return kept;
  const made = crypto.randomUUID();
  localStorage.setItem('deviceId', made);
  return made;
}

const keyOf = (chats: Chat[]) =>
  `lesson:${chats
    .map((chat) => chat.id)
    .sort()
    .join(',')}`;

/** Which of these chats was chosen before. */
export function readChoice(chats: Chat[]): string | undefined {
  const kept = localStorage.getItem(keyOf(chats));
  return chats.find((chat) => chat.id === kept)?.id;
}

export function rememberChoice(chats: Chat[], chatId: string): void {
  localStorage.setItem(keyOf(chats), chatId);
}
