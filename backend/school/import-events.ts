import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventBatch, StreamName } from '../../protocol/events.ts';
import type { Publication } from '../bus/bus.ts';
import { chatsFor } from '../chats/list.ts';
import { toMember } from '../chats/members.ts';
import { toPerson } from '../people/people.ts';
import type { Queries } from '../storage/database.ts';
import { append, type NewEvent } from '../storage/streams.ts';
import { changedFields, type MemberRow, type Plan } from './plan.ts';

/** Events by stream, in the order in which they were added. */
function createStreams() {
  const byStream = new Map<StreamName, NewEvent[]>();
  return {
    add(stream: StreamName, event: NewEvent) {
      const list = byStream.get(stream);
      if (list) list.push(event);
      else byStream.set(stream, [event]);
    },
    byStream,
  };
}

/**
 * Members who are shown otherwise than before: another role in the chat, or a person with another name, class or
 * subjects. Members of chats that they join or leave now are not among them.
 */
function changedMembers(plan: Plan, stored: MemberRow[]): MemberRow[] {
  const gone = new Set(plan.membersLeft.map((row) => `${row.chatId} ${row.personId}`));
  const byRole = new Map(plan.membersChanged.map(({ after }) => [`${after.chatId} ${after.personId}`, after]));
  const people = new Set(
    plan.peopleChanged
      .filter((change) => changedFields(change).some((field) => field !== 'phone' && field !== 'leftAt'))
      .map(({ after }) => after.id),
  );
  return stored.flatMap((row) => {
    const key = `${row.chatId} ${row.personId}`;
    const after = byRole.get(key);
    if (after) return [after];
    return people.has(row.personId) && row.leftAt === null && !gone.has(key) ? [row] : [];
  });
}

/** Events of the chats' own streams. Nobody could have seen a new chat, so its first members are not announced. */
function chatEvents(plan: Plan, changed: MemberRow[]): Map<StreamName, NewEvent[]> {
  const streams = createStreams();
  for (const { chatId, personId } of plan.membersLeft) {
    streams.add(`chat:${chatId}`, { type: 'member:left', personId });
  }
  const joined = plan.membersJoined.filter(({ isNewChat }) => !isNewChat).map(({ row }) => row);
  for (const row of [...joined, ...changed]) {
    const { chatId, personId } = row;
    const person = plan.people.get(personId);
    if (!person) continue;
    const member = toMember(toPerson(person), row);
    streams.add(`chat:${chatId}`, { type: 'member:joined', member });
  }
  return streams.byStream;
}

/** Chats that each person has to be shown anew: joined, renamed, or with other rights of one's own. */
function chatsToShow(plan: Plan, stored: MemberRow[]): Map<string, Set<string>> {
  const byPerson = new Map<string, Set<string>>();
  const show = ({ personId, chatId }: MemberRow) => {
    byPerson.set(personId, (byPerson.get(personId) ?? new Set()).add(chatId));
  };
  const renamed = new Set(plan.chatsChanged.map(({ after }) => after.id));
  const otherRole = new Set(
    plan.peopleChanged.filter(({ before, after }) => before.role !== after.role).map(({ after }) => after.id),
  );
  const gone = new Set(plan.membersLeft.map((row) => `${row.chatId} ${row.personId}`));
  for (const { row } of plan.membersJoined) show(row);
  for (const { after } of plan.membersChanged) show(after);
  for (const row of stored) {
    if (row.leftAt !== null || gone.has(`${row.chatId} ${row.personId}`)) continue;
    if (renamed.has(row.chatId) || otherRole.has(row.personId)) show(row);
  }
  return byPerson;
}

/**
 * Appends what a written plan means for open chats and for each person's list, inside the same transaction; returns
 * what to publish after the commit: first who is cut off (G8), then the chats' events, then the people's.
 */
export async function appendImportEvents(db: Queries, plan: Plan, stored: MemberRow[]): Promise<Publication[]> {
  const publications: Publication[] = plan.membersLeft.map(({ personId, chatId }) => ({
    kind: 'left-chat',
    personId,
    chatId,
  }));
  const publish = (batch: EventBatch) => void publications.push({ kind: 'events', batch });
  for (const [stream, events] of chatEvents(plan, changedMembers(plan, stored))) {
    publish({ stream, events: await append(db, stream, events) });
  }
  const left = createStreams();
  for (const { personId, chatId } of plan.membersLeft) left.add(`person:${personId}`, { type: 'chat:left', chatId });
  const toShow = chatsToShow(plan, stored);
  const people = new Set([...plan.membersLeft.map(({ personId }) => personId), ...toShow.keys()]);
  for (const personId of people) {
    const stream: StreamName = `person:${personId}`;
    const chatIds = toShow.get(personId);
    const chats = chatIds ? await chatsFor(db, personId, [...chatIds]) : [];
    const events: NewEvent[] = [
      ...(left.byStream.get(stream) ?? []),
      ...chats.map((chat): NewEvent => ({ type: 'chat:joined', chat })),
    ];
    if (events.length > 0) publish({ stream, events: await append(db, stream, events) });
    // The database is in this process: sockets get their turn between people.
    await nextTurn();
  }
  return publications;
}
