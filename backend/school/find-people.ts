import type { Person } from '../../protocol/people.ts';
import { toPerson } from '../people/people.ts';
import type { Queries } from '../storage/database.ts';
import { storedClassName } from './class-name.ts';
import { byAlphabet, cleanText } from './text.ts';

/** A person as the command line names them. */
export interface FoundPerson {
  person: Person;
  /** «7Б-03» for a pupil, else the id in the school's list. */
  label: string;
  /** The id in the school's list. */
  sourcedId: string;
  children: Person[];
  /** Whether an account holds the person. */
  isLinked: boolean;
}

/** Everybody who has not left, in alphabetical order, with class numbers. */
async function everybody(db: Queries): Promise<FoundPerson[]> {
  const rows = await db.selectFrom('people').selectAll().where('leftAt', 'is', null).execute();
  const linked = await db.selectFrom('bindings').select('personId').execute();
  const guardians = await db.selectFrom('guardians').selectAll().execute();
  const byId = new Map(rows.map((row) => [row.id, toPerson(row)]));
  const linkedIds = new Set(linked.map(({ personId }) => personId));
  const children = new Map<string, Person[]>();
  for (const { parentId, childId } of guardians) {
    const child = byId.get(childId);
    if (child) children.set(parentId, [...(children.get(parentId) ?? []), child]);
  }
  const numbers = new Map<string, number>();
  return rows
    .sort((a, b) => byAlphabet(a, b) || (a.sourcedId < b.sourcedId ? -1 : 1))
    .map((row) => {
      let label = row.sourcedId;
      if (row.role === 'pupil' && row.className) {
        const key = `${row.schoolId} ${row.className}`;
        const number = (numbers.get(key) ?? 0) + 1;
        numbers.set(key, number);
        label = `${row.className}-${String(number).padStart(2, '0')}`;
      }
      return {
        person: toPerson(row),
        label,
        sourcedId: row.sourcedId,
        children: children.get(row.id) ?? [],
        isLinked: linkedIds.has(row.id),
      };
    });
}

/** Letters as they are compared: small, ё as е. */
function plain(text: string): string {
  return cleanText(text)
    .toLowerCase()
    .normalize('NFD')
    .replace(/\u0435\u0308/gu, '\u0435')
    .normalize('NFC');
}

function fullName({ person }: FoundPerson): string {
  return plain([person.familyName, person.givenName, person.middleName].filter(Boolean).join(' '));
}

/** «7Б-03» or «7 б 3» as a label; undefined for another shape. */
function asLabel(reference: string): string | undefined {
  const parts = /^(.+?)\s*[-–— ]\s*(\d{1,2})$/u.exec(cleanText(reference));
  const name = parts && storedClassName(parts[1] ?? '');
  return name ? `${name}-${String(Number(parts[2])).padStart(2, '0')}` : undefined;
}

/**
 * Whom a reference names: a pupil by class and number in the alphabet («7Б-03»), an id (of the school's list or ours),
 * or a whole surname, with as much of name and patronymic as is given («Иванова Анна»). Empty: nobody fits; several:
 * the caller has to ask.
 */
export async function resolvePerson(db: Queries, reference: string): Promise<FoundPerson[]> {
  const all = await everybody(db);
  const wanted = cleanText(reference);
  const byId = all.filter(({ sourcedId, person }) => sourcedId === wanted || person.id === wanted);
  if (byId.length > 0) return byId;
  const label = asLabel(reference);
  const byLabel = label ? all.filter((found) => found.label === label) : [];
  if (byLabel.length > 0) return byLabel;
  const className = storedClassName(reference);
  if (className) return all.filter(({ person }) => person.role === 'pupil' && person.className === className);
  const name = plain(reference);
  return all.filter((found) => {
    const familyName = plain(found.person.familyName);
    // The surname is whole, so that «Иванов» is not Иванова; what follows may be begun.
    return familyName === name || (name.startsWith(`${familyName} `) && fullName(found).startsWith(name));
  });
}

/** People whose name, class or label has the words of a search; all of them for an empty one. */
export async function searchPeople(db: Queries, search: string): Promise<FoundPerson[]> {
  const all = await everybody(db);
  const className = storedClassName(search);
  if (className) return all.filter(({ person }) => person.className === className);
  const words = plain(search).split(' ').filter(Boolean);
  return all.filter((found) => {
    const text = `${fullName(found)} ${plain(found.label)} ${plain(found.sourcedId)}`;
    return words.every((word) => text.includes(word));
  });
}
