import type { Message } from '../../protocol/messages.ts';
import { type Membership, requireMember } from '../chats/rules.ts';
import { AppError } from '../errors.ts';
import type { Queries } from '../storage/database.ts';
import { isHidden } from './hidden.ts';
import { messageAt } from './store.ts';

/**
 * A message that a person may see, with their membership; a deleted one is there too. `message-not-found` for one
 * from before they joined and for one that they deleted for themselves: it is gone for them.
 */
export async function requireVisible(
  db: Queries,
  personId: string,
  chatId: string,
  ordinal: number,
): Promise<{ membership: Membership; message: Message }> {
  const membership = await requireMember(db, personId, chatId);
  const message = ordinal >= membership.member.firstOrdinal ? await messageAt(db, chatId, ordinal) : undefined;
  if (!message || (await isHidden(db, personId, chatId, ordinal))) throw new AppError('message-not-found');
  return { membership, message };
}

/** The same, and said by somebody: not deleted for all, and no line of what happened to the chat. */
export async function requireContent(
  db: Queries,
  personId: string,
  chatId: string,
  ordinal: number,
): Promise<{ membership: Membership; message: Message }> {
  const found = await requireVisible(db, personId, chatId, ordinal);
  if (found.message.deletedBy || found.message.service) throw new AppError('message-not-found');
  return found;
}
