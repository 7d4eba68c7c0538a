import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Publication } from '../../backend/bus/bus.ts';
import { createLocalBus } from '../../backend/bus/bus.ts';
import type { Enrollment, Roster, RosterPerson } from '../../backend/school/roster.ts';
import { openDatabase } from '../../backend/storage/database.ts';
import { eventsAfter } from '../../backend/storage/streams.ts';
import type { StreamName } from '../../protocol/events.ts';

const DEMO = join(import.meta.dirname, '../../demo/school');

/** A copy of the demo school's files, each changed by a function of its text; `remove` takes it away. */
export function rosterFolder(changes: Record<string, (text: string) => string | Uint8Array> = {}): {
  folder: string;
  remove: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'roster-'));
  cpSync(DEMO, folder, { recursive: true, filter: (path) => path === DEMO || path.endsWith('.csv') });
  for (const [file, change] of Object.entries(changes)) {
    const path = join(folder, file);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function rosterPerson(
  sourcedId: string,
  more: Partial<RosterPerson> & Pick<RosterPerson, 'role'>,
): RosterPerson {
  return {
    sourcedId,
    isAdministrator: false,
    givenName: 'Имя',
    familyName: sourcedId,
    middleName: null,
    className: null,
    subjects: [],
    phone: null,
    ...more,
  };
}

export const pupil = (personId: string): Enrollment => ({ personId, role: 'pupil', isPrimary: false });
export const lead = (personId: string): Enrollment => ({ personId, role: 'teacher', isPrimary: true });

/** Two classes of two pupils, a parent of one of each, three of the staff, one subject group in each class. */
export function smallSchool(): Roster {
  return {
    school: { sourcedId: 'school', name: 'Школа' },
    people: [
      rosterPerson('head', { role: 'teacher', isAdministrator: true }),
      rosterPerson('algebra', { role: 'teacher', subjects: ['Алгебра'] }),
      rosterPerson('english', { role: 'teacher', subjects: ['Английский язык'] }),
      rosterPerson('anna', { role: 'pupil', className: '7Б' }),
      rosterPerson('boris', { role: 'pupil', className: '7Б' }),
      rosterPerson('vera', { role: 'pupil', className: '7А' }),
      rosterPerson('gleb', { role: 'pupil', className: '7А' }),
      rosterPerson('mother', { role: 'parent' }),
    ],
    guardians: [
      { parentId: 'mother', childId: 'anna' },
      { parentId: 'mother', childId: 'vera' },
    ],
    classes: [
      { sourcedId: 'b', name: '7Б', enrollments: [lead('algebra'), pupil('anna'), pupil('boris')] },
      { sourcedId: 'a', name: '7А', enrollments: [lead('english'), pupil('vera'), pupil('gleb')] },
    ],
    groups: [
      {
        sourcedId: 'b-algebra',
        subject: 'Алгебра',
        className: '7Б',
        group: null,
        enrollments: [lead('algebra'), pupil('anna'), pupil('boris')],
      },
      {
        sourcedId: 'a-english',
        subject: 'Английский язык',
        className: '7А',
        group: '1',
        enrollments: [lead('english'), pupil('vera'), pupil('gleb')],
      },
    ],
  };
}

/** A database in memory, a bus that remembers what went over it, and a clock that stands still. */
export async function createSchool(now = Date.UTC(2026, 9, 1, 8)) {
  const db = await openDatabase(':memory:');
  const bus = createLocalBus();
  const published: Publication[] = [];
  bus.subscribe((publications) => void published.push(...publications));
  const personId = async (sourcedId: string) =>
    (await db.selectFrom('people').select('id').where('sourcedId', '=', sourcedId).executeTakeFirstOrThrow()).id;
  const chatId = async (rosterKey: string) =>
    (await db.selectFrom('chats').select('id').where('rosterKey', '=', rosterKey).executeTakeFirstOrThrow()).id;
  /** «anna: member» of those who are in a chat now. */
  const members = async (rosterKey: string) => {
    const rows = await db
      .selectFrom('members')
      .innerJoin('people', 'people.id', 'members.personId')
      .innerJoin('chats', 'chats.id', 'members.chatId')
      .select(['people.sourcedId', 'members.role'])
      .where('chats.rosterKey', '=', rosterKey)
      .where('members.leftAt', 'is', null)
      .execute();
    return rows.map((row) => `${row.sourcedId}: ${row.role}`).sort();
  };
  const events = (stream: StreamName) => eventsAfter(db, stream, 0, Number.MAX_SAFE_INTEGER);
  /** Everything that is stored, to see that nothing changed. */
  const everything = async () =>
    JSON.stringify({
      people: await db.selectFrom('people').selectAll().orderBy('id').execute(),
      guardians: await db.selectFrom('guardians').selectAll().orderBy('parentId').orderBy('childId').execute(),
      chats: await db.selectFrom('chats').selectAll().orderBy('id').execute(),
      members: await db.selectFrom('members').selectAll().orderBy('chatId').orderBy('personId').execute(),
      events: await db.selectFrom('events').selectAll().orderBy('stream').orderBy('seq').execute(),
    });
  return { db, bus, clock: () => now, published, personId, chatId, members, events, everything };
}
