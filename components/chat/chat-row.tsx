import { Headphones } from 'lucide';
import { unreadOf } from '../../client/chats/state.ts';
import { listTime } from '../../i18n/dates.ts';
import { chatTitle } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Call } from '../../protocol/calls.ts';
import type { Chat } from '../../protocol/chats.ts';
import { ChatAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';

export interface ChatRowProps {
  texts: Texts;
  chat: Chat;
  call: Call | undefined;
  myId: string | undefined;
  now: number;
  onOpen: (chatId: string) => void;
  onCall: (chatId: string) => void;
}

/** The last line of a row: what goes on, or who said what. */
function Preview({ texts, chat, call, myId }: Pick<ChatRowProps, 'texts' | 'chat' | 'call' | 'myId'>) {
  if (call) return <span class="chat-row-live">{texts.chats.liveNow(call.participantCount)}</span>;
  const last = chat.lastMessage;
  if (!last) return <>{texts.chats.noMessages}</>;
  const text = last.text.replaceAll('\n', ' ');
  if (last.senderId === myId) return <>{texts.chats.ownPreview(text)}</>;
  return <>{texts.chats.senderPreview(last.senderName, text)}</>;
}

/** One chat of the list: headphones, then the row that opens it. */
export function ChatRow(props: ChatRowProps) {
  const { texts, chat, call, myId, now } = props;
  const title = chatTitle(texts, chat);
  const unread = unreadOf(chat);
  const last = chat.lastMessage;
  return (
    <li class="chat-row">
      <button
        type="button"
        class={call ? 'icon-button is-live' : 'icon-button'}
        aria-label={call ? texts.chats.headphonesLive(title, call.participantCount) : texts.chats.headphones(title)}
        onClick={() => props.onCall(chat.id)}
      >
        <Icon icon={Headphones} />
      </button>
      <button type="button" class="chat-row-open" onClick={() => props.onOpen(chat.id)} data-chat={chat.id}>
        <ChatAvatar chat={chat} title={title} />
        <span class="chat-row-text">
          <span class="chat-row-title">{title}</span>
          <span class="chat-row-preview">
            <Preview texts={texts} chat={chat} call={call} myId={myId} />
          </span>
        </span>
        <span class="chat-row-side">
          {last && <time dateTime={new Date(last.sentAt).toISOString()}>{listTime(texts, last.sentAt, now)}</time>}
          {unread > 0 && (
            <span class="badge">
              <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
              <span class="visually-hidden">{texts.chats.unread(unread)}</span>
            </span>
          )}
        </span>
      </button>
    </li>
  );
}
