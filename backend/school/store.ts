import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Queries } from '../storage/database.ts';
import type { Plan, Stored } from './plan.ts';

/** Rows of one statement: eleven columns each stay far under SQLite's limit of values. */
const CHUNK = 400;

function* chunks<T>(rows: T[]): Generator<T[]> {
  for (let start = 0; start < rows.length; start += CHUNK) yield rows.slice(start, start + CHUNK);
}

/** Chats that no list made. */
const OF_PEOPLE = ['direct', 'own'] as const;

/** Everything that is stored of the school with this id in the list. */
export async function storedSchool(db: Queries, sourcedId: string): Promise<Stored> {
  const school = await db.selectFrom('schools').selectAll().where('sourcedId', '=', sourcedId).executeTakeFirst();
  if (!school) return { school, people: [], guardians: [], chats: [], members: [] };
  return {
    school,
    people: await db.selectFrom('people').selectAll().where('schoolId', '=', school.id).execute(),
    guardians: await db
      .selectFrom('guardians')
      .innerJoin('people', 'people.id', 'guardians.childId')
      .selectAll('guardians')
      .where('people.schoolId', '=', school.id)
      .execute(),
    // Direct chats and those that people made are their own: the list neither makes nor empties them.
    chats: await db
      .selectFrom('chats')
      .selectAll()
      .where('schoolId', '=', school.id)
      .where('kind', 'not in', OF_PEOPLE)
      .execute(),
    members: await db
      .selectFrom('members')
      .innerJoin('chats', 'chats.id', 'members.chatId')
      .selectAll('members')
      .where('chats.schoolId', '=', school.id)
      .where('chats.kind', 'not in', OF_PEOPLE)
      .execute(),
  };
}

async function writePeople(db: Queries, plan: Plan): Promise<void> {
  for (const rows of chunks(plan.peopleAdded)) await db.insertInto('people').values(rows).execute();
  for (const row of [...plan.peopleChanged.map(({ after }) => after), ...plan.peopleLeft]) {
    const { id, schoolId, sourcedId, ...values } = row;
    await db.updateTable('people').set(values).where('id', '=', id).where('schoolId', '=', schoolId).execute();
  }
  for (const rows of chunks(plan.guardiansAdded)) await db.insertInto('guardians').values(rows).execute();
  for (const { parentId, childId } of plan.guardiansRemoved) {
    await db.deleteFrom('guardians').where('parentId', '=', parentId).where('childId', '=', childId).execute();
  }
}

async function writeMembers(db: Queries, plan: Plan): Promise<void> {
  const fresh = plan.membersJoined.filter(({ isBack }) => !isBack).map(({ row }) => row);
  for (const rows of chunks(fresh)) {
    await db.insertInto('members').values(rows).execute();
    await nextTurn();
  }
  const back = plan.membersJoined.filter(({ isBack }) => isBack).map(({ row }) => row);
  for (const row of [...back, ...plan.membersChanged.map(({ after }) => after), ...plan.membersLeft]) {
    const { chatId, personId, ...values } = row;
    await db.updateTable('members').set(values).where('chatId', '=', chatId).where('personId', '=', personId).execute();
  }
}

/** Writes a plan inside the caller's transaction, in which it was made. */
export async function writePlan(db: Queries, plan: Plan): Promise<void> {
  const { before, after } = plan.school;
  if (!before) await db.insertInto('schools').values(after).execute();
  else if (before.name !== after.name) {
    await db.updateTable('schools').set({ name: after.name }).where('id', '=', after.id).execute();
  }
  await writePeople(db, plan);
  for (const rows of chunks(plan.chatsAdded)) await db.insertInto('chats').values(rows).execute();
  for (const { after: chat } of plan.chatsChanged) {
    const { kind, className, subject, groupName } = chat;
    await db
      .updateTable('chats')
      .set({ kind, className, subject, groupName })
      .where('id', '=', chat.id)
      .where('schoolId', '=', chat.schoolId)
      .execute();
  }
  await writeMembers(db, plan);
}
