import { CircleAlert, MessageSquare } from 'lucide';
import type { ChatsState } from '../../client/chats/state.ts';
import { sortedChats } from '../../client/chats/state.ts';
import type { ConnectionStatus } from '../../client/connection.ts';
import type { ClientErrorCode } from '../../client/platform.ts';
import { errorText } from '../../i18n/errors.ts';
import { personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import { PersonAvatar } from '../ui/avatar.tsx';
import { OfflineNotice } from '../ui/offline-notice.tsx';
import { Stage } from '../ui/stage.tsx';
import { ChatRow } from './chat-row.tsx';
import { ListSkeleton } from './skeleton.tsx';

export interface ChatListProps {
  texts: Texts;
  state: ChatsState;
  connection: ConnectionStatus;
  error: ClientErrorCode | null;
  now: number;
  onOpen: (chatId: string) => void;
  onCall: (chatId: string) => void;
  onAccount: () => void;
  onRetry: () => void;
}

function ListBody(props: ChatListProps) {
  const { texts, state } = props;
  if (state.status === 'loading') {
    if (props.error || props.connection.kind === 'offline') {
      return (
        <Stage icon={CircleAlert} title={texts.chats.failedTitle} text={errorText(texts, props.error ?? 'offline')}>
          <button type="button" class="button button-primary" onClick={props.onRetry}>
            {texts.common.retry}
          </button>
        </Stage>
      );
    }
    return <ListSkeleton label={texts.common.loading} />;
  }
  if (state.chats.size === 0) {
    return <Stage icon={MessageSquare} title={texts.chats.emptyTitle} text={texts.chats.emptyText} />;
  }
  return (
    <ul class="chat-list" aria-label={texts.chats.listLabel}>
      {sortedChats(state).map((chat) => (
        <ChatRow
          key={chat.id}
          texts={texts}
          chat={chat}
          call={state.calls.get(chat.id)}
          myId={state.me?.id}
          now={props.now}
          onOpen={props.onOpen}
          onCall={props.onCall}
        />
      ))}
    </ul>
  );
}

/** «Личные сообщения»: my chats, newest first. */
export function ChatList(props: ChatListProps) {
  const { texts, state } = props;
  return (
    <main class="panel">
      <header class="panel-header">
        <h1>{texts.chats.title}</h1>
        {state.me && (
          <button
            type="button"
            class="avatar-button"
            aria-label={`${texts.chats.account}: ${personName(state.me)}`}
            onClick={props.onAccount}
          >
            <PersonAvatar person={state.me} size={32} />
          </button>
        )}
      </header>
      <OfflineNotice texts={texts} connection={props.connection} onRetry={props.onRetry} />
      <div class="panel-scroll">
        <ListBody {...props} />
      </div>
    </main>
  );
}
