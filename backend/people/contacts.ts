import type { Contact } from '../../protocol/contacts.ts';
import { type Person, roleOrder } from '../../protocol/people.ts';
import type { Queries } from '../storage/database.ts';
import { PERSON_COLUMNS, toPerson } from './people.ts';

/** Lessons and classes: who teaches in one teaches its pupils. Parents' chats and staff's say nothing of that. */
const TAUGHT_IN = ['class', 'subject'] as const;

/** Pairs of a pupil and somebody of the staff who teaches them, as of now. */
function lessons(db: Queries) {
  return db
    .selectFrom('members as taught')
    .innerJoin('chats', 'chats.id', 'taught.chatId')
    .innerJoin('members as teaching', 'teaching.chatId', 'taught.chatId')
    .innerJoin('people as pupil', 'pupil.id', 'taught.personId')
    .innerJoin('people as teacher', 'teacher.id', 'teaching.personId')
    .where('chats.kind', 'in', TAUGHT_IN)
    .where('taught.leftAt', 'is', null)
    .where('teaching.leftAt', 'is', null)
    .where('pupil.role', '=', 'pupil')
    .where('pupil.leftAt', 'is', null)
    .where('teacher.role', '=', 'teacher')
    .where('teacher.leftAt', 'is', null);
}

async function teacherIdsOf(db: Queries, pupilIds: string[]): Promise<string[]> {
  if (pupilIds.length === 0) return [];
  const rows = await lessons(db).select('teacher.id').distinct().where('pupil.id', 'in', pupilIds).execute();
  return rows.map(({ id }) => id);
}

async function pupilIdsOf(db: Queries, teacherId: string): Promise<string[]> {
  const rows = await lessons(db).select('pupil.id').distinct().where('teacher.id', '=', teacherId).execute();
  return rows.map(({ id }) => id);
}

async function childIdsOf(db: Queries, parentId: string): Promise<string[]> {
  const rows = await db.selectFrom('guardians').select('childId').where('parentId', '=', parentId).execute();
  return rows.map(({ childId }) => childId);
}

async function present(db: Queries, ids: string[]): Promise<Person[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('people')
    .select(PERSON_COLUMNS)
    .where('id', 'in', ids)
    .where('leftAt', 'is', null)
    .execute();
  return rows.map(toPerson);
}

async function colleaguesOf(db: Queries, teacherId: string): Promise<Person[]> {
  const rows = await db
    .selectFrom('people')
    .select(PERSON_COLUMNS)
    .where('schoolId', '=', (eb) => eb.selectFrom('people as me').select('me.schoolId').where('me.id', '=', teacherId))
    .where('role', '=', 'teacher')
    .where('id', '!=', teacherId)
    .where('leftAt', 'is', null)
    .execute();
  return rows.map(toPerson);
}

/** Parents of these pupils, each with those children of theirs who are among them. */
async function parentsOf(db: Queries, pupils: Person[]): Promise<Contact[]> {
  if (pupils.length === 0) return [];
  const byId = new Map(pupils.map((pupil) => [pupil.id, pupil]));
  const rows = await db
    .selectFrom('guardians')
    .innerJoin('people', 'people.id', 'guardians.parentId')
    .select([...PERSON_COLUMNS, 'guardians.childId'])
    .where('guardians.childId', 'in', [...byId.keys()])
    .where('people.role', '=', 'parent')
    .where('people.leftAt', 'is', null)
    .execute();
  const contacts = new Map<string, Contact>();
  for (const row of rows) {
    const contact = contacts.get(row.id) ?? { person: toPerson(row), children: [] };
    const child = byId.get(row.childId);
    if (child) contact.children.push(child);
    contacts.set(row.id, contact);
  }
  return [...contacts.values()];
}

const alone = (person: Person): Contact => ({ person, children: [] });

function inOrder(a: Contact, b: Contact): number {
  return (
    roleOrder[a.person.role] - roleOrder[b.person.role] ||
    a.person.familyName.localeCompare(b.person.familyName, 'ru') ||
    a.person.givenName.localeCompare(b.person.givenName, 'ru')
  );
}

/**
 * Everybody whom a person may write to by the school's default (product.md, row 28): pupils to those who teach them,
 * parents to those who teach their children, the staff to each other, their pupils and those pupils' parents. Staff
 * first, then by name.
 */
export async function contactsOf(db: Queries, me: Pick<Person, 'id' | 'role'>): Promise<Contact[]> {
  if (me.role !== 'teacher') {
    const pupils = me.role === 'pupil' ? [me.id] : await childIdsOf(db, me.id);
    return (await present(db, await teacherIdsOf(db, pupils))).map(alone).sort(inOrder);
  }
  const pupils = await present(db, await pupilIdsOf(db, me.id));
  const parents = await parentsOf(db, pupils);
  return [...(await colleaguesOf(db, me.id)), ...pupils].map(alone).concat(parents).sort(inOrder);
}

async function inOneSchool(db: Queries, ids: string[]): Promise<boolean> {
  const rows = await db.selectFrom('people').select(['schoolId', 'leftAt']).where('id', 'in', ids).execute();
  return rows.length === 2 && rows.every((row) => row.leftAt === null && row.schoolId === rows[0]?.schoolId);
}

/** Whether two people may write to each other directly: the same rule as `contactsOf`, for one pair. */
export async function mayWrite(
  db: Queries,
  a: Pick<Person, 'id' | 'role'>,
  b: Pick<Person, 'id' | 'role'>,
): Promise<boolean> {
  if (a.id === b.id || !(await inOneSchool(db, [a.id, b.id]))) return false;
  if (a.role === 'teacher' && b.role === 'teacher') return true;
  const teacher = a.role === 'teacher' ? a : b;
  const other = teacher === a ? b : a;
  if (teacher.role !== 'teacher') return false;
  const pupils = other.role === 'pupil' ? [other.id] : await childIdsOf(db, other.id);
  if (pupils.length === 0) return false;
  const row = await lessons(db)
    .select('teacher.id')
    .where('teacher.id', '=', teacher.id)
    .where('pupil.id', 'in', pupils)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
