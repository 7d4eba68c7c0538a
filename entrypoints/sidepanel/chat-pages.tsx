import { useEffect, useMemo } from 'preact/hooks';
import type { App } from '../../client/app.ts';
import { createSearch } from '../../client/search/search.ts';
import { ChatSearch } from '../../components/chat/chat-search.tsx';
import type { Texts } from '../../i18n/ru.ts';
import type { Chat } from '../../protocol/chats.ts';

/** The search in the open chat. */
export function SearchPage(props: {
  texts: Texts;
  app: App;
  chat: Chat;
  now: number;
  onBack: () => void;
  onOpen: (ordinal: number) => void;
}) {
  const { app, chat, texts, now, onBack, onOpen } = props;
  const search = useMemo(() => createSearch(app.connection, chat.id), [app, chat.id]);
  useEffect(() => search.close, [search]);
  return <ChatSearch {...{ texts, chat, search, now, onBack, onOpen }} />;
}
