import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import type { App } from '../../client/app.ts';
import { writableChats } from '../../client/chats/rights.ts';
import { settingsOf } from '../../client/chats/settings.ts';
import { unreadOf } from '../../client/chats/state.ts';
import type { OutgoingExtra } from '../../client/messages/outbox.ts';
import { holdViewing } from '../../client/viewing.ts';
import { ChatView } from '../../components/chat/chat-view.tsx';
import { LaterPage } from '../../components/chat/later-page.tsx';
import type { Texts } from '../../i18n/ru.ts';
import type { Chat } from '../../protocol/chats.ts';
import { inviteSecret } from '../../protocol/invites.ts';
import { SearchPage } from './chat-pages.tsx';
import { InfoPage } from './info-page.tsx';
import { usePast } from './use-past.ts';
import { verbsOf } from './verbs.ts';
import { WithFiles } from './with-files.tsx';

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

/** Ctrl+F searches in the chat, as it does in a page; by the key's place, whatever the layout. */
function useFind(onFind: () => void) {
  // Before the first paint: a key that is pressed at once is not lost.
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.code !== 'KeyF' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      onFind();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  });
}

/** A chat that I marked as unread is not any more once I have opened it. */
function useSeen(app: App, chat: Chat) {
  const isMarked = settingsOf(chat).isMarkedUnread;
  useEffect(() => {
    if (!isMarked) return;
    const change = { isMarkedUnread: false };
    app.connection.call('chat:arrange', { chatId: chat.id, change }).catch(() => {});
  }, [app, chat.id, isMarked]);
}

/** The message first, then its files leave the tray: what a crash leaves in between is told by the message. */
async function sendWithFiles(app: App, chatId: string, text: string, extra: OutgoingExtra): Promise<void> {
  await app.outbox.send(chatId, text, extra, { endsDraft: true });
  await app.uploads.queued(extra.uploads ?? []);
}

/** One chat of the panel: opened when it is shown, closed when one goes back. */
export function OpenChatPage(props: {
  texts: Texts;
  app: App;
  chat: Chat;
  myId: string;
  now: number;
  /** The message to open the chat at; null: where one stopped reading. */
  startOrdinal: number | null;
  /** The chat stands beside its own call: nothing leads to it, and one closes it rather than goes back. */
  isInCall?: boolean;
  onBack: () => void;
  onCall: (chatId: string) => void;
  /** Opens the direct chat with somebody. */
  onWrite: (personId: string) => Promise<void>;
  /** Opens an invite link of this school by its secret. */
  onJoin: (secret: string) => void;
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
  useEffect(
    () => () => {
      open.close();
      // What was begun here is on the other devices at once, not after a pause.
      app.drafts.flush();
    },
    [app, open],
  );
  const [side, setSide] = useState<'chat' | 'info' | 'search' | 'later'>('chat');
  const past = usePast(app, chat, props.startOrdinal);
  useFind(() => setSide('search'));
  useSeen(app, chat);

  const outgoing = app.outbox.entries.value.filter((entry) => entry.chatId === chat.id);
  const { texts, now } = props;
  const toChat = () => setSide('chat');
  if (side === 'info') {
    const { members } = open.state.value;
    const toSearch = () => setSide('search');
    const { myId, onWrite } = props;
    return <InfoPage {...{ texts, app, chat, members, now, myId, onWrite }} onBack={toChat} onSearch={toSearch} />;
  }
  if (side === 'search') {
    const show = (ordinal: number) => {
      toChat();
      past.show(ordinal);
    };
    return <SearchPage {...{ texts, app, chat, now }} onBack={toChat} onOpen={show} />;
  }
  const scheduled = app.chats.state.value.scheduled.filter((one) => one.chatId === chat.id);
  if (side === 'later') return <LaterPage {...{ texts, scheduled, now }} verbs={app.later} onBack={toChat} />;
  function followLink(href: string): boolean {
    const secret = inviteSecret(href, app.serverUrl);
    if (secret) props.onJoin(secret);
    return secret !== null;
  }
  return (
    <WithFiles texts={props.texts} app={app} chat={chat}>
      <ChatView
        texts={props.texts}
        chat={chat}
        call={app.chats.state.value.calls.get(chat.id)}
        isInCall={props.isInCall === true}
        state={past.over(open.state.value)}
        outgoing={past.hasLater ? [] : outgoing}
        connection={app.connection.status.value}
        error={open.error.value}
        myId={props.myId}
        firstUnread={firstUnread}
        isLoadingEarlier={open.isLoadingEarlier.value || past.isLoading}
        now={props.now}
        onBack={props.onBack}
        onCall={() => props.onCall(chat.id)}
        loadAttendance={(callId) => app.connection.call('call:attendance', { callId })}
        onSend={(text, extra) => sendWithFiles(app, chat.id, text, extra)}
        onPutOff={(text, extra, sendAt) => app.later.add(chat.id, text, extra, sendAt)}
        scheduled={scheduled}
        onScheduled={() => setSide('later')}
        onLink={followLink}
        verbs={verbsOf(app, open, past)}
        draft={app.drafts.of(chat.id)}
        typing={app.typing.people.value.get(chat.id) ?? []}
        chats={writableChats(app.chats.state.value, now)}
        onEarlier={past.focusOrdinal === null ? () => void open.loadEarlier() : past.onEarlier}
        onRead={past.hasLater ? () => {} : open.markRead}
        onInfo={() => setSide('info')}
        focusOrdinal={past.focusOrdinal}
        hasLater={past.hasLater}
        onLater={past.onLater}
        onNewest={past.leave}
        onRetry={(clientId) => void app.outbox.retry(clientId)}
        onDelete={(clientId) => void app.outbox.remove(clientId)}
        onReconnect={app.connection.retryNow}
        onReload={() => void open.reload()}
      />
    </WithFiles>
  );
}
