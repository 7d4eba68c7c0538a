import { ChevronLeft } from 'lucide';
import { useState } from 'preact/hooks';
import type { App } from '../../client/app.ts';
import { unreadChats } from '../../client/chats/state.ts';
import type { Session } from '../../client/session/session.ts';
import { ChatList } from '../../components/chat/chat-list.tsx';
import { AccountCard } from '../../components/people/account-card.tsx';
import { Covered } from '../../components/people/covered.tsx';
import { SignIn } from '../../components/people/sign-in.tsx';
import { Icon } from '../../components/ui/icon.tsx';
import type { Texts } from '../../i18n/ru.ts';
import { browser } from '../extension/browser.ts';
import { acceptName } from '../extension/cover.ts';
import { openCall } from '../extension/open.ts';
import { useApp } from '../extension/use-app.ts';
import { useNow } from '../extension/use-now.ts';
import { OpenChatPage } from './open-chat-page.tsx';
import { useCover } from './use-cover.ts';

type Place = { kind: 'list' } | { kind: 'chat'; chatId: string } | { kind: 'account' };

const callChat = (chatId: string) => openCall({ chatId });
const openOptions = () => void browser.runtime.openOptionsPage();

function Account(props: { texts: Texts; session: Session; app: App; onBack: () => void }) {
  const { texts, session, app } = props;
  const state = session.state.value;
  if (state.kind !== 'ready') return null;
  const list = app.chats.state.value;
  return (
    <main class="panel">
      <header class="panel-header">
        <button type="button" class="icon-button" aria-label={texts.common.back} onClick={props.onBack}>
          <Icon icon={ChevronLeft} />
        </button>
        <p class="panel-title">{texts.chats.account}</p>
      </header>
      <AccountCard
        texts={texts}
        account={state.account}
        person={state.person}
        unreadChats={unreadChats(list)}
        liveChats={[...list.calls.keys()].flatMap((id) => list.chats.get(id) ?? [])}
        onChoose={(id) => void session.choose(id)}
        onCall={callChat}
        onAdd={session.chooseAgain}
        onOptions={openOptions}
        onSignOut={() => void session.signOut()}
      />
    </main>
  );
}

function SignedIn(props: { texts: Texts; session: Session; app: App; startChat: string | null }) {
  const { texts, app } = props;
  const [place, setPlace] = useState<Place>(
    props.startChat ? { kind: 'chat', chatId: props.startChat } : { kind: 'list' },
  );
  const now = useNow();
  const list = app.chats.state.value;
  const chat = place.kind === 'chat' ? list.chats.get(place.chatId) : undefined;
  const toList = () => setPlace({ kind: 'list' });
  if (place.kind === 'account') {
    return <Account texts={texts} session={props.session} app={app} onBack={toList} />;
  }
  if (chat && list.me) {
    return (
      <OpenChatPage
        key={chat.id}
        texts={texts}
        app={app}
        chat={chat}
        myId={list.me.id}
        now={now}
        onBack={toList}
        onCall={callChat}
      />
    );
  }
  return (
    <ChatList
      texts={texts}
      state={list}
      connection={app.connection.status.value}
      error={app.chats.error.value}
      now={now}
      onOpen={(chatId) => setPlace({ kind: 'chat', chatId })}
      onCall={callChat}
      onAccount={() => setPlace({ kind: 'account' })}
      onRetry={() => {
        app.connection.retryNow();
        if (app.connection.status.value.kind === 'online') void app.chats.reload();
      }}
    />
  );
}

/** The side panel: sign-in, then chats; covered while the diary beside it is somebody else's. */
export function Panel({ texts, session, startChat }: { texts: Texts; session: Session; startChat: string | null }) {
  const state = session.state.value;
  const app = useApp(session);
  const diaryName = useCover(state.kind === 'ready' ? state.person : null);
  if (state.kind === 'loading') return null;
  if (state.kind !== 'ready') {
    const { panelTitle, panelText } = texts.signIn;
    return (
      <SignIn
        texts={texts}
        session={session}
        state={state}
        title={panelTitle}
        text={panelText}
        onOptions={openOptions}
      />
    );
  }
  // Until it is known whose diary stands beside the panel, nothing is shown.
  if (diaryName === undefined || !app) return null;
  if (diaryName !== null) {
    return (
      <Covered
        texts={texts}
        me={state.person}
        diaryName={diaryName}
        onChange={() => void session.signOut().then(session.signIn)}
        onContinue={() => void acceptName(state.person.id, diaryName)}
      />
    );
  }
  return <SignedIn key={app.personId} texts={texts} session={session} app={app} startChat={startChat} />;
}
