import type { ChatsState } from '../../client/chats/state.ts';
import { en } from '../../i18n/en.ts';
import { ru, type Texts } from '../../i18n/ru.ts';
import { browser } from '../extension/browser.ts';

const ICON = '/icon/128.png';

/** The words of the person's language. */
export const textsOf = (state: ChatsState): Texts => (state.settings.language === 'en' ? en : ru);

const isFirefox = () => navigator.userAgent.includes('Firefox');
/** Buttons below a notification, where the browser has them: Firefox refuses what it does not know. */
const hasButtons = () => typeof browser.notifications.onButtonClicked?.addListener === 'function' && !isFirefox();

/** Shows a notification in the place of one with the same id. `stays`: until it is answered or taken away. */
export function showNotice(
  id: string,
  title: string,
  message: string,
  { buttons = [], stays = false }: { buttons?: string[]; stays?: boolean } = {},
): void {
  void browser.notifications.create(id, {
    type: 'basic',
    iconUrl: browser.runtime.getURL(ICON),
    title,
    message,
    // The browser's own sound would come on top of ours, and where sounds are turned off. Firefox has no such key.
    ...(isFirefox() ? {} : { silent: true, ...(stays ? { requireInteraction: true } : {}) }),
    ...(buttons.length > 0 && hasButtons() ? { buttons: buttons.map((text) => ({ title: text })) } : {}),
  });
}
