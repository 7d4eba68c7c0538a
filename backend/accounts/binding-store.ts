import type { Selectable } from 'kysely';
import type { Queries } from '../storage/database.ts';
import type { Tables } from '../storage/schema.ts';

type Row<T extends keyof Tables> = Selectable<Tables[T]>;

/** Ids of the people that an account is bound to, gone ones included. */
export async function boundIds(db: Queries, accountId: string): Promise<string[]> {
  const rows = await db.selectFrom('bindings').select('personId').where('accountId', '=', accountId).execute();
  return rows.map((row) => row.personId);
}

/** The account that holds a person; undefined when nobody does. */
export async function holderOf(db: Queries, personId: string): Promise<string | undefined> {
  const row = await db.selectFrom('bindings').select('accountId').where('personId', '=', personId).executeTakeFirst();
  return row?.accountId;
}

/** Whether the account holds the person and the person has not left the school. */
export async function isBound(db: Queries, accountId: string, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom('bindings')
    .innerJoin('people', 'people.id', 'bindings.personId')
    .select('people.id')
    .where('bindings.accountId', '=', accountId)
    .where('bindings.personId', '=', personId)
    .where('people.leftAt', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Gives a person to an account, taking it from another one; a binding that is there stays as it is. */
export async function setBinding(db: Queries, row: Row<'bindings'>): Promise<void> {
  await db
    .deleteFrom('bindings')
    .where('personId', '=', row.personId)
    .where('accountId', '!=', row.accountId)
    .execute();
  await db
    .insertInto('bindings')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** People of the roster who have a phone and have not left. */
export async function peopleWithPhone(db: Queries): Promise<{ id: string; phone: string }[]> {
  const rows = await db
    .selectFrom('people')
    .select(['id', 'phone'])
    .where('phone', 'is not', null)
    .where('leftAt', 'is', null)
    .execute();
  return rows.map((row) => ({ id: row.id, phone: row.phone ?? '' }));
}

/** Of these people, those whom no account holds. */
export async function freeOf(db: Queries, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('bindings').select('personId').where('personId', 'in', ids).execute();
  const taken = new Set(rows.map((row) => row.personId));
  return ids.filter((id) => !taken.has(id));
}

/** Whether the roster has the person, and the person has not left. */
export async function isInRoster(db: Queries, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom('people')
    .select('id')
    .where('id', '=', personId)
    .where('leftAt', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

export async function anySchool(db: Queries): Promise<{ id: string; name: string } | undefined> {
  return db.selectFrom('schools').select(['id', 'name']).orderBy('id').executeTakeFirst();
}

/** Stores a new code for a person; an earlier one that was not used stops working. */
export async function replaceLinkCode(db: Queries, row: Row<'linkCodes'>): Promise<void> {
  await db.deleteFrom('linkCodes').where('personId', '=', row.personId).where('usedAt', 'is', null).execute();
  await db.insertInto('linkCodes').values(row).execute();
}

export function linkCode(db: Queries, codeHash: string): Promise<Row<'linkCodes'> | undefined> {
  return db.selectFrom('linkCodes').selectAll().where('codeHash', '=', codeHash).executeTakeFirst();
}

export async function setLinkCodeUsed(db: Queries, codeHash: string, usedAt: number): Promise<void> {
  await db.updateTable('linkCodes').set({ usedAt }).where('codeHash', '=', codeHash).execute();
}
