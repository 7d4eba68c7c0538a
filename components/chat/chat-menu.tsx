import type { IconNode } from 'lucide';
import { Archive, ArchiveRestore, Bell, BellOff, Mail, MailOpen, Pin, PinOff } from 'lucide';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isUnread } from '../../client/chats/filters.ts';
import { isMuted, settingsOf } from '../../client/chats/settings.ts';
import { chatTitle } from '../../i18n/names.ts';
import type { ListTexts } from '../../i18n/ru-list.ts';
import { type ChatSettingsChange, MUTED_FOR_EVER } from '../../protocol/chat-settings.ts';
import type { Chat } from '../../protocol/chats.ts';
import { Icon } from '../ui/icon.tsx';

const HOUR = 3_600_000;
/** This far from the panel's edge, px. */
const MARGIN = 8;

interface MenuItem {
  icon: IconNode;
  text: string;
  change: ChatSettingsChange | 'mute' | 'read';
}

/** «Отключить уведомления»: for how long; `mutedUntil` counts from `now`, Unix ms. */
export function muteChoices(texts: ListTexts, now: number): { text: string; mutedUntil: number }[] {
  return [
    { text: texts.list.muteHour, mutedUntil: now + HOUR },
    { text: texts.list.muteDay, mutedUntil: now + 24 * HOUR },
    { text: texts.list.muteForEver, mutedUntil: MUTED_FOR_EVER },
  ];
}

function itemsOf(texts: ListTexts, chat: Chat, now: number): MenuItem[] {
  const { pinnedAt, isArchived } = settingsOf(chat);
  const pin: MenuItem =
    pinnedAt === null
      ? { icon: Pin, text: texts.list.pin, change: { isPinned: true } }
      : { icon: PinOff, text: texts.list.unpin, change: { isPinned: false } };
  const mute: MenuItem = isMuted(chat, now)
    ? { icon: Bell, text: texts.list.unmute, change: { mutedUntil: null } }
    : { icon: BellOff, text: texts.list.mute, change: 'mute' };
  const mark: MenuItem = isUnread(chat)
    ? { icon: MailOpen, text: texts.list.markRead, change: 'read' }
    : { icon: Mail, text: texts.list.markUnread, change: { isMarkedUnread: true } };
  const archive: MenuItem = isArchived
    ? { icon: ArchiveRestore, text: texts.list.fromArchive, change: { isArchived: false } }
    : { icon: Archive, text: texts.list.toArchive, change: { isArchived: true } };
  return [pin, mute, mark, archive];
}

export interface ChatMenuProps {
  texts: ListTexts;
  chat: Chat;
  now: number;
  /** Where it opens, px from the panel's upper left corner. */
  at: { x: number; y: number };
  onArrange: (change: ChatSettingsChange) => void;
  onRead: () => void;
  onClose: () => void;
}

/** Moves the focus among the menu's items by the arrow keys, Home and End. */
function walk(menu: HTMLElement, event: KeyboardEvent): void {
  const items = [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.code];
  if (to === undefined) return;
  event.preventDefault();
  items[(to + items.length) % items.length]?.focus();
}

/** What can be done with a chat of the list: a popover, so Escape and a click elsewhere close it. */
export function ChatMenu(props: ChatMenuProps) {
  const { texts, chat, now, at } = props;
  const menu = useRef<HTMLDivElement>(null);
  const [chooses, setChooses] = useState(false);

  useLayoutEffect(() => {
    const element = menu.current;
    if (!element) return;
    if (!element.matches(':popover-open')) element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(MARGIN, Math.min(at.x, window.innerWidth - width - MARGIN))}px`;
    element.style.top = `${Math.max(MARGIN, Math.min(at.y, window.innerHeight - height - MARGIN))}px`;
    element.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  }, [at, chooses]);
  useEffect(() => {
    const element = menu.current;
    const closed = (event: Event) => {
      if ((event as ToggleEvent).newState === 'closed') props.onClose();
    };
    element?.addEventListener('toggle', closed);
    return () => element?.removeEventListener('toggle', closed);
  }, [props.onClose]);

  function choose({ change }: MenuItem) {
    if (change === 'mute') {
      setChooses(true);
      return;
    }
    if (change === 'read') props.onRead();
    else props.onArrange(change);
    menu.current?.hidePopover();
  }

  return (
    <div
      ref={menu}
      class="menu"
      popover="auto"
      role="menu"
      tabIndex={-1}
      aria-label={chooses ? texts.list.mute : texts.list.menu(chatTitle(texts, chat))}
      onKeyDown={(event) => walk(event.currentTarget, event)}
    >
      {chooses
        ? muteChoices(texts, now).map(({ text, mutedUntil }) => (
            <button
              key={text}
              type="button"
              role="menuitem"
              class="menu-item"
              onClick={() => {
                props.onArrange({ mutedUntil });
                menu.current?.hidePopover();
              }}
            >
              <Icon icon={BellOff} />
              {text}
            </button>
          ))
        : itemsOf(texts, chat, now).map((item) => (
            <button key={item.text} type="button" role="menuitem" class="menu-item" onClick={() => choose(item)}>
              <Icon icon={item.icon} />
              {item.text}
            </button>
          ))}
    </div>
  );
}
