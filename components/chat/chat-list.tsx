import {
  Archive,
  BellOff,
  CheckCheck,
  CircleAlert,
  Contact as ContactSign,
  MessageSquare,
  SquarePen,
  Star,
} from 'lucide';
import { useState } from 'preact/hooks';
import { type ChatFilter, shownChats, unreadCount } from '../../client/chats/filters.ts';
import type { ChatsState } from '../../client/chats/state.ts';
import type { ConnectionStatus } from '../../client/connection.ts';
import type { ClientErrorCode } from '../../client/platform.ts';
import type { Search } from '../../client/search/search.ts';
import { errorText } from '../../i18n/errors.ts';
import { personName } from '../../i18n/names.ts';
import type { ListTexts } from '../../i18n/ru-list.ts';
import type { ChatSettingsChange } from '../../protocol/chat-settings.ts';
import type { Contact } from '../../protocol/contacts.ts';
import { PersonAvatar } from '../ui/avatar.tsx';
import { FilterChips } from '../ui/filter-chips.tsx';
import { Icon } from '../ui/icon.tsx';
import { lazy } from '../ui/lazy.tsx';
import { OfflineNotice } from '../ui/offline-notice.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { Stage } from '../ui/stage.tsx';
import { type OnMenu, Rows } from './chat-rows.tsx';
import { ListSkeleton } from './skeleton.tsx';

const ChatMenu = lazy(async () => (await import('./chat-menu.tsx')).ChatMenu);
const ListResults = lazy(async () => (await import('./list-results.tsx')).ListResults);

export interface ChatListProps {
  texts: ListTexts;
  state: ChatsState;
  connection: ConnectionStatus;
  error: ClientErrorCode | null;
  now: number;
  /** Whether something else stands beside the list: then that is the page's main part. */
  isBeside: boolean;
  /** The chat that is open beside it. */
  openChat: string | undefined;
  filter: ChatFilter;
  /** What is typed into the search, kept while a found message is looked at. */
  typed: string;
  search: Search;
  /** Whom I may write to; empty until they are fetched. */
  contacts: Contact[];
  /** What was done last and may be undone, or why something was not done. */
  note: { text: string; undo?: () => void } | null;
  onFilter: (filter: ChatFilter) => void;
  onType: (text: string) => void;
  onOpen: (chatId: string, ordinal?: number) => void;
  onWrite: (personId: string) => void;
  /** Calls in the direct chat with somebody. */
  onCallPerson: (personId: string) => void;
  onCall: (chatId: string) => void;
  onArrange: (chatId: string, change: ChatSettingsChange) => void;
  onMarkRead: (chatId: string) => void;
  /** Where the school's server is: for links that are pasted into the search. */
  serverUrl: string;
  /** Opens an invite link by its secret. */
  onJoin: (secret: string) => void;
  onContacts: () => void;
  onImportant: () => void;
  /** Begins a chat of one's own; offered to staff. */
  onNewChat: () => void;
  /** Who writes where right now, by chat. */
  typing: ReadonlyMap<string, string[]>;
  onAccount: () => void;
  onRetry: () => void;
}

function ListBody(props: ChatListProps & { onMenu: OnMenu }) {
  const { texts, state, filter } = props;
  if (state.status === 'loading') {
    if (props.error || props.connection.kind === 'offline') {
      return (
        <Stage icon={CircleAlert} title={texts.chats.failedTitle} text={errorText(texts, props.error ?? 'offline')}>
          <button type="button" class="button button-primary" onClick={props.onRetry}>
            {texts.common.retry}
          </button>
        </Stage>
      );
    }
    return <ListSkeleton label={texts.common.loading} />;
  }
  if (props.typed.trim()) return <ListResults {...props} />;
  const chats = shownChats(state, filter, props.now);
  if (chats.length > 0) return <Rows {...props} chats={chats} label={texts.chats.listLabel} />;
  if (filter === 'unread') return <Stage icon={CheckCheck} title={texts.list.noUnread} />;
  if (filter === 'muted') return <Stage icon={BellOff} title={texts.list.noMuted} text={texts.list.noMutedText} />;
  if (filter === 'archive')
    return <Stage icon={Archive} title={texts.list.noArchived} text={texts.list.noArchivedText} />;
  return <Stage icon={MessageSquare} title={texts.chats.emptyTitle} text={texts.chats.emptyText} />;
}

function Header({ texts, state, onContacts, onImportant, onAccount }: ChatListProps) {
  return (
    <header class="panel-header">
      <h1>{texts.chats.title}</h1>
      <button type="button" class="icon-button" aria-label={texts.messages.important} onClick={onImportant}>
        <Icon icon={Star} />
      </button>
      <button type="button" class="icon-button" aria-label={texts.list.contacts} onClick={onContacts}>
        <Icon icon={ContactSign} />
      </button>
      {state.me && (
        <button
          type="button"
          class="avatar-button"
          aria-label={`${texts.chats.account}: ${personName(state.me)}`}
          onClick={onAccount}
        >
          <PersonAvatar person={state.me} size={32} />
        </button>
      )}
    </header>
  );
}

function Filters({ texts, state, filter, onFilter }: ChatListProps) {
  const unread = unreadCount(state);
  return (
    <FilterChips
      label={texts.list.filters}
      chosen={filter}
      chips={[
        { key: 'all', text: texts.list.all },
        { key: 'unread', text: texts.list.unread, count: unread, heard: texts.list.unreadCount(unread) },
        { key: 'muted', text: texts.list.mutedChats },
        { key: 'archive', text: texts.list.archive },
      ]}
      onChoose={onFilter}
    />
  );
}

/** «Личные сообщения»: my chats, pinned first, then newest first; the search over people, chats and messages. */
export function ChatList(props: ChatListProps) {
  const { texts, state, typed, note } = props;
  const [menu, setMenu] = useState<{ chatId: string; at: { x: number; y: number } } | null>(null);
  const chat = menu && state.chats.get(menu.chatId);
  const Frame = props.isBeside ? 'aside' : 'main';
  return (
    <Frame class="panel" aria-label={props.isBeside ? texts.chats.listLabel : undefined}>
      <Header {...props} />
      {state.status !== 'loading' && state.chats.size > 0 && (
        <div class="list-tools">
          <SearchField label={texts.list.search} clearLabel={texts.search.clear} value={typed} onInput={props.onType} />
          {!typed.trim() && <Filters {...props} />}
        </div>
      )}
      {/* While nothing is there yet, the body says that there is no connection. */}
      {(state.status !== 'loading' || props.connection.kind === 'refused') && (
        <OfflineNotice texts={texts} connection={props.connection} onRetry={props.onRetry} />
      )}
      {state.me?.role === 'teacher' && !typed.trim() && (
        <button type="button" class="list-new" aria-label={texts.ownChats.create} onClick={props.onNewChat}>
          <Icon icon={SquarePen} />
        </button>
      )}
      <div class="panel-scroll">
        <ListBody {...props} onMenu={(chatId, at) => setMenu({ chatId, at })} />
      </div>
      {note && (
        <div class="list-note" role="status">
          <p>{note.text}</p>
          {note.undo && (
            <button type="button" class="link-button" onClick={note.undo}>
              {texts.list.undo}
            </button>
          )}
        </div>
      )}
      {menu && chat && (
        <ChatMenu
          key={chat.id}
          texts={texts}
          chat={chat}
          now={props.now}
          at={menu.at}
          onArrange={(change) => props.onArrange(chat.id, change)}
          onRead={() => props.onMarkRead(chat.id)}
          onClose={() => setMenu(null)}
        />
      )}
    </Frame>
  );
}
