import { computed } from '@preact/signals-core';
import { CircleAlert } from 'lucide';
import { useMemo, useState } from 'preact/hooks';
import { callClient } from '../../client/call/call-client.ts';
import { keptChoices } from '../../client/call/kept-choices.ts';
import { chatsForLesson } from '../../client/chats/lesson.ts';
import { unreadOf } from '../../client/chats/state.ts';
import { whenOnline } from '../../client/connection.ts';
import { type Core, type CoreDeps, createCore } from '../../client/core.ts';
import type { PinnedSession } from '../../client/session/pinned.ts';
import { CallScreen } from '../../components/call/call-screen.tsx';
import type { SaveFile } from '../../components/call/call-view.tsx';
import type { SubstituteLesson } from '../../components/call/substitute.tsx';
import { Whose } from '../../components/call/whose.tsx';
import { lazy } from '../../components/ui/lazy.tsx';
import { Stage } from '../../components/ui/stage.tsx';
import { errorText } from '../../i18n/errors.ts';
import { chatTitle } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import type { Chat, ChatName } from '../../protocol/chats.ts';
import type { Me } from '../../protocol/people.ts';
import { browser } from '../extension/browser.ts';
import { checkUrl } from '../extension/open.ts';
import { useApp } from '../extension/use-app.ts';
import { deviceId, readChoice, rememberChoice } from './choices.ts';
import { useRingback } from './ringback.ts';

const Rings = lazy(async () => (await import('./rings.tsx')).Rings);
// Who is signed in does not wait for them.
const SignIn = lazy(
  async () => {
    await import('../../components/people/sign-in.css');
    return (await import('../../components/people/sign-in.tsx')).SignIn;
  },
  { isPage: true },
);
const Substitute = lazy(async () => (await import('../../components/call/substitute.tsx')).Substitute);

/** What the page was opened for: a chat, or a lesson as the diary names it. */
export interface CallAsk {
  chatId: string | null;
  className: string | undefined;
  subject: string | undefined;
  /** The call rings, and was taken elsewhere in the browser. */
  isAnswering: boolean;
}

const Choose = lazy(async () => (await import('./choose.tsx')).Choose);
const ChatBeside = lazy(async () => (await import('./chat-beside.tsx')).ChatBeside);

interface OwnCall {
  texts: CallTexts;
  app: Core;
  /** Of the account that the page belongs to. */
  session: CoreDeps['session'];
  me: Me;
  isAnswering: boolean;
}

/** `chat` is undefined for a teacher who is about to stand in: they are no member of it yet. */
function Call(props: OwnCall & { chatId: string; name: ChatName; chat?: Chat }) {
  const { texts, app, session, chatId, name, chat, me } = props;
  const { client, liveCall } = useMemo(
    () => ({
      client: callClient(app.connection, chatId),
      liveCall: computed(() => app.chats.state.value.calls.get(chatId) ?? null),
    }),
    [app, chatId],
  );
  useRingback(liveCall, me.id);
  const title = chatTitle(texts, name);
  document.title = title;
  const unread = useMemo(
    () =>
      computed(() => {
        const now = app.chats.state.value.chats.get(chatId);
        return now ? unreadOf(now) : 0;
      }),
    [app, chatId],
  );
  const saveFile: SaveFile = async (...what) =>
    (await import('./save-file.ts')).saveFile({ core: app, session }, ...what);
  return (
    <CallScreen
      texts={texts}
      title={title}
      isDirect={name.kind === 'direct'}
      isAnswering={props.isAnswering}
      client={client}
      liveCall={liveCall}
      me={me}
      storage={keptChoices}
      deviceId={deviceId()}
      playKnock={() => void import('../extension/notes.ts').then(({ playNotes }) => playNotes('notice'))}
      checkUrl={checkUrl()}
      {...(chat
        ? {
            chat: {
              unread,
              saveFile,
              view: (onClose) => <ChatBeside {...{ texts, session, chat, me, onClose }} core={app} />,
            },
          }
        : {})}
      onClose={() => window.close()}
    />
  );
}

function Resolved({ texts, app, session, ask }: Pick<OwnCall, 'texts' | 'app' | 'session'> & { ask: CallAsk }) {
  const state = app.chats.state.value;
  const [chosen, setChosen] = useState<string | null>(ask.chatId);
  const [standIn, setStandIn] = useState<SubstituteLesson | null>(null);
  const isFresh = state.status === 'fresh';
  const status = isFresh ? null : app.connection.status.value;
  const problem = status?.kind === 'refused' ? status.code : status?.kind === 'offline' ? 'offline' : null;
  if (problem) {
    return (
      <main class="whole">
        <Stage icon={CircleAlert} title={texts.chats.failedTitle} text={errorText(texts, problem)}>
          <button type="button" class="button button-primary" onClick={app.connection.retryNow}>
            {texts.common.retry}
          </button>
        </Stage>
      </main>
    );
  }
  if (!state.me) return null;
  const fitting = chosen ? [] : chatsForLesson(state.chats.values(), ask);
  const remembered = fitting.length > 1 ? readChoice(fitting) : undefined;
  const chatId = chosen ?? (fitting.length === 1 ? fitting[0]?.id : remembered);
  const chat = chatId ? state.chats.get(chatId) : undefined;
  const common = { texts, app, session, me: state.me, isAnswering: ask.isAnswering };
  // Who stands in becomes a member on the way in: it stays the same call.
  const lesson = chat ? { chatId: chat.id, name: chat, chat } : standIn;
  // As who: what is stored may have me in another role than the server has, and with other rights.
  if (lesson) return <Call key={`${lesson.chatId} ${state.me.role}`} {...common} {...lesson} />;
  // Which chats are mine is the server's word: what is stored may be of last week, and shows no more than a call.
  if (!isFresh) return null;
  if (fitting.length > 1) {
    return (
      <Choose
        texts={texts}
        chats={fitting}
        onChoose={(id) => {
          rememberChoice(fitting, id);
          setChosen(id);
        }}
      />
    );
  }
  const { className, subject } = ask;
  if (state.me.role === 'teacher' && className && subject) {
    const find = () =>
      whenOnline(app.connection)
        .then(() => app.connection.call('call:lessons', { className, subject }))
        .then(({ lessons }) => lessons);
    return <Substitute texts={texts} find={find} onChoose={setStandIn} />;
  }
  const isParent = state.me.role === 'parent' && !ask.chatId;
  return (
    <main class="whole">
      <Stage
        icon={CircleAlert}
        title={isParent ? texts.call.parent : texts.call.noChatTitle}
        {...(isParent ? {} : { text: texts.call.noChatText })}
      />
    </main>
  );
}

/** The call's tab: signs in in place where needed, finds the chat, then the call. */
export function CallPage({ texts, session, ask }: { texts: CallTexts; session: PinnedSession; ask: CallAsk }) {
  const state = session.state.value;
  const app = useApp(session, createCore);
  const accountId = state.kind === 'ready' ? state.account.accountId : '';
  const own = useMemo(() => session.of(accountId), [session, accountId]);
  if (state.kind === 'loading') return null;
  if (state.kind !== 'ready') {
    const openOptions = () => void browser.runtime.openOptionsPage();
    const { title } = texts.signIn;
    return <SignIn texts={texts} session={session} state={state} title={title} onOptions={openOptions} />;
  }
  if (!app) return null;
  const other = session.other.value;
  return (
    <Whose texts={texts} me={state.person} other={other} onChange={session.follow}>
      <Rings texts={texts} app={app} />
      <Resolved key={app.personId} texts={texts} app={app} session={own} ask={ask} />
    </Whose>
  );
}
