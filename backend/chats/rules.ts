import type { Person } from '../../protocol/people.ts';
import { AppError } from '../errors.ts';
import { peopleByIds } from '../people/people.ts';
import type { Queries } from '../storage/database.ts';
import { memberOf } from './members.ts';
import { type ChatRow, chatById, type MemberRow } from './store.ts';

export interface Membership {
  chat: ChatRow;
  member: MemberRow;
  person: Person;
}

/** The caller's membership of a chat; `chat-not-found` also for a chat of others, so that ids tell nothing (S16). */
export async function requireMember(db: Queries, personId: string, chatId: string): Promise<Membership> {
  const member = await memberOf(db, chatId, personId);
  const chat = member && (await chatById(db, chatId));
  const [person] = await peopleByIds(db, [personId]);
  if (!member || !chat || !person) throw new AppError('chat-not-found');
  return { chat, member, person };
}

/** Staff who own or administer the chat start its call; in the staff chat and in direct chats all staff do. */
export function canStartCall(
  chat: Pick<ChatRow, 'kind'>,
  member: Pick<MemberRow, 'role'>,
  person: Pick<Person, 'role'>,
): boolean {
  if (person.role !== 'teacher') return false;
  return chat.kind === 'staff' || chat.kind === 'direct' || member.role !== 'member';
}
