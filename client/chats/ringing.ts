import type { Call } from '../../protocol/calls.ts';
import type { Chat } from '../../protocol/chats.ts';
import type { ChatsState } from './state.ts';

/** A call that rings here: somebody else's, in a direct chat of mine. */
export interface Ringing {
  call: Call;
  chat: Chat;
}

/** The call that rings at me now, the first one where there are several. */
export function ringingAt(state: ChatsState, myId: string): Ringing | null {
  const calls = [...state.calls.values()].filter((call) => call.isRinging && call.startedBy !== myId);
  calls.sort((a, b) => a.startedAt - b.startedAt);
  for (const call of calls) {
    const chat = state.chats.get(call.chatId);
    if (chat) return { call, chat };
  }
  return null;
}
