import { useEffect, useMemo, useState } from 'preact/hooks';
import type { App } from '../../client/app.ts';
import { ClientError } from '../../client/platform.ts';
import { createSearch } from '../../client/search/search.ts';
import { ChatInfo } from '../../components/chat/chat-info.tsx';
import { ChatSearch } from '../../components/chat/chat-search.tsx';
import { errorText } from '../../i18n/errors.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { ChatSettingsChange } from '../../protocol/chat-settings.ts';
import type { Chat, Member } from '../../protocol/chats.ts';

/** The sentence for what went wrong with a command. */
export function problemOf(texts: Texts, error: unknown): string {
  return errorText(texts, error instanceof ClientError ? error.code : 'internal');
}

/** «О чате» of the open chat. */
export function InfoPage(props: {
  texts: Texts;
  app: App;
  chat: Chat;
  members: Member[];
  myId: string;
  now: number;
  onBack: () => void;
  onSearch: () => void;
}) {
  const { texts, app, chat } = props;
  const [problem, setProblem] = useState<string | null>(null);
  async function arrange(change: ChatSettingsChange) {
    setProblem(null);
    await app.connection
      .call('chat:arrange', { chatId: chat.id, change })
      .catch((error) => setProblem(problemOf(texts, error)));
  }
  const { members, myId, now, onBack, onSearch } = props;
  return (
    <ChatInfo
      {...{ texts, chat, members, myId, now, problem, onBack, onSearch }}
      onArrange={(change) => void arrange(change)}
    />
  );
}

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
