import { useCallback, useState } from 'preact/hooks';
import type { App } from '../../client/app.ts';
import { Contacts } from '../../components/people/contacts.tsx';
import { useLoaded } from '../../components/ui/use-loaded.ts';
import type { Texts } from '../../i18n/ru.ts';
import { problemOf } from './problem-of.ts';

/** «Контакты» of the panel. */
export function ContactsPage(props: {
  texts: Texts;
  app: App;
  onWrite: (personId: string) => Promise<void>;
  onCall: (personId: string) => Promise<void>;
  onBack: () => void;
}) {
  const { texts, app } = props;
  const load = useCallback(async () => (await app.connection.call('contact:list', {})).contacts, [app]);
  const [loaded, retry] = useLoaded(load);
  const [problem, setProblem] = useState<string | null>(null);
  function attempt(work: Promise<void>) {
    setProblem(null);
    work.catch((error) => setProblem(problemOf(texts, error)));
  }
  return (
    <Contacts
      texts={texts}
      loaded={loaded}
      problem={problem}
      onRetry={retry}
      onWrite={(personId) => attempt(props.onWrite(personId))}
      onCall={(personId) => attempt(props.onCall(personId))}
      onBack={props.onBack}
    />
  );
}
