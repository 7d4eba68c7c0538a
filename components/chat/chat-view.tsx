import { ChevronLeft, CircleAlert, Headphones, MessageSquare } from 'lucide';
import type { ConnectionStatus } from '../../client/connection.ts';
import type { Outgoing } from '../../client/messages/outbox.ts';
import type { OpenChatState } from '../../client/messages/state.ts';
import type { ClientErrorCode } from '../../client/platform.ts';
import { errorText } from '../../i18n/errors.ts';
import { chatTitle } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Call } from '../../protocol/calls.ts';
import type { Chat } from '../../protocol/chats.ts';
import { ChatAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { OfflineNotice } from '../ui/offline-notice.tsx';
import { Stage } from '../ui/stage.tsx';
import { Composer } from './composer.tsx';
import { History } from './history.tsx';
import { ListSkeleton } from './skeleton.tsx';

export interface ChatViewProps {
  texts: Texts;
  chat: Chat;
  call: Call | undefined;
  state: OpenChatState;
  outgoing: Outgoing[];
  connection: ConnectionStatus;
  error: ClientErrorCode | null;
  myId: string;
  firstUnread: number | null;
  isLoadingEarlier: boolean;
  now: number;
  onBack: () => void;
  onCall: () => void;
  onSend: (text: string) => Promise<void>;
  onEarlier: () => void;
  onRead: (ordinal: number) => void;
  onRetry: (clientId: string) => void;
  onDelete: (clientId: string) => void;
  onReconnect: () => void;
  onReload: () => void;
}

function Header({ texts, chat, call, onBack, onCall }: ChatViewProps) {
  const title = chatTitle(texts, chat);
  const name = call ? texts.chats.headphonesLive(title, call.participantCount) : texts.chats.headphones(title);
  return (
    <header class="panel-header chat-header">
      <button type="button" class="icon-button" aria-label={texts.common.back} onClick={onBack}>
        <Icon icon={ChevronLeft} />
      </button>
      <ChatAvatar chat={chat} title={title} size={40} />
      <div class="chat-header-text">
        <h1>{title}</h1>
        <p>{texts.chat.members(chat.memberCount)}</p>
      </div>
      <button type="button" class={call ? 'icon-button is-live' : 'icon-button'} aria-label={name} onClick={onCall}>
        <Icon icon={Headphones} />
      </button>
    </header>
  );
}

function LiveBar({ texts, call, onCall }: { texts: Texts; call: Call; onCall: () => void }) {
  return (
    <div class="live-bar">
      <Icon icon={Headphones} />
      <p>
        <b>{texts.chat.liveBar}</b> · {texts.people.people(call.participantCount)}
      </p>
      <button type="button" class="button button-live" onClick={onCall}>
        {texts.chat.join}
      </button>
    </div>
  );
}

function Body(props: ChatViewProps) {
  const { texts, state, error } = props;
  const isEmpty = state.messages.length === 0 && props.outgoing.length === 0;
  if (state.status === 'gone') {
    return <Stage icon={CircleAlert} title={chatTitle(texts, props.chat)} text={errorText(texts, 'chat-not-found')} />;
  }
  if (isEmpty && state.status !== 'fresh') {
    const problem = error ?? (props.connection.kind === 'offline' ? 'offline' : null);
    if (!problem) return <ListSkeleton label={texts.common.loading} />;
    return (
      <Stage icon={CircleAlert} title={texts.chats.failedTitle} text={errorText(texts, problem)}>
        <button type="button" class="button button-primary" onClick={props.onReload}>
          {texts.common.retry}
        </button>
      </Stage>
    );
  }
  if (isEmpty) return <Stage icon={MessageSquare} title={texts.chat.emptyTitle} text={texts.chat.emptyText} />;
  return <History {...props} />;
}

/** One chat: header, what goes on, history, composer. */
export function ChatView(props: ChatViewProps) {
  const { texts, call, state } = props;
  return (
    <main class="panel chat">
      <Header {...props} />
      {call && <LiveBar texts={texts} call={call} onCall={props.onCall} />}
      <OfflineNotice texts={texts} connection={props.connection} onRetry={props.onReconnect} />
      <div class="chat-body">
        <Body {...props} />
      </div>
      {state.status !== 'gone' && <Composer key={props.chat.id} texts={texts} onSend={props.onSend} />}
    </main>
  );
}
