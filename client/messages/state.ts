import type { Member } from '../../protocol/chats.ts';
import type { Notice, StreamEvent } from '../../protocol/events.ts';
import { HISTORY_PAGE } from '../../protocol/limits.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import { type Pinned, pinnedAt, withChanged, withHidden, withMark } from './personal.ts';

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
  pinned: Pinned;
  /** Ordinals that I marked as important. */
  important: number[];
}

/** What of a chat's answer only I have. */
interface Mine {
  pinned?: Message | null;
  important?: number[];
}

export type OpenChatAction =
  | { type: 'loaded'; messages: Message[]; members: Member[]; people: Person[]; cursor: number }
  | ({ type: 'snapshot'; messages: Message[]; members: Member[]; people: Person[]; cursor: number } & Mine)
  | ({ type: 'difference'; events: StreamEvent[]; members: Member[]; cursor: number; hidden?: number[] } & Mine)
  | { type: 'events'; events: StreamEvent[]; cursor: number }
  | { type: 'history'; messages: Message[]; people: Person[]; isLast: boolean }
  | { type: 'hidden'; ordinals: number[] }
  | { type: 'important'; ordinal: number; isImportant: boolean }
  | { type: 'pinned'; message: Message }
  | { type: 'reads'; notice: Notice<'reads:moved'> }
  | { type: 'gone' };

export const emptyOpenChat: OpenChatState = {
  status: 'loading',
  messages: [],
  members: [],
  people: [],
  cursor: null,
  hasEarlier: false,
  pinned: null,
  important: [],
};

/**
 * Puts messages in their places by ordinal; one that is there already stays as it is. Above a hole (somebody left the
 * chat and came back, or a page of history came too late) only what stands at the end without one is kept.
 */
function insert(messages: Message[], added: Message[]): Message[] {
  const next = (messages.at(-1)?.ordinal ?? 0) + 1;
  const [only] = added;
  if (added.length === 1 && only?.ordinal === next) return [...messages, only];
  const byOrdinal = new Map([...added, ...messages].map((message) => [message.ordinal, message]));
  const sorted = [...byOrdinal.values()].sort((a, b) => a.ordinal - b.ordinal);
  const hole = sorted.findLastIndex(
    (message, index) => index > 0 && sorted[index - 1]?.ordinal !== message.ordinal - 1,
  );
  return hole > 0 ? sorted.slice(hole) : sorted;
}

function withMessages(state: OpenChatState, added: Message[]): OpenChatState {
  const messages = insert(state.messages, added);
  const isCut = (state.messages[0]?.ordinal ?? Number.POSITIVE_INFINITY) < (messages[0]?.ordinal ?? 0);
  return { ...state, messages, hasEarlier: state.hasEarlier || isCut };
}

/** Markers only go forward (G7). */
function moveReads(members: Member[], moved: { personId: string; ordinal: number }[]): Member[] {
  const reads = new Map(moved.map((one) => [one.personId, one.ordinal]));
  return members.map((member) => {
    const ordinal = reads.get(member.person.id) ?? 0;
    return ordinal > member.readOrdinal ? { ...member, readOrdinal: ordinal } : member;
  });
}

/** A member who joins, or is shown anew: another name, another role. */
function withMember(members: Member[], member: Member): Member[] {
  const before = members.find((one) => one.person.id === member.person.id);
  const readOrdinal = Math.max(member.readOrdinal, before?.readOrdinal ?? 0);
  return [...members.filter((one) => one !== before), { ...member, readOrdinal }];
}

function applyEvent(state: OpenChatState, event: StreamEvent): OpenChatState {
  switch (event.type) {
    case 'message:sent': {
      // Who writes has read what came before: the server moves the sender's marker too, without an event.
      const { senderId, ordinal } = event.message;
      const members = moveReads(state.members, [{ personId: senderId, ordinal }]);
      return { ...withMessages(state, [event.message]), members };
    }
    case 'message:changed': {
      const { message } = event;
      const { pinned } = state;
      const isPinned = pinned?.ordinal === message.ordinal;
      return {
        ...state,
        messages: withChanged(state.messages, message),
        pinned: isPinned ? { ...pinned, message } : pinned,
      };
    }
    case 'message:pinned':
      return { ...state, pinned: pinnedAt(state.messages, state.pinned, event.ordinal) };
    case 'member:joined':
      return { ...state, members: withMember(state.members, event.member) };
    case 'member:left': {
      const left = state.members.find((member) => member.person.id === event.personId);
      if (!left) return state;
      const members = state.members.filter((member) => member !== left);
      const people = state.people.filter((person) => person.id !== event.personId);
      return { ...state, members, people: [...people, left.person] };
    }
    case 'chat:joined':
    case 'chat:left':
    case 'chat:changed':
    case 'read:moved':
    case 'message:hidden':
    case 'important:marked':
    case 'draft:saved':
    case 'chat:settings':
    case 'person:settings':
    case 'scheduled:changed':
    case 'scheduled:gone':
      return state;
  }
}

/** Earlier pages are there unless the first message is the chat's very first, or a whole page was not to be had. */
const mayHaveEarlier = (messages: Message[]) => (messages[0]?.ordinal ?? 1) > 1 && messages.length >= HISTORY_PAGE;

/** The state with what the server says is mine in this chat; an older answer says nothing of it. */
function withMine(state: OpenChatState, { pinned, important }: Mine): OpenChatState {
  return {
    ...state,
    ...(pinned === undefined ? {} : { pinned: pinned && { ordinal: pinned.ordinal, message: pinned } }),
    ...(important === undefined ? {} : { important }),
  };
}

/** The open chat's state after an action; pure. */
export function reduceOpenChat(state: OpenChatState, action: OpenChatAction): OpenChatState {
  switch (action.type) {
    case 'loaded': {
      if (state.status !== 'loading') return state;
      const { messages, members, people, cursor } = action;
      const hasEarlier = (messages[0]?.ordinal ?? 1) > 1;
      return { ...emptyOpenChat, status: 'local', messages, members, people, cursor, hasEarlier };
    }
    case 'snapshot': {
      const { messages, members, people, cursor } = action;
      const hasEarlier = mayHaveEarlier(messages);
      return withMine({ ...emptyOpenChat, status: 'fresh', messages, members, people, cursor, hasEarlier }, action);
    }
    case 'difference': {
      const applied = action.events.reduce(applyEvent, state);
      const messages = withHidden(applied.messages, action.hidden ?? []);
      const fresh: OpenChatState = { ...applied, messages, status: 'fresh' };
      return withMine({ ...fresh, members: action.members, cursor: action.cursor }, action);
    }
    case 'events':
      return { ...action.events.reduce(applyEvent, state), cursor: action.cursor };
    case 'history': {
      const known = new Set(state.people.map((person) => person.id));
      const people = [...state.people, ...action.people.filter((person) => !known.has(person.id))];
      return { ...withMessages({ ...state, hasEarlier: !action.isLast }, action.messages), people };
    }
    case 'hidden': {
      const pinned = state.pinned && action.ordinals.includes(state.pinned.ordinal) ? null : state.pinned;
      return { ...state, messages: withHidden(state.messages, action.ordinals), pinned };
    }
    case 'important':
      return { ...state, important: withMark(state.important, action.ordinal, action.isImportant) };
    case 'pinned':
      if (state.pinned?.ordinal !== action.message.ordinal) return state;
      return { ...state, pinned: { ordinal: action.message.ordinal, message: action.message } };
    case 'reads':
      return { ...state, members: moveReads(state.members, action.notice.reads) };
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
