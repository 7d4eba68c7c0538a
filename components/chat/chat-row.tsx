import { BellOff, Ellipsis, Headphones, Pin } from 'lucide';
import { isMuted, settingsOf } from '../../client/chats/settings.ts';
import { unreadOf } from '../../client/chats/state.ts';
import { listTime } from '../../i18n/dates.ts';
import { chatTitle, className, headphonesName } from '../../i18n/names.ts';
import { previewText } from '../../i18n/previews.ts';
import type { ListTexts } from '../../i18n/ru-list.ts';
import { serviceText } from '../../i18n/service-lines.ts';
import type { Call } from '../../protocol/calls.ts';
import type { Chat } from '../../protocol/chats.ts';
import { afterRelease } from '../ui/after-release.ts';
import { ChatAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { RoleBadge } from '../ui/role-badge.tsx';
import { swipeLeft } from './swipe.ts';

export interface ChatRowProps {
  texts: ListTexts;
  chat: Chat;
  call: Call | undefined;
  myId: string | undefined;
  now: number;
  onOpen: (chatId: string) => void;
  onCall: (chatId: string) => void;
  /** Opens what can be done with the chat, px from the panel's upper left corner. */
  onMenu: (chatId: string, at: { x: number; y: number }) => void;
  /** It is open beside the list. */
  isOpen: boolean;
  /** Somebody writes there right now. */
  isTyping: boolean;
}

/** The last line of a row: what goes on, or who said what. */
function Preview(props: Pick<ChatRowProps, 'texts' | 'chat' | 'call' | 'myId' | 'isTyping'>) {
  const { texts, chat, call, myId } = props;
  if (call) {
    if (call.isRinging) return <span class="chat-row-live">{texts.chats.ringing}</span>;
    const live = chat.kind === 'direct' ? texts.chats.callNow : texts.chats.liveNow;
    return <span class="chat-row-live">{live(call.participantCount)}</span>;
  }
  if (props.isTyping) return <span class="chat-row-typing">{texts.messages.typingShort}</span>;
  if (chat.draft) {
    return (
      <>
        {texts.chats.ownPreview('')}
        <span class="chat-row-draft">{texts.messages.draft}</span> {chat.draft.text.replaceAll('\n', ' ')}
      </>
    );
  }
  const last = chat.lastMessage;
  if (!last) return <>{texts.chats.noMessages}</>;
  if (last.service) return <>{serviceText(texts, last.service, last.senderName, last.senderId === myId)}</>;
  const text = previewText(texts, last);
  if (last.senderId === myId) return <>{texts.chats.ownPreview(text)}</>;
  return <>{texts.chats.senderPreview(last.senderName, text)}</>;
}

/** The name of the chat and what is to be known of it at a glance. */
function Title({ texts, chat, title, now }: { texts: ListTexts; chat: Chat; title: string; now: number }) {
  const { peer } = chat;
  return (
    <span class="chat-row-head">
      <span class="chat-row-title">{title}</span>
      {peer && <RoleBadge texts={texts} person={peer} />}
      {peer?.className && <span class="class-badge">{className(peer.className)}</span>}
      {settingsOf(chat).pinnedAt !== null && (
        <span class="chat-row-sign">
          <Icon icon={Pin} />
          <span class="visually-hidden">{texts.list.pinned}</span>
        </span>
      )}
      {isMuted(chat, now) && (
        <span class="chat-row-sign">
          <Icon icon={BellOff} />
          <span class="visually-hidden">{texts.list.muted}</span>
        </span>
      )}
    </span>
  );
}

/** How many messages are unread, quiet where the chat is muted; a dot where I only marked it. */
function Unread({ texts, chat, now }: { texts: ListTexts; chat: Chat; now: number }) {
  const unread = unreadOf(chat);
  const quiet = isMuted(chat, now) ? ' is-quiet' : '';
  if (unread === 0 && !settingsOf(chat).isMarkedUnread) return null;
  if (unread === 0) {
    return (
      <span class={`badge badge-dot${quiet}`}>
        <span class="visually-hidden">{texts.list.markedUnread}</span>
      </span>
    );
  }
  return (
    <span class={`badge${quiet}`}>
      <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
      <span class="visually-hidden">{texts.chats.unread(unread)}</span>
    </span>
  );
}

/** One chat of the list: headphones, then the row that opens it, then what can be done with it. */
export function ChatRow(props: ChatRowProps) {
  const { texts, chat, call, myId, now } = props;
  const title = chatTitle(texts, chat);
  const last = chat.lastMessage;
  const menuBelow = (element: HTMLElement) => {
    const { right, bottom } = element.getBoundingClientRect();
    props.onMenu(chat.id, { x: right, y: bottom });
  };
  return (
    <li
      class="chat-row"
      onContextMenu={(event) => {
        event.preventDefault();
        // By the keyboard's menu key there is no pointer: below the row then.
        if (event.clientX === 0 && event.clientY === 0) menuBelow(event.currentTarget);
        else {
          const at = { x: event.clientX, y: event.clientY };
          afterRelease(event, () => props.onMenu(chat.id, at));
        }
      }}
      {...swipeLeft((x, y) => props.onMenu(chat.id, { x, y }))}
    >
      <button
        type="button"
        class={call ? 'icon-button is-live' : 'icon-button'}
        aria-label={headphonesName(texts, chat, title, call)}
        onClick={() => props.onCall(chat.id)}
      >
        <Icon icon={Headphones} />
      </button>
      <button
        type="button"
        class="chat-row-open"
        aria-current={props.isOpen ? 'true' : undefined}
        onClick={() => props.onOpen(chat.id)}
        data-chat={chat.id}
      >
        <ChatAvatar chat={chat} title={title} />
        <span class="chat-row-text">
          <span class="chat-row-line">
            <Title texts={texts} chat={chat} title={title} now={now} />
            {last && <time dateTime={new Date(last.sentAt).toISOString()}>{listTime(texts, last.sentAt, now)}</time>}
          </span>
          <span class="chat-row-line">
            <span class="chat-row-preview">
              <Preview texts={texts} chat={chat} call={call} myId={myId} isTyping={props.isTyping} />
            </span>
            <Unread texts={texts} chat={chat} now={now} />
          </span>
        </span>
      </button>
      <button
        type="button"
        class="icon-button chat-row-more"
        aria-label={texts.list.menu(title)}
        aria-haspopup="menu"
        onClick={(event) => menuBelow(event.currentTarget)}
      >
        <Icon icon={Ellipsis} />
      </button>
    </li>
  );
}
