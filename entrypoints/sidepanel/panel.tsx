import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Session } from '../../client/session/session.ts';
import type { AccountPage } from '../../components/people/account-menu.tsx';
import { PicturesContext } from '../../components/ui/chat-pictures.ts';
import type { ListTexts } from '../../i18n/ru-list.ts';
import { browser } from '../extension/browser.ts';
import { coveringName } from '../extension/cover.ts';
import { setLanguage } from '../extension/look.ts';
import { openCall } from '../extension/open.ts';
import { onShare, takeShare } from '../extension/share.ts';
import { useApp } from '../extension/use-app.ts';
import { useNow } from '../extension/use-now.ts';
import type { DiaryBeside } from './diary-beside.ts';
import { createListMemory, ListPage } from './list-page.tsx';
import { Moved } from './moved.tsx';
import {
  AccountPages,
  AccountStart,
  ContactsPage,
  CoveredPage,
  Important,
  JoinPage,
  NewChatPage,
  OpenChatPage,
  SharePage,
  SignInPage,
  Waiting,
} from './pages.tsx';
import { createPanelCore, isApp, type PanelCore } from './panel-core.ts';
import { Panes, useWide } from './panes.tsx';
import { Rings } from './rings.tsx';

type ChatOrigin = 'list' | 'contacts' | 'important';
type Place =
  | { kind: 'list' }
  | { kind: 'contacts' }
  | { kind: 'important' }
  | { kind: 'new-chat' }
  | { kind: 'join'; secret: string }
  | { kind: 'share'; text: string }
  | { kind: 'chat'; chatId: string; ordinal: number | null; from: ChatOrigin }
  | { kind: 'account'; page: AccountPage | null };

const chatPlace = (chatId: string, ordinal: number | null = null, from: ChatOrigin = 'list'): Place => ({
  kind: 'chat',
  chatId,
  ordinal,
  from,
});
const callChat = (chatId: string) => openCall({ chatId });
const NOBODY: ReadonlyMap<string, string[]> = new Map();
const openOptions = () => void browser.runtime.openOptionsPage();

function SignedIn(props: { texts: ListTexts; session: Session; core: PanelCore; startChat: string | null }) {
  const { texts, core } = props;
  const [place, setPlace] = useState<Place>(props.startChat ? chatPlace(props.startChat) : { kind: 'list' });
  const memory = useMemo(() => createListMemory(core), [core]);
  const now = useNow();
  const list = core.chats.state.value;
  const app = core.app.value;
  useEffect(() => {
    if (list.status === 'fresh') setLanguage(list.settings.language);
  }, [list.status, list.settings.language]);
  useEffect(() => {
    const take = () => void takeShare().then((text) => text && setPlace({ kind: 'share', text }));
    take();
    return onShare(take);
  }, []);
  const chat = place.kind === 'chat' ? list.chats.get(place.chatId) : undefined;
  const toList = () => setPlace({ kind: 'list' });
  // A chat that one was taken out of does not open by itself when one is back in it.
  const isGone = place.kind === 'chat' && list.status === 'fresh' && !chat;
  useEffect(() => {
    if (isGone) toList();
  }, [isGone]);
  const toAccount = (page: AccountPage | null = null) => setPlace({ kind: 'account', page });
  const join = (secret: string) => setPlace({ kind: 'join', secret });
  const directWith = async (personId: string) => {
    const { chat: direct } = await core.connection.call('chat:direct', { personId });
    core.chats.joined(direct);
    return direct.id;
  };
  const write = async (personId: string, from: 'list' | 'contacts') =>
    setPlace(chatPlace(await directWith(personId), null, from));
  const callPerson = async (personId: string) => callChat(await directWith(personId));
  const isWide = useWide();
  return (
    <Panes texts={texts} isWide={isWide} side={sidePage()}>
      <ListPage
        key="list"
        texts={texts}
        isBeside={isWide}
        openChat={chat?.id}
        app={core}
        typing={isApp(app) ? app.typing.people.value : NOBODY}
        memory={memory}
        now={now}
        onOpen={(chatId, ordinal) => setPlace(chatPlace(chatId, ordinal))}
        onWrite={(personId) => write(personId, 'list')}
        onCallPerson={callPerson}
        onCall={callChat}
        onJoin={join}
        onContacts={() => setPlace({ kind: 'contacts' })}
        onImportant={() => setPlace({ kind: 'important' })}
        onNewChat={() => setPlace({ kind: 'new-chat' })}
        onAccount={() => toAccount()}
      />
    </Panes>
  );

  /** What is open beside the list, or over it where the panel is narrow; null: the list alone. */
  function sidePage() {
    if (place.kind === 'list' || (place.kind === 'chat' && !(chat && list.me))) return null;
    if (!isApp(app)) return <Waiting texts={texts} hasFailed={app === 'failed'} />;
    if (place.kind === 'account' && place.page) {
      return <AccountPages texts={texts} app={app} now={now} page={place.page} onBack={() => toAccount()} />;
    }
    if (place.kind === 'account') {
      return <AccountStart texts={texts} session={props.session} app={app} onOpen={toAccount} onBack={toList} />;
    }
    if (place.kind === 'contacts') {
      const writeTo = (id: string) => write(id, 'contacts');
      return <ContactsPage texts={texts} app={app} onWrite={writeTo} onCall={callPerson} onBack={toList} />;
    }
    if (place.kind === 'new-chat') {
      return <NewChatPage texts={texts} app={app} onOpen={(id) => setPlace(chatPlace(id))} onBack={toList} />;
    }
    if (place.kind === 'join') {
      return (
        <JoinPage
          texts={texts}
          app={app}
          secret={place.secret}
          onOpen={(id) => setPlace(chatPlace(id))}
          onBack={toList}
        />
      );
    }
    if (place.kind === 'share') {
      const open = (id: string) => setPlace(chatPlace(id));
      return (
        <SharePage key={place.text} texts={texts} app={app} text={place.text} now={now} onOpen={open} onBack={toList} />
      );
    }
    if (place.kind === 'important') {
      const open = (chatId: string, ordinal: number) => setPlace(chatPlace(chatId, ordinal, 'important'));
      return <Important texts={texts} app={app} now={now} onOpen={open} onBack={toList} />;
    }
    if (!chat || !list.me) return null;
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
        onWrite={(personId) => write(personId, 'list')}
        onJoin={join}
      />
    );
  }
}

/** The side panel: sign-in, then chats; covered while the diary beside it is somebody else's. */
export function Panel(props: {
  texts: ListTexts;
  session: Session;
  diary: ReadonlySignal<DiaryBeside | undefined>;
  startChat: string | null;
}) {
  const { texts, session } = props;
  const state = session.state.value;
  const core = useApp(session, createPanelCore);
  const beside = props.diary.value;
  if (state.kind === 'loading') return null;
  if (state.kind !== 'ready') {
    return <SignInPage texts={texts} session={session} state={state} onOptions={openOptions} />;
  }
  // Until it is known whose diary stands beside the panel, nothing is shown.
  if (beside === undefined || !core) return null;
  const diaryName = coveringName(beside.state, beside.tabId, state.person);
  if (diaryName !== null) {
    return <CoveredPage texts={texts} session={session} me={state.person} diaryName={diaryName} />;
  }
  const app = core.app.value;
  return (
    <PicturesContext.Provider value={isApp(app) ? app.links : null}>
      <SignedIn key={core.personId} texts={texts} session={session} core={core} startChat={props.startChat} />
      <Rings texts={texts} core={core} />
      <Moved texts={texts} session={session} me={state.person} />
    </PicturesContext.Provider>
  );
}
