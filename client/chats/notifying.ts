import type { Chat } from '../../protocol/chats.ts';
import type { PersonSettings } from '../../protocol/person-settings.ts';
import { isSilent } from './settings.ts';
import { type ChatsState, unreadOf } from './state.ts';

/** Whether a minute of the day is in the quiet hours, which may go over midnight. */
function isQuiet({ quiet }: PersonSettings, now: number): boolean {
  if (!quiet || quiet.from === quiet.to) return false;
  const time = new Date(now);
  const minute = time.getHours() * 60 + time.getMinutes();
  return quiet.from < quiet.to ? minute >= quiet.from && minute < quiet.to : minute >= quiet.from || minute < quiet.to;
}

/** Whether a new message of a chat is notified at this moment, Unix ms, by this machine's clock. */
export function notifies(settings: PersonSettings, chat: Chat, now: number): boolean {
  if (isSilent(chat, now) || isQuiet(settings, now)) return false;
  return chat.kind === 'direct' ? settings.notifiesDirect : settings.notifiesGroups;
}

/** Whether a call that begins in a chat is notified at this moment, Unix ms: it has no switch of its own. */
export function notifiesCall(settings: PersonSettings, chat: Chat, now: number): boolean {
  return !isSilent(chat, now) && !isQuiet(settings, now);
}

/** What a notification is about: a chat's new messages, its call, a call that rings, or what I put off for it. One of each at a time. */
export type NoticeKind = 'chat' | 'call' | 'ring' | 'later';
export const noticeId = (kind: NoticeKind, chatId: string): string => `${kind}:${chatId}`;

/** Of the notifications that stand, those that say nothing any more: read meanwhile, on whichever device, or over. */
export function outdatedNotices(ids: string[], state: ChatsState): string[] {
  return ids.filter((id) => {
    const [kind, chatId = ''] = id.split(/:(.*)/s);
    const chat = state.chats.get(chatId);
    if (kind === 'call') return !state.calls.has(chatId);
    if (kind === 'ring') return !state.calls.get(chatId)?.isRinging;
    if (kind === 'later') return !chat;
    return kind === 'chat' && (!chat || unreadOf(chat) === 0);
  });
}
