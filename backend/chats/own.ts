import { randomUUID } from 'node:crypto';
import {
  type ChatRights,
  type ChatRightsChange,
  DEFAULT_RIGHTS,
  isWithin,
  maySetRights,
  settableRights,
} from '../../protocol/chat-rights.ts';
import type { Chat } from '../../protocol/chats.ts';
import type { ServiceLine } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import type { Bus, Publication } from '../bus/bus.ts';
import { AppError } from '../errors.ts';
import { usePicture } from '../files/chat-picture.ts';
import { namedIn, writeServiceLine } from '../messages/service-lines.ts';
import { contactsOf } from '../people/contacts.ts';
import { peopleByIds } from '../people/people.ts';
import type { Database, Queries } from '../storage/database.ts';
import { admit, showChat } from './admit.ts';
import { chatsFor } from './list.ts';
import { type Membership, requireMember, rightsOf, standingOf } from './rules.ts';
import { tellStanding } from './standing.ts';
import { cleanTitle } from './title.ts';

export interface OwnChatDeps {
  db: Database;
  bus: Bus;
  clock: () => number;
  /** Cuts my own finished photo to a square; throws file-not-found. */
  makeSquare: (ownerId: string, fileId: string) => Promise<void>;
}

/** Those of these whom a person may write to; one whom they may not refuses them all (S16: whoever it is). */
export async function contactsAmong(db: Queries, me: Person, ids: string[]): Promise<Person[]> {
  if (ids.length === 0) return [];
  const contacts = new Map((await contactsOf(db, me)).map(({ person }) => [person.id, person]));
  return [...new Set(ids)].map((id) => {
    const person = contacts.get(id);
    if (!person) throw new AppError('may-not-write');
    return person;
  });
}

interface NewChat {
  clientId: string;
  title: string;
  picture?: string | undefined;
  members: string[];
}

async function insertChat(db: Queries, me: Person, rosterKey: string, title: string): Promise<string> {
  const { schoolId } = await db
    .selectFrom('people')
    .select('schoolId')
    .where('id', '=', me.id)
    .executeTakeFirstOrThrow();
  const id = randomUUID();
  const name = { kind: 'own' as const, title, className: null, subject: null, groupName: null };
  await db
    .insertInto('chats')
    .values({ id, schoolId, rosterKey, lastOrdinal: 0, ...name })
    .execute();
  const owner = { role: 'owner' as const, firstOrdinal: 1, readOrdinal: 0, leftAt: null };
  await db
    .insertInto('members')
    .values({ chatId: id, personId: me.id, ...owner })
    .execute();
  return id;
}

/** The id of the chat that this client id made before. */
async function madeBefore(db: Queries, personId: string, rosterKey: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('chats')
    .innerJoin('people', 'people.schoolId', 'chats.schoolId')
    .select('chats.id')
    .where('people.id', '=', personId)
    .where('chats.rosterKey', '=', rosterKey)
    .executeTakeFirst();
  return row?.id;
}

/**
 * Makes a chat of one's own with its first members; the same client id again answers the same chat. For staff only
 * (product.md, row 9). Throws not-allowed, title-empty, title-too-long, may-not-write, members-too-many,
 * file-not-found.
 */
export async function createChat(deps: OwnChatDeps, myId: string, input: NewChat): Promise<Chat> {
  const rosterKey = `own:${myId}:${input.clientId}`;
  const [me] = await peopleByIds(deps.db, [myId]);
  if (me?.role !== 'teacher') throw new AppError('not-allowed');
  const title = cleanTitle(input.title);
  const known = await madeBefore(deps.db, myId, rosterKey);
  if (!known && input.picture) await deps.makeSquare(myId, input.picture);
  const { chatId, publications } = await deps.db.transaction().execute(async (trx) => {
    const before = await madeBefore(trx, myId, rosterKey);
    if (before) return { chatId: before, publications: [] };
    const people = await contactsAmong(
      trx,
      me,
      input.members.filter((id) => id !== myId),
    );
    const id = await insertChat(trx, me, rosterKey, title);
    if (input.picture) await usePicture(trx, { chatId: id, ownerId: myId, fileId: input.picture });
    const now = deps.clock();
    const created: ServiceLine = { kind: 'created', title };
    const list: Publication[] = await writeServiceLine(trx, { chatId: id, sender: me, service: created, now });
    const line = (added: Person[]): ServiceLine => ({ kind: 'added', ...namedIn(added) });
    const taken = await admit(trx, { chatId: id, people, by: me, line, now });
    return { chatId: id, publications: [...(await showChat(trx, id, [myId])), ...list, ...taken.publications] };
  });
  deps.bus.publish(publications);
  const [chat] = await chatsFor(deps.db, myId, [chatId]);
  if (!chat) throw new AppError('chat-not-found');
  return chat;
}

interface ChatEdit {
  chatId: string;
  title?: string | undefined;
  picture?: string | null | undefined;
  isReadOnly?: boolean | undefined;
  rights?: ChatRightsChange | undefined;
}

/** Refuses who may not make this change: name and picture by right, rights and read-only by staff who lead the chat. */
function requireMayEditChat({ chat, member, person }: Membership, edit: ChatEdit): void {
  const who = standingOf(member, person);
  if (edit.title !== undefined || edit.picture !== undefined) {
    if (chat.kind !== 'own' || !isWithin(rightsOf(chat).changeInfo, who)) throw new AppError('not-allowed');
  }
  if (edit.isReadOnly === undefined && edit.rights === undefined) return;
  const settable = settableRights(chat.kind);
  const asked = Object.keys(edit.rights ?? {}) as (keyof ChatRights)[];
  if (!maySetRights(chat.kind, who) || asked.some((name) => !settable.includes(name))) {
    throw new AppError('not-allowed');
  }
}

/** Rights as they are kept: what differs from the defaults of the kind. */
function keptRights({ chat }: Membership, change: ChatRightsChange): string {
  const after = { ...rightsOf(chat), ...change };
  const defaults = DEFAULT_RIGHTS[chat.kind];
  const names = Object.keys(defaults) as (keyof ChatRights)[];
  return JSON.stringify(
    Object.fromEntries(names.filter((name) => after[name] !== defaults[name]).map((name) => [name, after[name]])),
  );
}

/**
 * Changes what a chat is called, how it looks and who may do what in it; the history tells title, picture and
 * read-only. What is so already changes nothing. Throws chat-not-found, not-allowed, title-empty, title-too-long,
 * file-not-found.
 */
export async function editChat(deps: OwnChatDeps, personId: string, edit: ChatEdit): Promise<void> {
  const { chatId } = edit;
  const first = await requireMember(deps.db, personId, chatId);
  requireMayEditChat(first, edit);
  const title = edit.title === undefined ? undefined : cleanTitle(edit.title);
  if (edit.picture && edit.picture !== first.chat.picture) await deps.makeSquare(personId, edit.picture);
  const publications = await deps.db.transaction().execute(async (trx) => {
    const membership = await requireMember(trx, personId, chatId);
    requireMayEditChat(membership, edit);
    const { chat, person } = membership;
    const lines: ServiceLine[] = [];
    if (title !== undefined && title !== chat.title) lines.push({ kind: 'renamed', title });
    if (edit.picture !== undefined && edit.picture !== chat.picture) {
      await usePicture(trx, { chatId, ownerId: personId, fileId: edit.picture });
      lines.push({ kind: 'picture' });
    }
    const isReadOnly = edit.isReadOnly === undefined ? chat.isReadOnly : Number(edit.isReadOnly);
    if (isReadOnly !== chat.isReadOnly) lines.push({ kind: isReadOnly === 1 ? 'read-only' : 'open' });
    const rights = edit.rights ? keptRights(membership, edit.rights) : chat.rights;
    if (lines.length === 0 && rights === chat.rights) return [];
    const row = { isReadOnly, rights, ...(title === undefined ? {} : { title }) };
    await trx.updateTable('chats').set(row).where('id', '=', chatId).execute();
    const written: Publication[] = [];
    for (const service of lines) {
      written.push(...(await writeServiceLine(trx, { chatId, sender: person, service, now: deps.clock() })));
    }
    return [...written, ...(await tellStanding(trx, chatId))];
  });
  deps.bus.publish(publications);
}
