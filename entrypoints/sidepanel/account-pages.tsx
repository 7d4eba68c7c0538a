import { useCallback, useState } from 'preact/hooks';
import type { App } from '../../client/app.ts';
import { AccountMenu, type AccountPage } from '../../components/people/account-menu.tsx';
import { HelpPage } from '../../components/people/help-page.tsx';
import { LookSettings } from '../../components/people/look-settings.tsx';
import { NotificationSettings } from '../../components/people/notification-settings.tsx';
import { SessionList } from '../../components/people/session-list.tsx';
import { useLoaded } from '../../components/ui/use-loaded.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { PersonSettingsChange } from '../../protocol/person-settings.ts';
import { look, setLanguage, setLook } from '../extension/look.ts';
import { openCheck } from '../extension/open.ts';
import { problemOf } from './problem-of.ts';

interface PageProps {
  texts: Texts;
  app: App;
  now: number;
  onBack: () => void;
}

function Sessions({ texts, app, now, onBack }: PageProps) {
  const load = useCallback(async () => (await app.connection.call('session:list', {})).sessions, [app]);
  const [loaded, retry] = useLoaded(load);
  // One that cannot be ended is still in the list that is fetched next.
  const end = (sessionId: string | null) => app.connection.call('session:end', { sessionId }).then(retry, retry);
  return <SessionList {...{ texts, loaded, now, onBack }} onRetry={retry} onEnd={(id) => void end(id)} />;
}

function useSettings(texts: Texts, app: App) {
  const [problem, setProblem] = useState<string | null>(null);
  async function change(next: PersonSettingsChange) {
    setProblem(null);
    await app.connection.call('person:set', { change: next }).catch((error) => setProblem(problemOf(texts, error)));
  }
  return { settings: app.chats.state.value.settings, problem, change };
}

/** A page of «Аккаунт». */
export function AccountPages(props: PageProps & { page: AccountPage }) {
  const { texts, app, page, onBack } = props;
  const { settings, problem, change } = useSettings(texts, app);
  if (page === 'sessions') return <Sessions {...props} />;
  if (page === 'help') return <HelpPage texts={texts} onCheck={openCheck} onBack={onBack} />;
  if (page === 'look') {
    return (
      <LookSettings
        texts={texts}
        look={look.value}
        language={settings.language}
        onLook={setLook}
        onLanguage={(language) => {
          setLanguage(language);
          void change({ language });
        }}
        onBack={onBack}
      />
    );
  }
  return <NotificationSettings {...{ texts, settings, problem, onBack }} onChange={(next) => void change(next)} />;
}

/** The menu of «Аккаунт», below who I am. `serverUrl`: where my data is downloaded from. */
export function AccountMenuPart(props: {
  texts: Texts;
  app: App;
  serverUrl: () => Promise<string>;
  onOpen: (page: AccountPage) => void;
  onDownload: (url: string) => void;
}) {
  const { texts, app } = props;
  const [note, setNote] = useState<{ text: string; isProblem: boolean } | null>(null);
  async function takeAway() {
    try {
      const { path } = await app.connection.call('export:begin', {});
      props.onDownload((await props.serverUrl()) + path);
      setNote({ text: texts.settings.exportStarted, isProblem: false });
    } catch (error) {
      setNote({ text: problemOf(texts, error), isProblem: true });
    }
  }
  return (
    <AccountMenu texts={texts} note={note} onOpen={props.onOpen} onExport={() => void takeAway()} onCheck={openCheck} />
  );
}
