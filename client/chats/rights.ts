import { leadsCalls } from '../../protocol/call-room.ts';
import type { Call } from '../../protocol/calls.ts';
import { type ChatRights, DEFAULT_RIGHTS, isWithin, type RightName, writingBlock } from '../../protocol/chat-rights.ts';
import type { Chat } from '../../protocol/chats.ts';
import type { PersonRole } from '../../protocol/people.ts';
import { type ChatsState, sortedChats } from './state.ts';

/** The rights of a chat as this browser knows them. */
export const rightsIn = (chat: Chat): ChatRights => chat.rights ?? DEFAULT_RIGHTS[chat.kind];

/** Where I stand in a chat. */
export const myStanding = (chat: Chat, personRole: PersonRole) => ({ role: chat.role, personRole });

/** Whether I have a right of a chat. */
export const mayDo = (chat: Chat, personRole: PersonRole, right: RightName): boolean =>
  isWithin(rightsIn(chat)[right], myStanding(chat, personRole));

/** Why I cannot write in a chat at this moment, by this machine's clock; null where I can. */
export type Block =
  | { kind: 'silenced'; until: number }
  | { kind: 'read-only' }
  | { kind: 'level'; level: ChatRights['write'] }
  | { kind: 'call' };

/** The call of the chat, where one goes on, may say who writes as well. */
export function blockIn(
  chat: Chat,
  me: { id: string; role: PersonRole },
  now: number,
  call: Call | undefined,
): Block | null {
  return rightsBlock(chat, me.role, now) ?? callBlock(me, call);
}

/** My chats in which I may write now, in the order of the list. */
export function writableChats(state: ChatsState, now: number): Chat[] {
  const { me, calls } = state;
  return me ? sortedChats(state).filter((chat) => !blockIn(chat, me, now, calls.get(chat.id))) : [];
}

function callBlock(me: { id: string; role: PersonRole }, call: Call | undefined): Block | null {
  if (!call?.writers || leadsCalls(me.role) || call.writers.includes(me.id)) return null;
  return { kind: 'call' };
}

function rightsBlock(chat: Chat, personRole: PersonRole, now: number): Block | null {
  const rights = rightsIn(chat);
  const isReadOnly = chat.isReadOnly === true;
  const silencedUntil = chat.silencedUntil ?? null;
  const block = writingBlock({ rights, isReadOnly, silencedUntil }, myStanding(chat, personRole), now);
  if (!block) return null;
  if (block === 'silenced') return { kind: 'silenced', until: silencedUntil ?? 0 };
  return isReadOnly ? { kind: 'read-only' } : { kind: 'level', level: rights.write };
}
