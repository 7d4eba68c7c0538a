import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Tables } from '../storage/schema.ts';
import type { Roster, RosterPerson } from './roster.ts';
import { type RosterChat, rosterChats } from './roster-chats.ts';

type SchoolRow = Selectable<Tables['schools']>;
export type PersonRow = Selectable<Tables['people']>;
type GuardianRow = Selectable<Tables['guardians']>;
export type ChatRow = Selectable<Tables['chats']>;
export type MemberRow = Selectable<Tables['members']>;

/** What the database knows of a school, those who left included. */
export interface Stored {
  school: SchoolRow | undefined;
  people: PersonRow[];
  guardians: GuardianRow[];
  chats: ChatRow[];
  members: MemberRow[];
}

/** A row as it is and as it shall be. */
export interface Change<T> {
  before: T;
  after: T;
}

/** What an import will do; nothing of it is done yet. A plan without parts changes nothing. */
export interface Plan {
  school: { before: SchoolRow | undefined; after: SchoolRow };
  peopleAdded: PersonRow[];
  /** Also those who are back: `before.leftAt` is set. */
  peopleChanged: Change<PersonRow>[];
  peopleLeft: PersonRow[];
  guardiansAdded: GuardianRow[];
  guardiansRemoved: GuardianRow[];
  chatsAdded: ChatRow[];
  chatsChanged: Change<ChatRow>[];
  /** First members of new chats, and who joins or rejoins a chat. */
  membersJoined: { row: MemberRow; isBack: boolean; isNewChat: boolean }[];
  membersChanged: Change<MemberRow>[];
  membersLeft: MemberRow[];
  /** Everybody by our id, as they shall be (those who leave: as they are). */
  people: Map<string, PersonRow>;
  /** The school's chats by our id, as they shall be. */
  chats: Map<string, ChatRow>;
}

const PERSON_FIELDS = [
  'role',
  'givenName',
  'familyName',
  'middleName',
  'className',
  'subjects',
  'phone',
  'leftAt',
] as const;
const CHAT_FIELDS = ['kind', 'className', 'subject', 'groupName'] as const;

/** Names of the fields in which two rows differ. */
function differing<T, F extends keyof T>(fields: readonly F[], { before, after }: Change<T>): F[] {
  return fields.filter((field) => before[field] !== after[field]);
}

export function changedFields(change: Change<PersonRow>): (typeof PERSON_FIELDS)[number][] {
  return differing(PERSON_FIELDS, change);
}

function toRow(person: RosterPerson, id: string, schoolId: string): PersonRow {
  return {
    id,
    schoolId,
    sourcedId: person.sourcedId,
    role: person.role,
    givenName: person.givenName,
    familyName: person.familyName,
    middleName: person.middleName,
    className: person.className,
    subjects: JSON.stringify(person.subjects),
    phone: person.phone,
    leftAt: null,
  };
}

function planPeople(stored: Stored, roster: Roster, schoolId: string, now: number) {
  const known = new Map(stored.people.map((row) => [row.sourcedId, row]));
  const rows = roster.people.map((person) => toRow(person, known.get(person.sourcedId)?.id ?? randomUUID(), schoolId));
  const bySourcedId = new Map(rows.map((row) => [row.sourcedId, row]));
  const peopleChanged = rows.flatMap((after): Change<PersonRow>[] => {
    const before = known.get(after.sourcedId);
    return before && changedFields({ before, after }).length > 0 ? [{ before, after }] : [];
  });
  const peopleLeft = stored.people
    .filter((row) => row.leftAt === null && !bySourcedId.has(row.sourcedId))
    .map((row) => ({ ...row, leftAt: now }));
  const people = new Map([...stored.people, ...rows].map((row) => [row.id, row]));
  return {
    bySourcedId,
    peopleAdded: rows.filter((row) => !known.has(row.sourcedId)),
    peopleChanged,
    peopleLeft,
    people,
  };
}

function planGuardians(stored: Stored, roster: Roster, idOf: (sourcedId: string) => string) {
  const key = ({ parentId, childId }: GuardianRow) => `${parentId} ${childId}`;
  const wanted = roster.guardians.map((pair) => ({ parentId: idOf(pair.parentId), childId: idOf(pair.childId) }));
  const wantedKeys = new Set(wanted.map(key));
  const knownKeys = new Set(stored.guardians.map(key));
  return {
    guardiansAdded: wanted.filter((pair) => !knownKeys.has(key(pair))),
    guardiansRemoved: stored.guardians.filter((pair) => !wantedKeys.has(key(pair))),
  };
}

/** What the list says nothing of: people set it later. */
const NEW_CHAT = { lastOrdinal: 0, lastSeq: 0, title: null, picture: null, isReadOnly: 0, rights: '{}' };

function planChats(stored: Stored, wanted: RosterChat[], schoolId: string) {
  const known = new Map(stored.chats.map((row) => [row.rosterKey, row]));
  const chatsAdded: ChatRow[] = [];
  const chatsChanged: Change<ChatRow>[] = [];
  const chats = new Map(stored.chats.map((row) => [row.id, row]));
  for (const { rosterKey, kind, className, subject, groupName } of wanted) {
    const before = known.get(rosterKey);
    const name = { kind, className, subject, groupName };
    const after: ChatRow = { ...(before ?? { ...NEW_CHAT, id: randomUUID(), schoolId, rosterKey }), ...name };
    if (!before) chatsAdded.push(after);
    else if (differing(CHAT_FIELDS, { before, after }).length > 0) chatsChanged.push({ before, after });
    chats.set(after.id, after);
  }
  return { chatsAdded, chatsChanged, chats };
}

function planMembers(
  stored: Stored,
  wanted: RosterChat[],
  chats: Map<string, ChatRow>,
  idOf: (sourcedId: string) => string,
  now: number,
) {
  const key = (chatId: string, personId: string) => `${chatId} ${personId}`;
  const known = new Map(stored.members.map((row) => [key(row.chatId, row.personId), row]));
  const oldChats = new Set(stored.chats.map(({ id }) => id));
  const byKey = new Map([...chats.values()].map((chat) => [chat.rosterKey, chat]));
  const staying = new Set<string>();
  const membersJoined: Plan['membersJoined'] = [];
  const membersChanged: Plan['membersChanged'] = [];
  for (const { rosterKey, members } of wanted) {
    const chat = byKey.get(rosterKey);
    if (!chat) continue;
    for (const [sourcedId, role] of members) {
      const personId = idOf(sourcedId);
      const before = known.get(key(chat.id, personId));
      staying.add(key(chat.id, personId));
      if (before && before.leftAt === null) {
        if (before.role !== role) membersChanged.push({ before, after: { ...before, role } });
        continue;
      }
      // Who joins sees the history from joining on, and has nothing unread.
      const read = { firstOrdinal: chat.lastOrdinal + 1, readOrdinal: chat.lastOrdinal };
      const row = {
        chatId: chat.id,
        personId,
        role,
        ...read,
        leftAt: null,
        silencedUntil: before?.silencedUntil ?? null,
        isRemoved: 0,
      };
      membersJoined.push({ row, isBack: before !== undefined, isNewChat: !oldChats.has(chat.id) });
    }
  }
  const membersLeft = stored.members
    .filter((row) => row.leftAt === null && !staying.has(key(row.chatId, row.personId)))
    .map((row) => ({ ...row, leftAt: now }));
  return { membersJoined, membersChanged, membersLeft };
}

/**
 * Compares a school's list with what is stored; pure but for new ids. People keep their id by (school, id in the
 * list), chats by their roster key; a chat that the list no longer calls for loses its members and stays.
 * `now`: Unix ms, the `leftAt` of those who go.
 */
export function planImport(stored: Stored, roster: Roster, now: number): Plan {
  const school = { ...roster.school, id: stored.school?.id ?? randomUUID() };
  const { bySourcedId, ...people } = planPeople(stored, roster, school.id, now);
  const idOf = (sourcedId: string) => {
    const row = bySourcedId.get(sourcedId);
    if (!row) throw new Error(`the roster names somebody who is not in it: ${sourcedId}`);
    return row.id;
  };
  const wanted = rosterChats(roster);
  const chats = planChats(stored, wanted, school.id);
  return {
    school: { before: stored.school, after: school },
    ...people,
    ...planGuardians(stored, roster, idOf),
    ...chats,
    ...planMembers(stored, wanted, chats.chats, idOf, now),
  };
}
