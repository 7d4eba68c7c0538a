import type { ChatStanding } from '../../protocol/chats.ts';
import type { Person } from '../../protocol/people.ts';
import type { Publication } from '../bus/bus.ts';
import type { Queries } from '../storage/database.ts';
import { append } from '../storage/streams.ts';
import { canStartCall, rightsOf } from './rules.ts';
import { type ChatRow, chatById, type MemberRow } from './store.ts';

/** What of a chat can change while one is in it, as one member has it. */
export function standingFor(
  chat: Pick<ChatRow, 'kind' | 'title' | 'picture' | 'rights' | 'isReadOnly'>,
  member: Pick<MemberRow, 'role' | 'silencedUntil'>,
  person: Pick<Person, 'role'>,
  memberCount: number,
): ChatStanding {
  return {
    ...(chat.title ? { title: chat.title } : {}),
    ...(chat.picture ? { picture: chat.picture } : {}),
    role: member.role,
    canStartCall: canStartCall(chat, member, person),
    memberCount,
    rights: rightsOf(chat),
    ...(chat.isReadOnly === 1 ? { isReadOnly: true } : {}),
    ...(member.silencedUntil === null ? {} : { silencedUntil: member.silencedUntil }),
  };
}

/**
 * Tells members how the chat stands for them now, inside the caller's transaction: all of them, or `only` some. The
 * event goes to each person's own stream, so that it reaches lists in which the chat is not open.
 */
export async function tellStanding(db: Queries, chatId: string, only?: string[]): Promise<Publication[]> {
  const chat = await chatById(db, chatId);
  if (!chat) return [];
  const members = await db
    .selectFrom('members')
    .innerJoin('people', 'people.id', 'members.personId')
    .select(['members.personId', 'members.role', 'members.silencedUntil', 'people.role as personRole'])
    .where('members.chatId', '=', chatId)
    .where('members.leftAt', 'is', null)
    .execute();
  const publications: Publication[] = [];
  for (const member of members) {
    if (only && !only.includes(member.personId)) continue;
    const standing = standingFor(chat, member, { role: member.personRole }, members.length);
    const stream = `person:${member.personId}` as const;
    const events = await append(db, stream, [{ type: 'chat:changed', chatId, standing }]);
    publications.push({ kind: 'events', batch: { stream, events } });
  }
  return publications;
}
