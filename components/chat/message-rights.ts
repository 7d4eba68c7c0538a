import { type OpenChatState, senderOf } from '../../client/messages/state.ts';
import type { Chat } from '../../protocol/chats.ts';
import { EDIT_WINDOW, MAX_READERS_SHOWN } from '../../protocol/limits.ts';
import type { Message } from '../../protocol/messages.ts';

/** What the menu of a message offers; the server has the last word (and the right clock). */
export interface MessageRights {
  isGone: boolean;
  canEdit: boolean;
  canRemoveForAll: boolean;
  canPin: boolean;
  canSeeReaders: boolean;
}

/** What I may do with a message of a chat; `now` is this machine's clock, Unix ms. */
export function rightsOf(
  message: Message,
  { chat, state, myId, now }: { chat: Chat; state: OpenChatState; myId: string; now: number },
): MessageRights {
  const isOwn = message.senderId === myId;
  const isGone = message.deletedBy !== undefined;
  const isYoung = now - message.sentAt < EDIT_WINDOW;
  const moderates = senderOf(state, myId)?.role === 'teacher' && chat.role !== 'member';
  const isPupils = senderOf(state, message.senderId)?.role === 'pupil';
  return {
    isGone,
    canEdit: !isGone && isOwn && isYoung && !message.forwardedFrom && !message.poll,
    canRemoveForAll: !isGone && (isOwn ? isYoung : moderates && isPupils),
    canPin: !isGone && (chat.role !== 'member' || chat.kind === 'direct'),
    canSeeReaders: !isGone && isOwn && chat.memberCount <= MAX_READERS_SHOWN,
  };
}
