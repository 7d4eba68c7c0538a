import type { Member } from '../../protocol/chats.ts';
import type { Notice, StreamEvent } from '../../protocol/events.ts';
import { HISTORY_PAGE } from '../../protocol/limits.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';

/** An open chat. `messages` stand without a gap by ordinal, oldest first. */
export interface OpenChatState {
  status: 'loading' | 'local' | 'fresh' | 'gone';
  messages: Message[];
  members: Member[];
  /** Senders who are not members any more. */
  people: Person[];
  cursor: number | null;
  /** Whether there may be messages before the first one here. */
  hasEarlier: boolean;
}

export type OpenChatAction =
  | { type: 'loaded'; messages: Message[]; members: Member[]; people: Person[]; cursor: number }
  | { type: 'snapshot'; messages: Message[]; members: Member[]; people: Person[]; cursor: number }
  | { type: 'difference'; events: StreamEvent[]; members: Member[]; cursor: number }
  | { type: 'events'; events: StreamEvent[]; cursor: number }
  | { type: 'history'; messages: Message[]; people: Person[]; isLast: boolean }
  | { type: 'reads'; notice: Notice<'reads:moved'> }
  | { type: 'gone' };

export const emptyOpenChat: OpenChatState = {
  status: 'loading',
  messages: [],
  members: [],
  people: [],
  cursor: null,
  hasEarlier: false,
};

/** Puts messages in their places by ordinal; one that is there already stays as it is. */
function insert(messages: Message[], added: Message[]): Message[] {
  const last = messages.at(-1)?.ordinal ?? 0;
  const next = added.filter((message) => message.ordinal > last);
  if (next.length === added.length) return next.length ? [...messages, ...next] : messages;
  const byOrdinal = new Map([...added, ...messages].map((message) => [message.ordinal, message]));
  return [...byOrdinal.values()].sort((a, b) => a.ordinal - b.ordinal);
}

function withMember(members: Member[], member: Member): Member[] {
  return [...members.filter((one) => one.person.id !== member.person.id), member];
}

function applyEvent(state: OpenChatState, event: StreamEvent): OpenChatState {
  switch (event.type) {
    case 'message:sent':
      return { ...state, messages: insert(state.messages, [event.message]) };
    case 'member:joined':
      return { ...state, members: withMember(state.members, event.member) };
    case 'member:left': {
      const left = state.members.find((member) => member.person.id === event.personId);
      if (!left) return state;
      const members = state.members.filter((member) => member !== left);
      return { ...state, members, people: [...state.people, left.person] };
    }
    case 'chat:joined':
    case 'chat:left':
    case 'read:moved':
      return state;
  }
}

function moveReads(members: Member[], notice: Notice<'reads:moved'>): Member[] {
  const reads = new Map(notice.reads.map((one) => [one.personId, one.ordinal]));
  return members.map((member) => {
    const ordinal = reads.get(member.person.id) ?? 0;
    return ordinal > member.readOrdinal ? { ...member, readOrdinal: ordinal } : member;
  });
}

/** Earlier pages are there unless the first message is the chat's very first, or a whole page was not to be had. */
const mayHaveEarlier = (messages: Message[]) => (messages[0]?.ordinal ?? 1) > 1 && messages.length >= HISTORY_PAGE;

/** The open chat's state after an action; pure. */
export function reduceOpenChat(state: OpenChatState, action: OpenChatAction): OpenChatState {
  switch (action.type) {
    case 'loaded': {
      if (state.status !== 'loading') return state;
      const { messages, members, people, cursor } = action;
      return { status: 'local', messages, members, people, cursor, hasEarlier: (messages[0]?.ordinal ?? 1) > 1 };
    }
    case 'snapshot': {
      const { messages, members, people, cursor } = action;
      return { status: 'fresh', messages, members, people, cursor, hasEarlier: mayHaveEarlier(messages) };
    }
    case 'difference': {
      const applied = action.events.reduce(applyEvent, state);
      return { ...applied, status: 'fresh', members: action.members, cursor: action.cursor };
    }
    case 'events':
      return { ...action.events.reduce(applyEvent, state), cursor: action.cursor };
    case 'history': {
      const known = new Set(state.people.map((person) => person.id));
      const people = [...state.people, ...action.people.filter((person) => !known.has(person.id))];
      return { ...state, messages: insert(state.messages, action.messages), people, hasEarlier: !action.isLast };
    }
    case 'reads':
      return { ...state, members: moveReads(state.members, action.notice) };
    case 'gone':
      return { ...emptyOpenChat, status: 'gone' };
  }
}

/** Whether somebody beside the sender has read a message. */
export function isRead(state: OpenChatState, message: Message): boolean {
  return state.members.some((member) => member.person.id !== message.senderId && member.readOrdinal >= message.ordinal);
}

/** Who wrote a message, if the roster still tells. */
export function senderOf(state: OpenChatState, senderId: string): Person | undefined {
  return (
    state.members.find((member) => member.person.id === senderId)?.person ??
    state.people.find((person) => person.id === senderId)
  );
}
