import type { Bus } from '../bus/bus.ts';
import type { Database, Queries } from '../storage/database.ts';
import type { AdminRequest, AdminValue } from './admin-protocol.ts';
import { issueCode } from './codes.ts';
import { describePlan } from './describe.ts';
import { searchPeople } from './find-people.ts';
import { countPlan, importRoster, previewImport } from './import.ts';
import { readOneRoster } from './one-roster.ts';

export interface SchoolDeps {
  db: Database;
  bus: Bus;
  /** Unix ms. */
  clock: () => number;
}

/** People that one answer lists. */
const MAX_LISTED = 200;

async function count(db: Queries, table: 'chats' | 'messages'): Promise<number> {
  const row = await db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

async function status(db: Queries): Promise<AdminValue> {
  const schools = await db.selectFrom('schools').select('name').orderBy('name').execute();
  const people = await db
    .selectFrom('people')
    .leftJoin('bindings', 'bindings.personId', 'people.id')
    .select(['people.role', 'bindings.accountId'])
    .where('people.leftAt', 'is', null)
    .execute();
  const inRole = (role: string) => people.filter((person) => person.role === role).length;
  return {
    kind: 'status',
    schools: schools.map(({ name }) => name),
    pupils: inRole('pupil'),
    parents: inRole('parent'),
    teachers: inRole('teacher'),
    linked: people.filter(({ accountId }) => accountId !== null).length,
    chats: await count(db, 'chats'),
    messages: await count(db, 'messages'),
  };
}

/** Does what the command line asks. Throws AppError (`roster-invalid` with the faults of the list). */
export async function runAdminCommand(deps: SchoolDeps, request: AdminRequest): Promise<AdminValue> {
  switch (request.command) {
    case 'import': {
      const roster = await readOneRoster(request.folder, deps.clock());
      if (!request.dryRun) return { kind: 'imported', counts: await importRoster(deps, roster) };
      const plan = await previewImport(deps, roster);
      return { kind: 'preview', counts: countPlan(plan), changes: describePlan(plan) };
    }
    case 'code': {
      const answer = await issueCode(deps.db, request.person, deps.clock());
      return answer.kind === 'code' ? answer : { kind: 'choose', people: answer.people.slice(0, MAX_LISTED) };
    }
    case 'people': {
      const people = await searchPeople(deps.db, request.search);
      return { kind: 'people', count: people.length, people: people.slice(0, MAX_LISTED) };
    }
    case 'status':
      return status(deps.db);
  }
}
