import { stat } from 'node:fs/promises';
import { schoolTexts } from '../../i18n/ru.ts';
import { AppError } from '../errors.ts';
import { type Fault, type Row, readTable, type Table } from './csv.ts';
import { toClasses } from './one-roster-classes.ts';
import { rolesByUser, toGuardians, toPeople } from './one-roster-people.ts';
import {
  ClassRow,
  CourseRow,
  EnrollmentRow,
  ManifestRow,
  OrgRow,
  RoleRow,
  SessionRow,
  UserRow,
} from './one-roster-rows.ts';
import type { Roster } from './roster.ts';

const words = schoolTexts.roster;

/** More faults than this are counted, not listed. */
const MAX_ISSUES = 200;

const FILES = ['orgs', 'academicSessions', 'courses', 'classes', 'users', 'roles', 'enrollments'] as const;

/** The manifest says which version this is, and that each file is whole: a delta would look like people leaving. */
async function checkManifest(folder: string, issues: string[]): Promise<void> {
  const { rows, file } = await readTable(folder, 'manifest.csv', ManifestRow, issues);
  if (rows.length === 0) return;
  const values = new Map(rows.map(({ value }) => [value.propertyName, value.value]));
  const version = values.get('oneroster.version') ?? '';
  if (version !== '1.2') issues.push(words.inFile(file, words.wrongVersion(version)));
  for (const name of FILES) {
    if (values.get(`file.${name}`) !== 'bulk') issues.push(words.inFile(file, words.notBulk(`${name}.csv`)));
  }
}

/** Whether a row counts on a day (`2026-09-01`): not deleted, begun, and its end (the first day without it) not reached. */
function isCurrent(row: { status: string; beginDate?: string; endDate?: string }, day: string): boolean {
  if (row.status === 'tobedeleted') return false;
  return (!row.beginDate || row.beginDate <= day) && (!row.endDate || day < row.endDate);
}

function current<T extends { status: string }>(table: Table<T>, day: string): Table<T> {
  return { ...table, rows: table.rows.filter(({ value }) => isCurrent(value, day)) };
}

function theSchool(orgs: Table<OrgRow>, issues: string[]): Roster['school'] {
  const schools = orgs.rows.filter(({ value }) => value.type.toLowerCase() === 'school');
  if (schools.length !== 1) issues.push(words.inFile(orgs.file, words.oneSchool(schools.length)));
  const school = schools[0]?.value;
  return { sourcedId: school?.sourcedId ?? '', name: school?.name ?? '' };
}

function localDay(time: number): string {
  const date = new Date(time);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/**
 * Reads the folder of a OneRoster 1.2 CSV export (bulk files; UTF-8 with or without BOM) as it stands on the day of
 * `now` (Unix ms, the server's time zone). Throws `roster-invalid` with every fault that was found, each a sentence
 * with file and line.
 *
 * How its parts become ours:
 * - a person is a row of users.csv that is enabled; the primary row of roles.csv says who it is (student → pupil;
 *   parent, guardian, relative → parent; any staff role → teacher). Who is on the staff and has a child here under
 *   another login is two users.
 * - parents are the `agentSourcedIds` of a pupil's row, where roles.csv calls them parent, guardian or relative;
 * - a class is a row of classes.csv with `classType` homeroom, its title the class's name; the pupil's class is the
 *   homeroom that enrols the pupil;
 * - a subject group is a row with `classType` scheduled: the subject is the title of its course, the class is the
 *   one that all its pupils are in (none for a mixed group), the group's number is what `title` or else `classCode`
 *   says at its end (i18n/roster.ts: words for group with a number).
 */
export async function readOneRoster(folder: string, now: number): Promise<Roster> {
  const issues: string[] = [];
  const isFolder = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new AppError('roster-invalid', { issues: [words.noFolder(folder)] });

  const day = localDay(now);
  const fault: Fault = (table, row, text) => void issues.push(words.atLine(table.file, row.line, text));
  await checkManifest(folder, issues);
  const orgs = await readTable(folder, 'orgs.csv', OrgRow, issues);
  const sessions = await readTable(folder, 'academicSessions.csv', SessionRow, issues);
  const courses = await readTable(folder, 'courses.csv', CourseRow, issues);
  const classes = await readTable(folder, 'classes.csv', ClassRow, issues);
  const users = await readTable(folder, 'users.csv', UserRow, issues);
  const roles = await readTable(folder, 'roles.csv', RoleRow, issues);
  const enrollments = await readTable(folder, 'enrollments.csv', EnrollmentRow, issues);

  const school = theSchool(current(orgs, day), issues);
  checkReferences({ orgs, sessions, courses, classes, users, roles, enrollments }, fault);
  const userRoles = rolesByUser(current(roles, day), fault);
  const people = toPeople(current(users, day), userRoles, fault);
  if (users.rows.length > 0 && people.size === 0) issues.push(words.inFile(users.file, words.noPeople));
  const guardians = toGuardians(current(users, day), userRoles, people, fault);
  const { homerooms, groups } = toClasses(
    { classes: current(classes, day), courses, users, enrollments: current(enrollments, day) },
    people,
    fault,
  );
  if (issues.length > 0) throw new AppError('roster-invalid', { issues: listed(issues) });
  return { school, people: [...people.values()], guardians, classes: homerooms, groups };
}

function listed(issues: string[]): string[] {
  if (issues.length <= MAX_ISSUES) return issues;
  return [...issues.slice(0, MAX_ISSUES), words.more(issues.length - MAX_ISSUES)];
}

/** Every id that a row names is in the file where it belongs. */
function checkReferences(
  tables: {
    orgs: Table<unknown>;
    sessions: Table<unknown>;
    courses: Table<unknown>;
    classes: Table<ClassRow>;
    users: Table<UserRow>;
    roles: Table<RoleRow>;
    enrollments: Table<EnrollmentRow>;
  },
  fault: Fault,
): void {
  const { orgs, sessions, courses, classes, users, roles, enrollments } = tables;
  const check = (from: { file: string }, row: Row<unknown>, column: string, to: Table<unknown>, id: string) => {
    if (!to.has(id)) fault(from, row, words.unknown(column, id));
  };
  for (const row of classes.rows) {
    check(classes, row, 'courseSourcedId', courses, row.value.courseSourcedId);
    check(classes, row, 'schoolSourcedId', orgs, row.value.schoolSourcedId);
    for (const id of row.value.termSourcedIds) check(classes, row, 'termSourcedIds', sessions, id);
  }
  for (const row of users.rows) {
    for (const id of row.value.agentSourcedIds) check(users, row, 'agentSourcedIds', users, id);
  }
  for (const row of roles.rows) {
    check(roles, row, 'userSourcedId', users, row.value.userSourcedId);
    check(roles, row, 'orgSourcedId', orgs, row.value.orgSourcedId);
  }
  for (const row of enrollments.rows) {
    check(enrollments, row, 'classSourcedId', classes, row.value.classSourcedId);
    check(enrollments, row, 'userSourcedId', users, row.value.userSourcedId);
  }
}
