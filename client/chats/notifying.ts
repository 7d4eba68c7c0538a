import type { Chat } from '../../protocol/chats.ts';
import type { PersonSettings } from '../../protocol/person-settings.ts';
import { isSilent } from './settings.ts';

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
