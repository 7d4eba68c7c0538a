import { EDIT_WINDOW } from '../../protocol/limits.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import type { Membership } from '../chats/rules.ts';
import { AppError } from '../errors.ts';

/** My own text, within a day by the server's clock; what somebody else wrote first stays as it was. */
export function requireMayEdit(message: Message, personId: string, now: number): void {
  if (message.senderId !== personId || message.forwardedFrom || message.poll) throw new AppError('not-allowed');
  if (now - message.sentAt > EDIT_WINDOW) throw new AppError('too-late');
}

/** For all: my own within a day; staff who own or administer the chat take away a pupil's at any time. */
export function requireMayDelete(
  { person, member }: Membership,
  message: Message,
  sender: Pick<Person, 'role'> | undefined,
  now: number,
): void {
  if (message.senderId === person.id) {
    if (now - message.sentAt > EDIT_WINDOW) throw new AppError('too-late');
    return;
  }
  const moderates = person.role === 'teacher' && member.role !== 'member';
  if (!moderates || sender?.role !== 'pupil') throw new AppError('not-allowed');
}

/** Who owns or administers the chat pins for everybody; in a direct chat both do. */
export function requireMayPin({ chat, member }: Membership): void {
  if (member.role === 'member' && chat.kind !== 'direct') throw new AppError('not-allowed');
}
