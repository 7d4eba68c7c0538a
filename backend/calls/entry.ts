import { type CallEntry, type CallRules, leadsCalls } from '../../protocol/call-room.ts';
import type { ChatKind } from '../../protocol/chat-rights.ts';
import type { PersonRole } from '../../protocol/people.ts';
import { chatById, type Membership, requireMember } from '../chats/rules.ts';
import { standsIn } from '../chats/substitutes.ts';
import { AppError } from '../errors.ts';
import { peopleByIds } from '../people/people.ts';
import type { Queries } from '../storage/database.ts';
import { isGuestIn } from './guests.ts';

const MINUTE = 60_000;
/** Who was refused may knock again after this long. */
export const REFUSED_FOR = MINUTE;
/** Who waits asks again and again; a page that was not heard of for so long is gone. A hidden tab asks once a minute. */
export const WAITS_UNHEARD_FOR = 1.5 * MINUTE;

/** Chats whose members the roster has put there: they are the class that a lesson is for. */
const ROSTER_KINDS: ChatKind[] = ['class', 'subject', 'parents', 'staff'];
/** Lessons that any teacher of the school may lead in another's stead. */
const LESSON_KINDS: ChatKind[] = ['class', 'subject'];

/** Whether somebody of this role leads the calls of a chat: of two people's own call nobody does. */
export const leadsIn = (chatKind: ChatKind | undefined, role: PersonRole): boolean =>
  chatKind !== 'direct' && leadsCalls(role);

/** Somebody who may have to do with a chat's call; `member` is null for a guest, and for who stands in until they do. */
export type CallSeat = Pick<Membership, 'chat' | 'person'> & {
  member: Membership['member'] | null;
  /** Leads a lesson that is another's, whether a member for that already or not yet. */
  isSubstitute: boolean;
};

/** Somebody who came by the link of the call that goes on. */
async function guestFor(db: Queries, personId: string, chatId: string): Promise<CallSeat | undefined> {
  if (!(await isGuestIn(db, personId, chatId))) return undefined;
  const chat = await chatById(db, chatId);
  const [person] = await peopleByIds(db, [personId]);
  return chat && person && { chat, person, member: null, isSubstitute: false };
}

/** A teacher of the school without a seat in the chat of a lesson: who stands in for another. */
async function substituteFor(db: Queries, personId: string, chatId: string): Promise<CallSeat | undefined> {
  const chat = await db
    .selectFrom('chats')
    .innerJoin('people', 'people.schoolId', 'chats.schoolId')
    .selectAll('chats')
    .where('chats.id', '=', chatId)
    .where('chats.kind', 'in', LESSON_KINDS)
    .where('people.id', '=', personId)
    .where('people.role', '=', 'teacher')
    .where('people.leftAt', 'is', null)
    .executeTakeFirst();
  const [person] = chat ? await peopleByIds(db, [personId]) : [];
  return chat && person && { chat, person, member: null, isSubstitute: true };
}

async function isSubstitute(db: Queries, { chat, member, person }: Membership): Promise<boolean> {
  const mayBe = leadsCalls(person.role) && member.role === 'member' && LESSON_KINDS.includes(chat.kind);
  return mayBe && standsIn(db, person.id, chat.id);
}

/** A member of the chat, a teacher of the school who stands in, or a guest; `chat-not-found` for all others (S16). */
export async function requireCallSeat(db: Queries, personId: string, chatId: string): Promise<CallSeat> {
  const seat = await callSeatOf(db, personId, chatId);
  if (!seat) throw new AppError('chat-not-found');
  return seat;
}

export async function callSeatOf(db: Queries, personId: string, chatId: string): Promise<CallSeat | undefined> {
  const member = await requireMember(db, personId, chatId).catch((error: unknown) => {
    if (error instanceof AppError) return undefined;
    throw error;
  });
  if (member) return { ...member, isSubstitute: await isSubstitute(db, member) };
  return (await substituteFor(db, personId, chatId)) ?? guestFor(db, personId, chatId);
}

/** What the door knows of who asks. */
export interface Asking {
  role: PersonRole;
  chatKind: ChatKind;
  rules: Pick<CallRules, 'isLocked' | 'hasLobby'>;
  isStaffInside: boolean;
  /** Where they stood before, and since when; null: they never asked. */
  before: { entry: CallEntry; at: number } | null;
  now: number;
}

export type Door = { entry: 'admitted' | 'removed' | 'refused' } | { entry: 'waiting'; reason: 'staff' | 'knock' };

/**
 * Who may come in. Staff always; who was let in before comes back, also through a locked door, so that a lost
 * connection costs nobody the lesson; who was removed never. The people of the roster come in once staff is inside,
 * the others knock, and guests always.
 */
export function askDoor(asking: Asking): Door {
  const { rules, before } = asking;
  if (leadsCalls(asking.role)) return { entry: 'admitted' };
  if (before?.entry === 'removed' || before?.entry === 'admitted') return { entry: before.entry };
  if (before?.entry === 'refused' && asking.now - before.at < REFUSED_FOR) return { entry: 'refused' };
  // A stranger knocks, whatever the rules are.
  if (asking.role === 'guest') return { entry: 'waiting', reason: 'knock' };
  if (asking.chatKind === 'direct') return { entry: 'admitted' };
  if (rules.isLocked) return { entry: 'waiting', reason: 'knock' };
  if (!rules.hasLobby) return { entry: 'admitted' };
  if (!ROSTER_KINDS.includes(asking.chatKind)) return { entry: 'waiting', reason: 'knock' };
  return asking.isStaffInside ? { entry: 'admitted' } : { entry: 'waiting', reason: 'staff' };
}
