import { ChevronLeft } from 'lucide';
import type { App } from '../../client/app.ts';
import { unreadChats } from '../../client/chats/state.ts';
import type { Session } from '../../client/session/session.ts';
import { AccountCard } from '../../components/people/account-card.tsx';
import type { AccountPage } from '../../components/people/account-menu.tsx';
import { Icon } from '../../components/ui/icon.tsx';
import type { Texts } from '../../i18n/ru.ts';
import { browser } from '../extension/browser.ts';
import { HeldAccounts } from '../extension/held-accounts.tsx';
import { openCall } from '../extension/open.ts';
import { AccountMenuPart } from './account-pages.tsx';

/** The browser saves what comes; the tab closes by itself. */
const download = (url: string) => void browser.tabs.create({ url });

/** «Аккаунт»: who I am, and the way to its pages. */
export function AccountStart(props: {
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
          onCall={(chatId) => openCall({ chatId })}
          onOptions={() => void browser.runtime.openOptionsPage()}
        >
          <HeldAccounts texts={texts} session={session} personId={state.person.id} />
        </AccountCard>
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
