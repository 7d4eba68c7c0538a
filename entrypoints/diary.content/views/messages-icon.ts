import { diary } from '../../../i18n/ru-diary.ts';
import { messagesDrawing } from './drawing.ts';
import { createHost } from './host.ts';
import { STYLES } from './style.ts';

export interface MessagesIcon {
  element: HTMLElement;
  button: HTMLButtonElement;
  setTone(tone: 'light' | 'dark'): void;
  /** Unread chats; null or 0 shows no number. */
  setUnread(unreadChats: number | null): void;
}

/** The icon of the diary's header; floating at the lower right where there is no header to stand in. */
export function createMessagesIcon(page: Document, isFloating: boolean, open: () => void): MessagesIcon {
  const { element, button } = createHost(page, isFloating ? STYLES.floating : STYLES.icon, open);
  button.setAttribute('aria-label', diary.icon);
  button.title = diary.icon;
  const count = page.createElement('span');
  count.className = 'count';
  count.ariaHidden = 'true';
  count.hidden = true;
  const spoken = page.createElement('span');
  spoken.className = 'spoken';
  spoken.id = 'unread';
  spoken.setAttribute('aria-hidden', 'true');
  button.setAttribute('aria-describedby', spoken.id);
  button.append(messagesDrawing(page), count, spoken);
  return {
    element,
    button,
    setTone: (tone) => button.classList.toggle('on-dark', tone === 'dark'),
    setUnread(unreadChats) {
      const number = unreadChats ?? 0;
      count.hidden = number <= 0;
      count.textContent = number > 99 ? '99+' : String(number);
      spoken.textContent = number > 0 ? diary.unreadChats(number) : '';
    },
  };
}
