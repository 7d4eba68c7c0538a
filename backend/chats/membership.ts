import { isWithin, mayRemove, maySilence } from '../../protocol/chat-rights.ts';
import { MUTED_FOR_EVER } from '../../protocol/chat-settings.ts';
import type { MemberRole } from '../../protocol/chats.ts';
import type { ServiceLine } from '../../protocol/messages.ts';
import type { Silence } from '../../protocol/own-chats.ts';
import type { Person } from '../../protocol/people.ts';
import type { Publication } from '../bus/bus.ts';
import { AppError } from '../errors.ts';
import { namedIn, writeServiceLine } from '../messages/service-lines.ts';
import type { Queries } from '../storage/database.ts';
import { append } from '../storage/streams.ts';
import { admit } from './admit.ts';
import { memberIds, toMember } from './members.ts';
import { contactsAmong, type OwnChatDeps } from './own.ts';
import { type Membership, requireMember, rightsOf, standingOf } from './rules.ts';
import { arrangeChat } from './settings.ts';
import { tellStanding } from './standing.ts';

type Deps = Omit<OwnChatDeps, 'makeSquare'>;

const SILENCE_MS = { hour: 3_600_000, day: 24 * 3_600_000 } as const;

/** Me and another member of a chat; somebody who is not in it is not there (S16). */
async function requireBoth(db: Queries, chatId: string, myId: string, personId: string) {
  const mine = await requireMember(db, myId, chatId);
  const theirs = await requireMember(db, personId, chatId).catch(() => {
    throw new AppError('person-not-found');
  });
  return { mine, theirs };
}

/** Shows the open chats a member anew, inside the caller's transaction. */
async function showMember(db: Queries, { chat, member, person }: Membership): Promise<Publication> {
  const stream = `chat:${chat.id}` as const;
  const events = await append(db, stream, [{ type: 'member:joined', member: toMember(person, member) }]);
  return { kind: 'events', batch: { stream, events } };
}

async function update(db: Queries, { member }: Membership, values: Partial<Membership['member']>): Promise<void> {
  await db
    .updateTable('members')
    .set(values)
    .where('chatId', '=', member.chatId)
    .where('personId', '=', member.personId)
    .execute();
}

/** Adds people whom I may write to, by the chat's right to invite. */
export async function addMembers(deps: Deps, myId: string, chatId: string, personIds: string[]): Promise<void> {
  const publications = await deps.db.transaction().execute(async (trx) => {
    const { chat, member, person } = await requireMember(trx, myId, chatId);
    const may = chat.kind === 'own' && isWithin(rightsOf(chat).invite, standingOf(member, person));
    if (!may) throw new AppError('not-allowed');
    const there = new Set(await memberIds(trx, chatId));
    const asked = personIds.filter((id) => !there.has(id));
    const people = await contactsAmong(trx, person, asked);
    const line = (added: Person[]): ServiceLine => ({ kind: 'added', ...namedIn(added) });
    return (await admit(trx, { chatId, people, by: person, line, now: deps.clock() })).publications;
  });
  deps.bus.publish(publications);
}

/**
 * Ends a membership inside the caller's transaction: who goes is cut off first (G8), then the others are told.
 * The caller publishes, in this order.
 */
export async function endMembership(
  db: Queries,
  gone: Membership,
  { by, line, now }: { by: Person; line: ServiceLine; now: number },
): Promise<Publication[]> {
  const { id: chatId } = gone.chat;
  const { personId } = gone.member;
  await update(db, gone, { leftAt: now });
  const [ofChat, ofPerson] = [`chat:${chatId}`, `person:${personId}`] as const;
  const left = await append(db, ofChat, [{ type: 'member:left', personId }]);
  const mine = await append(db, ofPerson, [{ type: 'chat:left', chatId }]);
  return [
    { kind: 'left-chat', personId, chatId },
    { kind: 'events', batch: { stream: ofPerson, events: mine } },
    { kind: 'events', batch: { stream: ofChat, events: left } },
    ...(await writeServiceLine(db, { chatId, sender: by, service: line, now })),
    ...(await tellStanding(db, chatId)),
  ];
}

/** Takes somebody out of an own chat. Throws chat-not-found, person-not-found, not-allowed. */
export async function removeMember(deps: Deps, myId: string, chatId: string, personId: string): Promise<void> {
  const publications = await deps.db.transaction().execute(async (trx) => {
    const { mine, theirs } = await requireBoth(trx, chatId, myId, personId);
    const [who, whom] = [standingOf(mine.member, mine.person), standingOf(theirs.member, theirs.person)];
    if (myId === personId || !mayRemove(mine.chat.kind, who, whom)) throw new AppError('not-allowed');
    await update(trx, theirs, { isRemoved: 1 });
    const line: ServiceLine = { kind: 'removed', ...namedIn([theirs.person]) };
    return endMembership(trx, theirs, { by: mine.person, line, now: deps.clock() });
  });
  deps.bus.publish(publications);
}

/**
 * Leaves an own chat. The owner hands it over first, while others are there; the last one keeps it, in the archive:
 * what was said in it is not lost. Throws chat-not-found, not-allowed, owner-must-stay.
 */
export async function leaveChat(deps: Deps, myId: string, chatId: string): Promise<{ isArchived: boolean }> {
  const publications = await deps.db.transaction().execute(async (trx) => {
    const mine = await requireMember(trx, myId, chatId);
    if (mine.chat.kind !== 'own') throw new AppError('not-allowed');
    if ((await memberIds(trx, chatId)).length === 1) return null;
    if (mine.member.role === 'owner') throw new AppError('owner-must-stay');
    return endMembership(trx, mine, { by: mine.person, line: { kind: 'left' }, now: deps.clock() });
  });
  if (publications) deps.bus.publish(publications);
  else await arrangeChat(deps, myId, chatId, { isArchived: true });
  return { isArchived: publications === null };
}

/** The owner makes and unmakes admins of an own chat, or hands it over to one of the staff. */
export async function setRole(
  deps: Deps,
  myId: string,
  { chatId, personId, role }: { chatId: string; personId: string; role: MemberRole },
): Promise<void> {
  const publications = await deps.db.transaction().execute(async (trx) => {
    const { mine, theirs } = await requireBoth(trx, chatId, myId, personId);
    const may = mine.chat.kind === 'own' && mine.member.role === 'owner' && myId !== personId;
    // A chat of people who are not grown up keeps somebody of the staff to answer for it.
    if (!may || (role === 'owner' && theirs.person.role !== 'teacher')) throw new AppError('not-allowed');
    if (theirs.member.role === role) return [];
    const handsOver = role === 'owner';
    await update(trx, theirs, { role });
    if (handsOver) await update(trx, mine, { role: 'admin' });
    const shown = [await showMember(trx, { ...theirs, member: { ...theirs.member, role } })];
    if (handsOver) shown.push(await showMember(trx, { ...mine, member: { ...mine.member, role: 'admin' } }));
    const line: ServiceLine = { kind: 'owner', ...namedIn([theirs.person]) };
    const written = handsOver
      ? await writeServiceLine(trx, { chatId, sender: mine.person, service: line, now: deps.clock() })
      : [];
    return [...shown, ...written, ...(await tellStanding(trx, chatId, [myId, personId]))];
  });
  deps.bus.publish(publications);
}

/** Takes away one member's right to write in a group for a time, by this server's clock, or gives it back. */
export async function silenceMember(
  deps: Deps,
  myId: string,
  { chatId, personId, silence }: { chatId: string; personId: string; silence: Silence },
): Promise<void> {
  const publications = await deps.db.transaction().execute(async (trx) => {
    const { mine, theirs } = await requireBoth(trx, chatId, myId, personId);
    const [who, whom] = [standingOf(mine.member, mine.person), standingOf(theirs.member, theirs.person)];
    if (myId === personId || !maySilence(mine.chat.kind, who, whom)) throw new AppError('not-allowed');
    const ends = { none: null, always: MUTED_FOR_EVER } as const;
    const silencedUntil =
      silence === 'none' || silence === 'always' ? ends[silence] : deps.clock() + SILENCE_MS[silence];
    if (silencedUntil === theirs.member.silencedUntil) return [];
    await update(trx, theirs, { silencedUntil });
    const shown = await showMember(trx, { ...theirs, member: { ...theirs.member, silencedUntil } });
    return [shown, ...(await tellStanding(trx, chatId, [personId]))];
  });
  deps.bus.publish(publications);
}
