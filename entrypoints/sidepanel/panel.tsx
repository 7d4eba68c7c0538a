import { ChevronLeft } from 'lucide';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { App } from '../../client/app.ts';
import { unreadChats } from '../../client/chats/state.ts';
import type { Session } from '../../client/session/session.ts';
import { AccountCard } from '../../components/people/account-card.tsx';
import type { AccountPage } from '../../components/people/account-menu.tsx';
import { Covered } from '../../components/people/covered.tsx';
import { SignIn } from '../../components/people/sign-in.tsx';
import { Icon } from '../../components/ui/icon.tsx';
import type { Texts } from '../../i18n/ru.ts';
import { browser } from '../extension/browser.ts';
import { acceptName } from '../extension/cover.ts';
import { setLanguage } from '../extension/look.ts';
import { openCall } from '../extension/open.ts';
import { useApp } from '../extension/use-app.ts';
import { useNow } from '../extension/use-now.ts';
import { AccountMenuPart, AccountPages } from './account-pages.tsx';
import { ContactsPage } from './contacts-page.tsx';
import { Important } from './important.tsx';
import { createListMemory, ListPage } from './list-page.tsx';
import { OpenChatPage } from './open-chat-page.tsx';
import { useCover } from './use-cover.ts';

type ChatOrigin = 'list' | 'contacts' | 'important';
type Place =
  | { kind: 'list' }
  | { kind: 'contacts' }
  | { kind: 'important' }
  | { kind: 'chat'; chatId: string; ordinal: number | null; from: ChatOrigin }
  | { kind: 'account'; page: AccountPage | null };

const chatPlace = (chatId: string, ordinal: number | null = null, from: ChatOrigin = 'list'): Place => ({
  kind: 'chat',
  chatId,
  ordinal,
  from,
});
const callChat = (chatId: string) => openCall({ chatId });
const openOptions = () => void browser.runtime.openOptionsPage();
/** The browser saves what comes; the tab closes by itself. */
const download = (url: string) => void browser.tabs.create({ url });

function Account(props: {
  texts: Texts;
  session: Session;
  app: App;
  onOpen: (page: AccountPage) => void;
  onBack: () => void;
}) {
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
      <div class="panel-scroll">
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
        <AccountMenuPart
          texts={texts}
          app={app}
          serverUrl={session.serverUrl}
          onOpen={props.onOpen}
          onDownload={download}
        />
      </div>
    </main>
  );
}

function SignedIn(props: { texts: Texts; session: Session; app: App; startChat: string | null }) {
  const { texts, app } = props;
  const [place, setPlace] = useState<Place>(props.startChat ? chatPlace(props.startChat) : { kind: 'list' });
  const memory = useMemo(() => createListMemory(app), [app]);
  const now = useNow();
  const list = app.chats.state.value;
  useEffect(() => {
    if (list.status === 'fresh') setLanguage(list.settings.language);
  }, [list.status, list.settings.language]);
  const chat = place.kind === 'chat' ? list.chats.get(place.chatId) : undefined;
  const toList = () => setPlace({ kind: 'list' });
  const toAccount = (page: AccountPage | null = null) => setPlace({ kind: 'account', page });
  const write = async (personId: string, from: 'list' | 'contacts') => {
    const { chat: direct } = await app.connection.call('chat:direct', { personId });
    app.chats.joined(direct);
    setPlace(chatPlace(direct.id, null, from));
  };
  if (place.kind === 'account' && place.page) {
    return <AccountPages texts={texts} app={app} now={now} page={place.page} onBack={() => toAccount()} />;
  }
  if (place.kind === 'account') {
    return <Account texts={texts} session={props.session} app={app} onOpen={toAccount} onBack={toList} />;
  }
  if (place.kind === 'contacts') {
    return <ContactsPage texts={texts} app={app} onWrite={(id) => write(id, 'contacts')} onBack={toList} />;
  }
  if (place.kind === 'important') {
    const open = (chatId: string, ordinal: number) => setPlace(chatPlace(chatId, ordinal, 'important'));
    return <Important texts={texts} app={app} now={now} onOpen={open} onBack={toList} />;
  }
  if (place.kind === 'chat' && chat && list.me) {
    return (
      <OpenChatPage
        key={chat.id}
        texts={texts}
        app={app}
        chat={chat}
        myId={list.me.id}
        now={now}
        startOrdinal={place.ordinal}
        onBack={() => setPlace({ kind: place.from })}
        onCall={callChat}
      />
    );
  }
  return (
    <ListPage
      texts={texts}
      app={app}
      memory={memory}
      now={now}
      onOpen={(chatId, ordinal) => setPlace(chatPlace(chatId, ordinal))}
      onWrite={(personId) => write(personId, 'list')}
      onCall={callChat}
      onContacts={() => setPlace({ kind: 'contacts' })}
      onImportant={() => setPlace({ kind: 'important' })}
      onAccount={() => toAccount()}
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
