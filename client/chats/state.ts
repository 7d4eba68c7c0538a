import type { Call } from '../../protocol/calls.ts';
import type { Chat, ChatStanding } from '../../protocol/chats.ts';
import type { Draft } from '../../protocol/drafts.ts';
import type { Notice, StreamEvent } from '../../protocol/events.ts';
import { type Message, previewParts } from '../../protocol/messages.ts';
import type { Me } from '../../protocol/people.ts';
import { DEFAULT_PERSON_SETTINGS, type PersonSettings } from '../../protocol/person-settings.ts';
import type { Scheduled } from '../../protocol/scheduled.ts';
import { isSilent, settingsOf } from './settings.ts';

/** My chat list. `local`: painted from this browser's store; `fresh`: as the server says. */
export interface ChatsState {
  status: 'loading' | 'local' | 'fresh';
  chats: Map<string, Chat>;
  /** Calls that go on, by chat. */
  calls: Map<string, Call>;
  me: Me | null;
  settings: PersonSettings;
  /** What I have put off, the next one first. */
  scheduled: Scheduled[];
  /** How far my person stream is applied. */
  cursor: number;
}

export type ChatsAction =
  | { type: 'loaded'; me: Me | undefined; chats: Chat[] }
  | {
      type: 'snapshot';
      me: Me;
      chats: Chat[];
      calls: Call[];
      cursor: number;
      settings?: PersonSettings | undefined;
      scheduled?: Scheduled[] | undefined;
    }
  | { type: 'events'; events: StreamEvent[]; cursor: number }
  | { type: 'advanced'; notice: Notice<'chat:advanced'> }
  | { type: 'received'; message: Message; senderName: string }
  | { type: 'read'; chatId: string; ordinal: number }
  | { type: 'joined'; chat: Chat }
  /** The last message as it is now. */
  | { type: 'preview'; notice: Notice<'preview:changed'> }
  | { type: 'draft'; chatId: string; draft: Draft | null }
  | { type: 'call'; notice: Notice<'call:changed'> };

export const emptyChats: ChatsState = {
  status: 'loading',
  chats: new Map(),
  calls: new Map(),
  me: null,
  settings: DEFAULT_PERSON_SETTINGS,
  scheduled: [],
  cursor: 0,
};

const byId = (chats: Chat[]) => new Map(chats.map((chat) => [chat.id, chat]));

function change(state: ChatsState, chatId: string, next: (chat: Chat) => Chat): ChatsState {
  const chat = state.chats.get(chatId);
  if (!chat) return state;
  const changed = next(chat);
  return changed === chat ? state : { ...state, chats: new Map(state.chats).set(chatId, changed) };
}

/** A marker only goes forward (G7). */
function read(chat: Chat, ordinal: number): Chat {
  return ordinal > chat.readOrdinal ? { ...chat, readOrdinal: ordinal } : chat;
}

/** The newest message wins; my own moves my marker too. */
function advance(chat: Chat, preview: NonNullable<Chat['lastMessage']>, myId: string | undefined): Chat {
  if (preview.ordinal <= chat.lastOrdinal && chat.lastMessage) return chat;
  const advanced = { ...chat, lastMessage: preview, lastOrdinal: Math.max(chat.lastOrdinal, preview.ordinal) };
  // A line of what I did reads nothing that I have not read.
  const isMine = preview.senderId === myId && (!preview.service || chat.readOrdinal === preview.ordinal - 1);
  return isMine ? read(advanced, preview.ordinal) : advanced;
}

/** The same last message with another text. */
function renew(chat: Chat, preview: NonNullable<Chat['lastMessage']>): Chat {
  return chat.lastMessage?.ordinal === preview.ordinal ? { ...chat, lastMessage: preview } : chat;
}

function withDraft({ draft: _, ...chat }: Chat, draft: Draft | null): Chat {
  return draft ? { ...chat, draft } : chat;
}

/** What can be missing is missing in what the server says now: a picture that was taken away, a silence that ended. */
function withStanding(
  { title: _t, picture: _p, isReadOnly: _r, silencedUntil: _s, ...chat }: Chat,
  standing: ChatStanding,
) {
  return { ...chat, ...standing };
}

function withScheduled(before: Scheduled[], one: Scheduled): Scheduled[] {
  const others = before.filter(({ id }) => id !== one.id);
  return [...others, one].sort((a, b) => a.sendAt - b.sendAt || (a.id < b.id ? -1 : 1));
}

function applyEvent(state: ChatsState, event: StreamEvent): ChatsState {
  switch (event.type) {
    case 'chat:joined':
      return { ...state, chats: new Map(state.chats).set(event.chat.id, event.chat) };
    case 'chat:left': {
      const chats = new Map(state.chats);
      const calls = new Map(state.calls);
      chats.delete(event.chatId);
      calls.delete(event.chatId);
      return { ...state, chats, calls };
    }
    case 'chat:changed':
      return change(state, event.chatId, (chat) => withStanding(chat, event.standing));
    case 'read:moved':
      return change(state, event.chatId, (chat) => read(chat, event.ordinal));
    case 'message:hidden': {
      const { chatId, ordinals, lastMessage } = event;
      return change(state, chatId, (chat) =>
        chat.lastMessage && ordinals.includes(chat.lastMessage.ordinal) ? { ...chat, lastMessage } : chat,
      );
    }
    case 'draft:saved':
      return change(state, event.chatId, (chat) => withDraft(chat, event.draft));
    case 'chat:settings':
      return change(state, event.chatId, (chat) => ({ ...chat, settings: event.settings }));
    case 'person:settings':
      return { ...state, settings: event.settings };
    case 'scheduled:changed':
      return { ...state, scheduled: withScheduled(state.scheduled, event.scheduled) };
    case 'scheduled:gone':
      return { ...state, scheduled: state.scheduled.filter(({ id }) => id !== event.id) };
    case 'important:marked':
    case 'message:pinned':
    case 'message:sent':
    case 'message:changed':
    case 'member:joined':
    case 'member:left':
      return state;
  }
}

/** The list's state after an action; pure. */
export function reduceChats(state: ChatsState, action: ChatsAction): ChatsState {
  switch (action.type) {
    case 'loaded':
      // What the server said meanwhile is newer; a store that knows nobody yet says nothing, not even that it is empty.
      if (state.status === 'fresh' || !action.me) return state;
      return { ...state, status: 'local', me: action.me, chats: byId(action.chats) };
    case 'snapshot':
      return {
        status: 'fresh',
        me: action.me,
        settings: action.settings ?? state.settings,
        scheduled: action.scheduled ?? [],
        chats: byId(action.chats),
        calls: new Map(action.calls.map((call) => [call.chatId, call])),
        cursor: action.cursor,
      };
    case 'events':
      return { ...action.events.reduce(applyEvent, state), cursor: action.cursor };
    case 'advanced':
      return change(state, action.notice.chatId, (chat) => advance(chat, action.notice.lastMessage, state.me?.id));
    case 'received': {
      const { chatId, ordinal, senderId, sentAt, editedAt, deletedBy, isHidden } = action.message;
      if (isHidden) return state;
      const { senderName } = action;
      const preview = { ordinal, senderId, senderName, sentAt, ...previewParts(action.message) };
      if (deletedBy) return change(state, chatId, (chat) => renew(chat, preview));
      if (editedAt) return change(state, chatId, (chat) => renew(advance(chat, preview, state.me?.id), preview));
      return change(state, chatId, (chat) => advance(chat, preview, state.me?.id));
    }
    case 'preview':
      return change(state, action.notice.chatId, (chat) => renew(chat, action.notice.lastMessage));
    case 'draft':
      return change(state, action.chatId, (chat) => withDraft(chat, action.draft));
    case 'read':
      return change(state, action.chatId, (chat) => read(chat, action.ordinal));
    case 'joined':
      // One that is there already is newer than the answer.
      if (state.chats.has(action.chat.id)) return state;
      return { ...state, chats: new Map(state.chats).set(action.chat.id, action.chat) };
    case 'call': {
      const calls = new Map(state.calls);
      if (action.notice.call) calls.set(action.notice.chatId, action.notice.call);
      else calls.delete(action.notice.chatId);
      return { ...state, calls };
    }
  }
}

/** Messages of a chat that I have not read. */
export function unreadOf(chat: Chat): number {
  return Math.max(0, chat.lastOrdinal - Math.max(chat.readOrdinal, chat.firstOrdinal - 1));
}

/** The chats as the list shows them: newest message first. */
export function sortedChats(state: ChatsState): Chat[] {
  return [...state.chats.values()].sort((a, b) => (b.lastMessage?.sentAt ?? 0) - (a.lastMessage?.sentAt ?? 0));
}

/** How many chats that are not muted have something unread: the badge's number. `now`: Unix ms. */
export function unreadChats(state: ChatsState, now: number = Date.now()): number {
  return [...state.chats.values()].filter(
    (chat) => (unreadOf(chat) > 0 || settingsOf(chat).isMarkedUnread) && !isSilent(chat, now),
  ).length;
}
