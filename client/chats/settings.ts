import { type ChatSettings, DEFAULT_CHAT_SETTINGS } from '../../protocol/chat-settings.ts';
import type { Chat } from '../../protocol/chats.ts';

/** How I keep a chat. */
export function settingsOf(chat: Chat): ChatSettings {
  return chat.settings ?? DEFAULT_CHAT_SETTINGS;
}

/** Whether a chat is silent at this moment (Unix ms): muted, or put away into the archive. */
export function isSilent(chat: Chat, now: number): boolean {
  return isMuted(chat, now) || settingsOf(chat).isArchived;
}

/** Whether notifications of a chat are turned off at this moment, Unix ms. */
export function isMuted(chat: Chat, now: number): boolean {
  return (settingsOf(chat).mutedUntil ?? 0) > now;
}
