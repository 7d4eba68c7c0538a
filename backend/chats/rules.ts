import {
  type ChatKind,
  type ChatRights,
  DEFAULT_RIGHTS,
  mayCallBy,
  type Standing,
} from '../../protocol/chat-rights.ts';
import type { Person } from '../../protocol/people.ts';
import { AppError } from '../errors.ts';
import type { Queries } from '../storage/database.ts';
import {
  type ChatRow,
  chatById,
  type MemberRow,
  type Membership,
  membershipOf,
  type Seat,
  toChatName,
} from './store.ts';

export type { Membership, Seat };
export { chatById, toChatName };

/** The caller's membership of a chat; `chat-not-found` also for a chat of others, so that ids tell nothing (S16). */
export async function requireMember(db: Queries, personId: string, chatId: string): Promise<Membership> {
  const membership = await membershipOf(db, personId, chatId);
  if (!membership) throw new AppError('chat-not-found');
  return membership;
}

/** The same for who sends again and again: read once, until anything about chats, members or people is written. */
export async function requireSeat(
  db: Queries,
  seats: Map<string, Seat>,
  personId: string,
  chatId: string,
): Promise<Seat> {
  const key = `seat ${personId} ${chatId}`;
  const known = seats.get(key);
  if (known) return known;
  const seat: Seat = await requireMember(db, personId, chatId);
  seats.set(key, seat);
  return seat;
}

/** The rights of a chat: what was set, and else what its kind begins with. */
export function rightsOf({ kind, rights }: Pick<ChatRow, 'kind' | 'rights'>): ChatRights {
  if (rights === '{}') return DEFAULT_RIGHTS[kind];
  return { ...DEFAULT_RIGHTS[kind], ...(JSON.parse(rights) as Partial<ChatRights>) };
}

/** A member as the rules of rights see them. */
export const standingOf = (member: Pick<MemberRow, 'role'>, person: Pick<Person, 'role'>): Standing => ({
  role: member.role,
  personRole: person.role,
});

/** Staff start a chat's call by its rights: who leads it, and in the staff chat and in direct chats all staff. */
export function canStartCall(
  chat: Pick<ChatRow, 'kind' | 'rights'>,
  member: Pick<MemberRow, 'role'>,
  person: Pick<Person, 'role'>,
): boolean {
  return mayCallBy(rightsOf(chat), standingOf(member, person));
}

/** What kind of chat it is; undefined where there is none. */
export async function chatKindOf(db: Queries, chatId: string): Promise<ChatKind | undefined> {
  return (await chatById(db, chatId))?.kind;
}
