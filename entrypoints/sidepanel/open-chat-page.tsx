import { useEffect, useMemo } from 'preact/hooks';
import type { App } from '../../client/app.ts';
import { unreadOf } from '../../client/chats/state.ts';
import { holdViewing } from '../../client/viewing.ts';
import { ChatView } from '../../components/chat/chat-view.tsx';
import type { Texts } from '../../i18n/ru.ts';
import type { Chat } from '../../protocol/chats.ts';

/** Says that this chat is being looked at, for as long as the page is visible: no notification is needed then. */
function useViewing(chatId: string) {
  useEffect(() => {
    let held: AbortController | undefined;
    function update() {
      held?.abort();
      held = undefined;
      if (document.visibilityState !== 'visible') return;
      held = new AbortController();
      holdViewing(chatId, held.signal);
    }
    update();
    document.addEventListener('visibilitychange', update);
    return () => {
      document.removeEventListener('visibilitychange', update);
      held?.abort();
    };
  }, [chatId]);
}

/** One chat of the panel: opened when it is shown, closed when one goes back. */
export function OpenChatPage(props: {
  texts: Texts;
  app: App;
  chat: Chat;
  myId: string;
  now: number;
  onBack: () => void;
  onCall: (chatId: string) => void;
}) {
  const { app, chat } = props;
  useViewing(chat.id);
  // As of opening: reading moves the marker, the line stays where it was.
  const { open, firstUnread } = useMemo(
    () => ({
      open: app.openChat(chat.id),
      firstUnread: unreadOf(chat) > 0 ? Math.max(chat.readOrdinal, chat.firstOrdinal - 1) + 1 : null,
    }),
    // The row changes all the time, the chat does not.
    [app, chat.id],
  );
  useEffect(() => () => open.close(), [open]);

  const outgoing = app.outbox.entries.value.filter((entry) => entry.chatId === chat.id);
  return (
    <ChatView
      texts={props.texts}
      chat={chat}
      call={app.chats.state.value.calls.get(chat.id)}
      state={open.state.value}
      outgoing={outgoing}
      connection={app.connection.status.value}
      error={open.error.value}
      myId={props.myId}
      firstUnread={firstUnread}
      isLoadingEarlier={open.isLoadingEarlier.value}
      now={props.now}
      onBack={props.onBack}
      onCall={() => props.onCall(chat.id)}
      onSend={(text) => app.outbox.send(chat.id, text)}
      onEarlier={() => void open.loadEarlier()}
      onRead={open.markRead}
      onRetry={(clientId) => void app.outbox.retry(clientId)}
      onDelete={(clientId) => void app.outbox.remove(clientId)}
      onReconnect={app.connection.retryNow}
      onReload={() => void open.reload()}
    />
  );
}
