import { useEffect, useMemo } from 'preact/hooks';
import type { App } from '../../client/app.ts';
import { ImportantPage } from '../../components/chat/important-list.tsx';
import type { Texts } from '../../i18n/ru.ts';

/** «Важное» of the panel: opened when it is shown, closed when one goes back. */
export function Important(props: {
  texts: Texts;
  app: App;
  now: number;
  onOpen: (chatId: string, ordinal: number) => void;
  onBack: () => void;
}) {
  const { app } = props;
  const list = useMemo(() => app.openImportant(), [app]);
  useEffect(() => () => list.close(), [list]);
  return (
    <ImportantPage
      texts={props.texts}
      state={list.state.value}
      error={list.error.value}
      chats={app.chats.state.value.chats}
      now={props.now}
      onOpen={props.onOpen}
      onMore={() => void list.more()}
      onRetry={() => void list.reload()}
      onBack={props.onBack}
    />
  );
}
