import { rosterWords } from '../../i18n/roster.ts';
import { schoolTexts } from '../../i18n/ru.ts';
import { storedClassName } from './class-name.ts';
import type { Fault, Table } from './csv.ts';
import type { ClassRow, EnrollmentRow, UserRow } from './one-roster-rows.ts';
import type { Enrollment, RosterClass, RosterGroup, RosterPerson } from './roster.ts';

const words = schoolTexts.roster;

interface Tables {
  classes: Table<ClassRow>;
  courses: Table<{ sourcedId: string; title: string }>;
  users: Table<UserRow>;
  enrollments: Table<EnrollmentRow>;
}

function toEnrollmentRole(role: EnrollmentRow['role']): Enrollment['role'] {
  if (role === 'student') return 'pupil';
  return role === 'teacher' || role === 'administrator' ? 'teacher' : 'assistant';
}

/** Enrolments by class, each person once in a class (the first row counts). */
function enrollmentsByClass(
  enrollments: Table<EnrollmentRow>,
  people: Map<string, RosterPerson>,
  fault: Fault,
): Map<string, Enrollment[]> {
  const byClass = new Map<string, Enrollment[]>();
  for (const row of enrollments.rows) {
    const { classSourcedId, userSourcedId, primary } = row.value;
    const person = people.get(userSourcedId);
    if (!person) continue;
    const role = toEnrollmentRole(row.value.role);
    if (role === 'pupil' && person.role !== 'pupil') fault(enrollments, row, words.pupilRole(userSourcedId));
    if (role !== 'pupil' && person.role !== 'teacher') fault(enrollments, row, words.staffRole(userSourcedId));
    const list = byClass.get(classSourcedId) ?? [];
    byClass.set(classSourcedId, list);
    if (list.some((known) => known.personId === userSourcedId)) continue;
    list.push({ personId: userSourcedId, role, isPrimary: primary });
  }
  return byClass;
}

/** «2» of «…, гр. 2» in the title, or else in the class code. */
function groupNumber(row: ClassRow): string | null {
  for (const text of [row.title, row.classCode]) {
    const found = rosterWords.group.exec(text);
    if (found) return String(Number(found[1] ?? found[2]));
  }
  return null;
}

function toHomerooms(tables: Tables, byClass: Map<string, Enrollment[]>, fault: Fault): RosterClass[] {
  const homerooms: RosterClass[] = [];
  const names = new Set<string>();
  for (const row of tables.classes.rows) {
    if (row.value.classType !== 'homeroom') continue;
    const name = storedClassName(row.value.title);
    if (!name) {
      fault(tables.classes, row, words.notClass(row.value.title));
      continue;
    }
    if (names.has(name)) fault(tables.classes, row, words.sameClass(name));
    names.add(name);
    homerooms.push({
      sourcedId: row.value.sourcedId,
      name,
      enrollments: byClass.get(row.value.sourcedId) ?? [],
    });
  }
  return homerooms;
}

/** Writes each pupil's class into `people`. */
function placePupils(
  homerooms: RosterClass[],
  people: Map<string, RosterPerson>,
  classes: Table<ClassRow>,
  fault: Fault,
): void {
  for (const homeroom of homerooms) {
    for (const { personId, role } of homeroom.enrollments) {
      const person = people.get(personId);
      if (role !== 'pupil' || !person) continue;
      const row = classes.rows.find(({ value }) => value.sourcedId === homeroom.sourcedId);
      if (person.className && row) fault(classes, row, words.twoClasses(personId));
      person.className = homeroom.name;
    }
  }
}

/** The class that all pupils of a group are in; null for a mixed group or one without pupils. */
function commonClass(enrollments: Enrollment[], people: Map<string, RosterPerson>): string | null {
  const names = new Set(
    enrollments.filter(({ role }) => role === 'pupil').map(({ personId }) => people.get(personId)?.className ?? null),
  );
  const [name] = names;
  return names.size === 1 ? (name ?? null) : null;
}

/** Homerooms and subject groups; also fills in `className` and `subjects` of `people`. */
export function toClasses(
  tables: Tables,
  people: Map<string, RosterPerson>,
  fault: Fault,
): { homerooms: RosterClass[]; groups: RosterGroup[] } {
  const byClass = enrollmentsByClass(tables.enrollments, people, fault);
  const homerooms = toHomerooms(tables, byClass, fault);
  placePupils(homerooms, people, tables.classes, fault);

  const subjects = new Map(tables.courses.rows.map(({ value }) => [value.sourcedId, value.title]));
  const groups: RosterGroup[] = [];
  for (const { value } of tables.classes.rows) {
    const subject = subjects.get(value.courseSourcedId);
    // A course that is not there is a fault that `checkReferences` has named.
    if (value.classType !== 'scheduled' || !subject) continue;
    const enrollments = byClass.get(value.sourcedId) ?? [];
    const className = commonClass(enrollments, people);
    groups.push({ sourcedId: value.sourcedId, subject, className, group: groupNumber(value), enrollments });
    for (const { personId, role } of enrollments) {
      const person = people.get(personId);
      if (role === 'teacher' && person && !person.subjects.includes(subject)) person.subjects.push(subject);
    }
  }
  for (const person of people.values()) person.subjects.sort(new Intl.Collator('ru').compare);
  return { homerooms, groups };
}
