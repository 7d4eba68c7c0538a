import { blockIn, mayDo, myStanding, rightsIn } from '../../client/chats/rights.ts';
import { type OpenChatState, senderOf } from '../../client/messages/state.ts';
import { mayDeleteOf } from '../../protocol/chat-rights.ts';
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
  const role = senderOf(state, myId)?.role ?? 'pupil';
  const sender = senderOf(state, message.senderId)?.role;
  const mayDelete = mayDeleteOf(chat.kind, rightsIn(chat), myStanding(chat, role), sender);
  return {
    isGone,
    canEdit:
      !isGone &&
      isOwn &&
      isYoung &&
      !message.forwardedFrom &&
      !message.poll &&
      !blockIn(chat, { id: myId, role }, now, undefined),
    canRemoveForAll: !isGone && (isOwn ? isYoung : mayDelete),
    canPin: !isGone && mayDo(chat, role, 'pin'),
    canSeeReaders: !isGone && isOwn && chat.memberCount <= MAX_READERS_SHOWN,
  };
}
