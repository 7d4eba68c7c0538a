import { randomUUID } from 'node:crypto';
import type { Chat } from '../../protocol/chats.ts';
import type { Person } from '../../protocol/people.ts';
import type { Bus, Publication } from '../bus/bus.ts';
import { AppError } from '../errors.ts';
import { mayWrite } from '../people/contacts.ts';
import { peopleByIds } from '../people/people.ts';
import type { Database, Queries } from '../storage/database.ts';
import { append } from '../storage/streams.ts';
import { chatsFor } from './list.ts';

/** What a direct chat is known by: the same for both, whoever begins. */
const directKey = (a: string, b: string) => `direct:${[a, b].sort().join(':')}`;

/** Makes the chat of two people where there is none; returns its id, and what tells both. */
async function findOrMake(db: Queries, me: Person, peer: Person): Promise<{ id: string; publications: Publication[] }> {
  const rosterKey = directKey(me.id, peer.id);
  const { schoolId } = await db
    .selectFrom('people')
    .select('schoolId')
    .where('id', '=', me.id)
    .executeTakeFirstOrThrow();
  const known = await db
    .selectFrom('chats')
    .select('id')
    .where('schoolId', '=', schoolId)
    .where('rosterKey', '=', rosterKey)
    .executeTakeFirst();
  if (known) return { id: known.id, publications: [] };
  const id = randomUUID();
  const name = { kind: 'direct' as const, className: null, subject: null, groupName: null };
  await db
    .insertInto('chats')
    .values({ id, schoolId, rosterKey, lastOrdinal: 0, ...name })
    .execute();
  const member = { chatId: id, role: 'member' as const, firstOrdinal: 1, readOrdinal: 0, leftAt: null };
  await db
    .insertInto('members')
    .values([
      { ...member, personId: me.id },
      { ...member, personId: peer.id },
    ])
    .execute();
  const publications: Publication[] = [];
  for (const person of [me, peer]) {
    const [chat] = await chatsFor(db, person.id, [id]);
    if (!chat) continue;
    const stream = `person:${person.id}` as const;
    const events = await append(db, stream, [{ type: 'chat:joined', chat }]);
    publications.push({ kind: 'events', batch: { stream, events } });
  }
  return { id, publications };
}

/** My direct chat with somebody; made when there is none. Throws person-not-found, may-not-write. */
export async function openDirect(deps: { db: Database; bus: Bus }, myId: string, personId: string): Promise<Chat> {
  const { id, publications } = await deps.db.transaction().execute(async (trx) => {
    const people = new Map((await peopleByIds(trx, [myId, personId])).map((person) => [person.id, person]));
    const [me, peer] = [people.get(myId), people.get(personId)];
    if (!me) throw new AppError('person-not-linked');
    // Somebody whom I may not write to is not there for me (S16): ids tell nothing.
    if (!peer || !(await mayWrite(trx, me, peer))) throw new AppError('may-not-write');
    return findOrMake(trx, me, peer);
  });
  deps.bus.publish(publications);
  const [chat] = await chatsFor(deps.db, myId, [id]);
  if (!chat) throw new AppError('chat-not-found');
  return chat;
}
