import type { KeyValue } from '../../client/call/devices.ts';
import type { Chat } from '../../protocol/chats.ts';

/**
 * Small choices of this browser, nothing secret: devices, how a call looks. Of the browser's stores the one that answers
 * at once: the camera waits for it.
 */
export const storage: KeyValue = {
  get: async (key) => JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined,
  set: async (key, value) => localStorage.setItem(key, JSON.stringify(value)),
};

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
