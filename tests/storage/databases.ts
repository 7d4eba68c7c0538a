import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../backend/storage/database.ts';

/** A database under the contract: empty, brought to this version. */
export interface Opened {
  db: Database;
  /** Opens the same data once more, as a restarted server does; refused where nothing outlives the process (`isDurable`). */
  reopen: () => Promise<Database>;
  close(): Promise<void>;
}

/** Every database that the server may run on; each must keep the whole contract. */
export const DATABASES: { name: string; isDurable: boolean; open: () => Promise<Opened> }[] = [
  {
    name: 'SQLite in memory',
    isDurable: false,
    async open() {
      const db = await openDatabase(':memory:');
      return { db, reopen: () => Promise.reject(new Error('nothing outlives the process')), close: () => db.destroy() };
    },
  },
  {
    name: 'SQLite in a file',
    isDurable: true,
    async open() {
      const folder = mkdtempSync(join(tmpdir(), 'contract-'));
      const file = join(folder, 'peremenka.sqlite');
      const opened = [await openDatabase(file)];
      return {
        db: opened[0] as Database,
        async reopen() {
          const again = await openDatabase(file);
          opened.push(again);
          return again;
        },
        async close() {
          for (const db of opened) await db.destroy();
          rmSync(folder, { recursive: true, force: true });
        },
      };
    },
  },
];

/** A school with two people and one chat that both are in. */
export async function seedChat(db: Database): Promise<void> {
  await db.insertInto('schools').values({ id: 'school', sourcedId: 's', name: 'Школа № 412' }).execute();
  const person = { schoolId: 'school', role: 'pupil' as const, givenName: 'Анна', familyName: 'Ёлкина' };
  const rest = { middleName: null, className: '7Б', subjects: '[]', phone: null, leftAt: null };
  for (const id of ['anna', 'boris']) {
    await db
      .insertInto('people')
      .values({ id, sourcedId: id, ...person, ...rest })
      .execute();
  }
  const chat = { id: 'chat', schoolId: 'school', rosterKey: 'class:b', kind: 'class' as const, lastOrdinal: 0 };
  await db
    .insertInto('chats')
    .values({ ...chat, className: '7Б', subject: null, groupName: null })
    .execute();
  const member = { chatId: 'chat', role: 'member' as const, firstOrdinal: 1, readOrdinal: 0, leftAt: null };
  for (const personId of ['anna', 'boris'])
    await db
      .insertInto('members')
      .values({ ...member, personId })
      .execute();
}
