import type { Chat } from '../../protocol/chats.ts';
import { isMuted, settingsOf } from './settings.ts';
import { type ChatsState, sortedChats, unreadOf } from './state.ts';

/** Which chats the list shows. */
export type ChatFilter = 'all' | 'unread' | 'muted' | 'archive';

/** Whether a chat has something that I have not read, or that I said I would come back to. */
export function isUnread(chat: Chat): boolean {
  return unreadOf(chat) > 0 || settingsOf(chat).isMarkedUnread;
}

/** A direct chat that nobody has written in yet is nobody's row, unless somebody calls in it. */
const isEmptyDirect = (chat: Chat) => chat.kind === 'direct' && chat.lastMessage === null;

/** Pinned chats in the order in which they were pinned, then the newest message first. `now`: Unix ms. */
export function shownChats(state: ChatsState, filter: ChatFilter, now: number = Date.now()): Chat[] {
  const chats = sortedChats(state).filter((chat) => {
    const { isArchived } = settingsOf(chat);
    if (isEmptyDirect(chat) && !state.calls.has(chat.id)) return false;
    if (filter === 'archive') return isArchived;
    if (isArchived) return false;
    if (filter === 'muted') return isMuted(chat, now);
    return filter === 'all' || isUnread(chat);
  });
  const pinned = chats.filter((chat) => settingsOf(chat).pinnedAt !== null);
  pinned.sort((a, b) => (settingsOf(a).pinnedAt ?? 0) - (settingsOf(b).pinnedAt ?? 0));
  return [...pinned, ...chats.filter((chat) => settingsOf(chat).pinnedAt === null)];
}

/** How many chats «Непрочитанные» has. */
export const unreadCount = (state: ChatsState) => shownChats(state, 'unread').length;
