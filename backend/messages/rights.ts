import { isWithin, mayDeleteOf, writingBlock } from '../../protocol/chat-rights.ts';
import { MUTED_FOR_EVER } from '../../protocol/chat-settings.ts';
import { EDIT_WINDOW } from '../../protocol/limits.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import { type Membership, rightsOf, type Seat, standingOf } from '../chats/rules.ts';
import { AppError } from '../errors.ts';

/** My own text, within a day by the server's clock; what somebody else wrote first stays as it was. */
export function requireMayEdit(message: Message, personId: string, now: number): void {
  if (message.senderId !== personId || message.forwardedFrom || message.poll) throw new AppError('not-allowed');
  if (now - message.sentAt > EDIT_WINDOW) throw new AppError('too-late');
}

/** For all: my own within a day; others' at any time by the chat's rights, a pupil's by all staff of a group. */
export function requireMayDelete(
  { chat, person, member }: Membership,
  message: Message,
  sender: Pick<Person, 'role'> | undefined,
  now: number,
): void {
  if (message.service) throw new AppError('not-allowed');
  if (message.senderId === person.id) {
    if (now - message.sentAt > EDIT_WINDOW) throw new AppError('too-late');
    return;
  }
  if (!mayDeleteOf(chat.kind, rightsOf(chat), standingOf(member, person), sender?.role)) {
    throw new AppError('not-allowed');
  }
}

/** By the chat's rights: owner and admins, unless it says otherwise; in a direct chat both do. */
export function requireMayPin({ chat, member, person }: Membership): void {
  if (!isWithin(rightsOf(chat).pin, standingOf(member, person))) throw new AppError('not-allowed');
}

/**
 * By the chat's rights and by what was taken away from this member, at this moment: silenced (with the time that is
 * left, where it ends by itself) or chat-read-only. Whom one may write to directly is another rule.
 */
export function requireMayWriteHere({ chat, member, person }: Seat, now: number): void {
  const { silencedUntil } = member;
  const rights = { rights: rightsOf(chat), isReadOnly: chat.isReadOnly === 1, silencedUntil };
  const block = writingBlock(rights, standingOf(member, person), now);
  if (!block) return;
  const ends = block === 'silenced' && silencedUntil !== null && silencedUntil < MUTED_FOR_EVER;
  throw new AppError(block, ends ? { retryAfterMs: silencedUntil - now } : {});
}

/** By the chat's rights. */
export function requireMayMentionAll({ chat, member, person }: Seat): void {
  if (!isWithin(rightsOf(chat).mentionAll, standingOf(member, person))) throw new AppError('not-allowed');
}
