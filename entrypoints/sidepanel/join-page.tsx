import { useCallback } from 'preact/hooks';
import type { App } from '../../client/app.ts';
import { JoinView } from '../../components/chat/join-view.tsx';
import { useLoaded } from '../../components/ui/use-loaded.ts';
import type { Texts } from '../../i18n/ru.ts';

/** An invite link in the panel. */
export function JoinPage(props: {
  texts: Texts;
  app: App;
  secret: string;
  onOpen: (chatId: string) => void;
  onBack: () => void;
}) {
  const { texts, app, secret } = props;
  const load = useCallback(
    async () => (await app.connection.call('invite:look', { secret })).invitation,
    [app, secret],
  );
  const [loaded, retry] = useLoaded(load);
  return (
    <JoinView
      texts={texts}
      loaded={loaded}
      onRetry={retry}
      onJoin={async () => {
        const { chat } = await app.connection.call('invite:accept', { secret });
        app.chats.joined(chat);
        props.onOpen(chat.id);
      }}
      onBack={props.onBack}
    />
  );
}
