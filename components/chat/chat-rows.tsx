import type { shownChats } from '../../client/chats/filters.ts';
import type { ChatListProps } from './chat-list.tsx';
import { ChatRow } from './chat-row.tsx';

export type OnMenu = (chatId: string, at: { x: number; y: number }) => void;

/** Chats one below another. */
export function Rows(props: ChatListProps & { onMenu: OnMenu; chats: ReturnType<typeof shownChats>; label: string }) {
  return (
    <ul class="chat-list" aria-label={props.label}>
      {props.chats.map((chat) => (
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
          isTyping={props.typing.has(chat.id)}
        />
      ))}
    </ul>
  );
}
