import type { Selectable } from 'kysely';
import type { Me, Person, School } from '../../protocol/people.ts';
import type { Queries } from '../storage/database.ts';
import { hotQuery } from '../storage/hot.ts';
import type { Tables } from '../storage/schema.ts';

type Row = Pick<
  Selectable<Tables['people']>,
  'id' | 'role' | 'givenName' | 'familyName' | 'middleName' | 'className' | 'subjects'
>;

/** Columns that `toPerson` reads; prefixed with the table, for joins. */
export const PERSON_COLUMNS = [
  'people.id',
  'people.role',
  'people.givenName',
  'people.familyName',
  'people.middleName',
  'people.className',
  'people.subjects',
] as const;

/** A roster row as others see the person: without phone and roster id. */
export function toPerson(row: Row): Person {
  const subjects = JSON.parse(row.subjects) as string[];
  return {
    id: row.id,
    role: row.role,
    givenName: row.givenName,
    familyName: row.familyName,
    ...(row.middleName ? { middleName: row.middleName } : {}),
    ...(row.className ? { className: row.className } : {}),
    ...(subjects.length ? { subjects } : {}),
  };
}

const selectPerson = hotQuery((db, id: string) =>
  db.selectFrom('people').select(PERSON_COLUMNS).where('people.id', '=', id),
);

/** People by id, in no order; ids that are not there are left out. */
export async function peopleByIds(db: Queries, ids: string[]): Promise<Person[]> {
  if (ids.length === 0) return [];
  const [first, ...others] = ids;
  const rows =
    first !== undefined && others.length === 0
      ? await selectPerson(db, first)
      : await db.selectFrom('people').select(PERSON_COLUMNS).where('id', 'in', ids).execute();
  return rows.map(toPerson);
}

/** The same people with their children (of a parent; empty for others), who have not left the school. */
export async function meByIds(db: Queries, ids: string[]): Promise<Me[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('people')
    .select(PERSON_COLUMNS)
    .where('id', 'in', ids)
    .where('leftAt', 'is', null)
    .orderBy('familyName')
    .orderBy('givenName')
    .execute();
  const children = await db
    .selectFrom('guardians')
    .innerJoin('people', 'people.id', 'guardians.childId')
    .select([...PERSON_COLUMNS, 'guardians.parentId'])
    .where('guardians.parentId', 'in', ids)
    .where('people.leftAt', 'is', null)
    .orderBy('people.givenName')
    .execute();
  return rows.map((row) => ({
    ...toPerson(row),
    children: children.filter((child) => child.parentId === row.id).map(toPerson),
  }));
}

/** The school of a person; undefined when the person is not there. */
export async function schoolOf(db: Queries, personId: string): Promise<School | undefined> {
  return db
    .selectFrom('people')
    .innerJoin('schools', 'schools.id', 'people.schoolId')
    .select(['schools.id', 'schools.name'])
    .where('people.id', '=', personId)
    .executeTakeFirst();
}
