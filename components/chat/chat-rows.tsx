import { useEffect, useState } from 'preact/hooks';
import type { shownChats } from '../../client/chats/filters.ts';
import { afterPaint } from '../ui/after-paint.ts';
import type { ChatListProps } from './chat-list.tsx';
import { ChatRow } from './chat-row.tsx';

export type OnMenu = (chatId: string, at: { x: number; y: number }) => void;

/** At least so high is a row, px: what fills the screen is painted first, and as much more with each frame after that. */
const LEAST_HEIGHT = 56;

/** Chats one below another. */
export function Rows(props: ChatListProps & { onMenu: OnMenu; chats: ReturnType<typeof shownChats>; label: string }) {
  const step = Math.ceil(window.innerHeight / LEAST_HEIGHT);
  const [count, setCount] = useState(step);
  const isWhole = count >= props.chats.length;
  useEffect(() => (isWhole ? undefined : afterPaint(() => setCount(count + step))), [isWhole, count, step]);
  return (
    <ul class="chat-list" aria-label={props.label}>
      {props.chats.slice(0, count).map((chat) => (
        <ChatRow
          key={chat.id}
          texts={props.texts}
          chat={chat}
          call={props.state.calls.get(chat.id)}
          myId={props.state.me?.id}
          now={props.now}
          onOpen={props.onOpen}
          onCall={props.onCall}
          onMenu={props.onMenu}
          isOpen={props.openChat === chat.id}
          isTyping={props.typing.has(chat.id)}
        />
      ))}
    </ul>
  );
}
