import type { ServiceLine } from '../../protocol/messages.ts';
import { MAX_CHAT_MEMBERS } from '../../protocol/own-chats.ts';
import type { Person } from '../../protocol/people.ts';
import type { Publication } from '../bus/bus.ts';
import { AppError } from '../errors.ts';
import { writeServiceLine } from '../messages/service-lines.ts';
import type { Queries } from '../storage/database.ts';
import { append } from '../storage/streams.ts';
import { chatsFor } from './list.ts';
import { memberIds, toMember } from './members.ts';
import { tellStanding } from './standing.ts';
import { type ChatRow, chatById, type MemberRow } from './store.ts';

/** Shows each person a chat in their list, as it is now. */
export async function showChat(db: Queries, chatId: string, personIds: string[]): Promise<Publication[]> {
  const publications: Publication[] = [];
  for (const personId of personIds) {
    const [chat] = await chatsFor(db, personId, [chatId]);
    if (!chat) continue;
    const stream = `person:${personId}` as const;
    const events = await append(db, stream, [{ type: 'chat:joined', chat }]);
    publications.push({ kind: 'events', batch: { stream, events } });
  }
  return publications;
}

/** Writes the rows: new ones, and those of people who were in the chat before. A silence that was laid on stays. */
async function writeMembers(db: Queries, chatId: string, people: Person[], lastOrdinal: number): Promise<MemberRow[]> {
  const row = {
    role: 'member' as const,
    firstOrdinal: lastOrdinal + 1,
    readOrdinal: lastOrdinal,
    leftAt: null,
    isRemoved: 0,
  };
  return db
    .insertInto('members')
    .values(people.map(({ id }) => ({ ...row, chatId, personId: id })))
    .onConflict((conflict) => conflict.columns(['chatId', 'personId']).doUpdateSet(row))
    .returningAll()
    .execute();
}

interface Admission {
  chatId: string;
  people: Person[];
  /** Who did it, and the line that says so, made of those who are new. */
  by: Person;
  line: (added: Person[]) => ServiceLine;
  now: number;
}
interface Admitted {
  added: Person[];
  publications: Publication[];
}

/** Takes people into an own chat. Throws chat-not-found, members-too-many. */
export async function admit(db: Queries, input: Admission): Promise<Admitted> {
  const chat = await chatById(db, input.chatId);
  if (chat?.kind !== 'own') throw new AppError('chat-not-found');
  return admitInto(db, chat, input);
}

/**
 * Takes people into a chat, inside the caller's transaction, who has asked whether they may come: rows, events
 * for the chat and for each list, and the line in the history. They see the history from that line on. Who is in the
 * chat already is left out. Throws members-too-many. The caller publishes after the commit.
 */
export async function admitInto(db: Queries, chat: ChatRow, input: Admission): Promise<Admitted> {
  const { chatId, by, now } = input;
  const before = await memberIds(db, chatId);
  const there = new Set(before);
  const added = [...new Map(input.people.map((person) => [person.id, person])).values()].filter(
    ({ id }) => !there.has(id),
  );
  if (added.length === 0) return { added, publications: [] };
  if (before.length + added.length > MAX_CHAT_MEMBERS) throw new AppError('members-too-many');

  const rows = new Map((await writeMembers(db, chatId, added, chat.lastOrdinal)).map((row) => [row.personId, row]));
  const stream = `chat:${chatId}` as const;
  const joined = added.flatMap((person) => {
    const row = rows.get(person.id);
    return row ? [{ type: 'member:joined' as const, member: toMember(person, row) }] : [];
  });
  const events = await append(db, stream, joined);
  const line = await writeServiceLine(db, { chatId, sender: by, service: input.line(added), now });
  return {
    added,
    publications: [
      { kind: 'events', batch: { stream, events } },
      ...(await showChat(
        db,
        chatId,
        added.map(({ id }) => id),
      )),
      ...line,
      ...(await tellStanding(db, chatId, before)),
    ],
  };
}
