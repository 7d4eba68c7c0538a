import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChatFilter } from '../../client/chats/filters.ts';
import { settingsOf } from '../../client/chats/settings.ts';
import type { Core } from '../../client/core.ts';
import { createSearch, type Search } from '../../client/search/search.ts';
import { ChatList } from '../../components/chat/chat-list.tsx';
import type { ListTexts } from '../../i18n/ru-list.ts';
import type { ChatSettingsChange } from '../../protocol/chat-settings.ts';
import type { Contact } from '../../protocol/contacts.ts';
import { problemOf } from './problem-of.ts';

/** What of the list outlives a look into a chat: filter, search and what it found. */
export interface ListMemory {
  filter: ChatFilter;
  typed: string;
  search: Search;
  contacts: Contact[];
}

export const createListMemory = (app: Core): ListMemory => ({
  filter: 'all',
  typed: '',
  search: createSearch(app.connection),
  contacts: [],
});

/** How long something can be undone, ms. */
const UNDO = 5000;

/** A line that goes by itself. */
function useNote() {
  const [note, setNote] = useState<{ text: string; undo?: () => void } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  function show(next: { text: string; undo?: () => void } | null) {
    clearTimeout(timer.current);
    setNote(next);
    if (next) timer.current = setTimeout(() => setNote(null), UNDO);
  }
  return [note, show] as const;
}

/** The chat list with its search, and what is done with a chat from there. */
export function ListPage(props: {
  texts: ListTexts;
  app: Core;
  /** Who writes where right now, by chat. */
  typing: ReadonlyMap<string, string[]>;
  memory: ListMemory;
  now: number;
  /** Whether something else stands beside the list. */
  isBeside: boolean;
  /** The chat that is open beside it. */
  openChat: string | undefined;
  onOpen: (chatId: string, ordinal?: number) => void;
  onWrite: (personId: string) => Promise<void>;
  onCallPerson: (personId: string) => Promise<void>;
  onCall: (chatId: string) => void;
  onJoin: (secret: string) => void;
  onContacts: () => void;
  onImportant: () => void;
  onNewChat: () => void;
  onAccount: () => void;
}) {
  const { texts, app, memory } = props;
  const { connection, chats } = app;
  const [, redraw] = useState(0);
  const [note, showNote] = useNote();
  const remember = (change: Partial<ListMemory>) => {
    Object.assign(memory, change);
    redraw((count) => count + 1);
  };

  function type(typed: string) {
    const isFirst = !memory.typed && typed;
    remember({ typed });
    memory.search.ask(typed);
    if (!isFirst) return;
    // Names are looked for here: the server is asked once for whom I may write to.
    connection.call('contact:list', {}).then(
      ({ contacts }) => remember({ contacts }),
      () => {},
    );
  }

  async function arrange(chatId: string, change: ChatSettingsChange) {
    const before = chats.state.value.chats.get(chatId);
    try {
      await connection.call('chat:arrange', { chatId, change });
      const wasPinned = before !== undefined && settingsOf(before).pinnedAt !== null;
      const undo = () => void arrange(chatId, { isArchived: false, ...(wasPinned ? { isPinned: true } : {}) });
      showNote(change.isArchived ? { text: texts.list.archived, undo } : null);
    } catch (error) {
      showNote({ text: problemOf(texts, error) });
    }
  }

  function markRead(chatId: string) {
    const chat = chats.state.value.chats.get(chatId);
    if (!chat) return;
    if (settingsOf(chat).isMarkedUnread) void arrange(chatId, { isMarkedUnread: false });
    chats.markRead(chatId, chat.lastOrdinal);
    connection.call('chat:read', { chatId, ordinal: chat.lastOrdinal }).catch(() => {});
  }

  return (
    <ChatList
      texts={texts}
      state={chats.state.value}
      connection={connection.status.value}
      error={chats.error.value}
      now={props.now}
      isBeside={props.isBeside}
      openChat={props.openChat}
      filter={memory.filter}
      typed={memory.typed}
      search={memory.search}
      contacts={memory.contacts}
      note={note}
      onFilter={(filter) => remember({ filter })}
      onType={type}
      onOpen={props.onOpen}
      onWrite={(personId) => {
        props.onWrite(personId).catch((error) => showNote({ text: problemOf(texts, error) }));
      }}
      onCallPerson={(personId) => {
        props.onCallPerson(personId).catch((error) => showNote({ text: problemOf(texts, error) }));
      }}
      onCall={props.onCall}
      onArrange={(chatId, change) => void arrange(chatId, change)}
      onMarkRead={markRead}
      serverUrl={app.serverUrl}
      onJoin={(secret) => {
        // Back in the list, the link has done its work.
        type('');
        props.onJoin(secret);
      }}
      onContacts={props.onContacts}
      onImportant={props.onImportant}
      onNewChat={props.onNewChat}
      typing={props.typing}
      onAccount={props.onAccount}
      onRetry={() => {
        connection.retryNow();
        if (connection.status.value.kind === 'online') void chats.reload();
      }}
    />
  );
}
