import { useCallback, useMemo } from 'preact/hooks';
import type { App } from '../../client/app.ts';
import { NewChat } from '../../components/chat/chat-forms.tsx';
import { useLoaded } from '../../components/ui/use-loaded.ts';
import type { Texts } from '../../i18n/ru.ts';

/** «Новый чат» of the panel. */
export function NewChatPage(props: { texts: Texts; app: App; onOpen: (chatId: string) => void; onBack: () => void }) {
  const { texts, app, onBack } = props;
  const load = useCallback(async () => (await app.connection.call('contact:list', {})).contacts, [app]);
  const [loaded, retry] = useLoaded(load);
  // One id for one form: pressed again after a lost answer, it is the same chat.
  const clientId = useMemo(() => crypto.randomUUID(), []);
  return (
    <NewChat
      texts={texts}
      loaded={loaded}
      upload={app.uploadPicture}
      onRetry={retry}
      onCreate={async ({ title, picture }, members) => {
        const { chat } = await app.connection.call('chat:create', {
          clientId,
          title,
          members,
          ...(picture ? { picture } : {}),
        });
        app.chats.joined(chat);
        props.onOpen(chat.id);
      }}
      onBack={onBack}
    />
  );
}
