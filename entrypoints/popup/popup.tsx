import { unreadChats } from '../../client/chats/state.ts';
import { createCore } from '../../client/core.ts';
import type { Session } from '../../client/session/session.ts';
import { AccountCard } from '../../components/people/account-card.tsx';
import { SignIn } from '../../components/people/sign-in.tsx';
import type { Texts } from '../../i18n/ru.ts';
import { browser } from '../extension/browser.ts';
import { HeldAccounts } from '../extension/held-accounts.tsx';
import { openCall, openPanel } from '../extension/open.ts';
import { useApp } from '../extension/use-app.ts';

const openOptions = () => void browser.runtime.openOptionsPage();

/** The window of the toolbar's icon: who I am, what goes on, the way in and out. `windowId`: where the panel opens. */
export function Popup({ texts, session, windowId }: { texts: Texts; session: Session; windowId: number }) {
  const state = session.state.value;
  const app = useApp(session, createCore);
  if (state.kind === 'loading') return null;
  if (state.kind !== 'ready') {
    const { title } = texts.signIn;
    return <SignIn texts={texts} session={session} state={state} title={title} onOptions={openOptions} />;
  }
  const list = app?.chats.state.value;
  return (
    <main>
      <AccountCard
        texts={texts}
        account={state.account}
        person={state.person}
        unreadChats={list ? unreadChats(list) : 0}
        liveChats={list ? [...list.calls.keys()].flatMap((id) => list.chats.get(id) ?? []) : []}
        onMessages={() => {
          openPanel({ windowId });
          window.close();
        }}
        onCall={(chatId) => openCall({ chatId })}
        onOptions={openOptions}
      >
        <HeldAccounts texts={texts} session={session} personId={state.person.id} />
      </AccountCard>
    </main>
  );
}
