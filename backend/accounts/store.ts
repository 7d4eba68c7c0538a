import type { Insertable, Selectable } from 'kysely';
import type { Queries } from '../storage/database.ts';
import type { Tables } from '../storage/schema.ts';

type Row<T extends keyof Tables> = Selectable<Tables[T]>;

// accounts

export function accountById(db: Queries, id: string): Promise<Row<'accounts'> | undefined> {
  return db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The account of a VK user with the phone as VK gives it today; `fresh` is used where there is none yet. */
export async function saveAccount(db: Queries, fresh: Insertable<Tables['accounts']>): Promise<string> {
  const row = await db
    .insertInto('accounts')
    .values(fresh)
    .onConflict((conflict) => conflict.column('vkUserId').doUpdateSet({ phoneHash: fresh.phoneHash }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** The same without a word from VK: an account that is there stays as it is. */
export async function ensureAccount(db: Queries, fresh: Insertable<Tables['accounts']>): Promise<string> {
  await db
    .insertInto('accounts')
    .values(fresh)
    .onConflict((conflict) => conflict.column('vkUserId').doNothing())
    .execute();
  const row = await db
    .selectFrom('accounts')
    .select('id')
    .where('vkUserId', '=', fresh.vkUserId)
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function setCodeFailures(
  db: Queries,
  accountId: string,
  values: Partial<Pick<Row<'accounts'>, 'codeFailures' | 'codeLockedUntil'>>,
): Promise<void> {
  await db.updateTable('accounts').set(values).where('id', '=', accountId).execute();
}

// sign-ins

export async function insertSignIn(db: Queries, row: Row<'signIns'>): Promise<void> {
  await db.insertInto('signIns').values(row).execute();
}

/** Consumes a sign-in: only the browser that began it, and only once. */
export function takeSignIn(db: Queries, stateHash: string, cookieHash: string): Promise<Row<'signIns'> | undefined> {
  return db
    .deleteFrom('signIns')
    .where('stateHash', '=', stateHash)
    .where('cookieHash', '=', cookieHash)
    .returningAll()
    .executeTakeFirst();
}

export async function insertSignInCode(db: Queries, row: Row<'signInCodes'>): Promise<void> {
  await db.insertInto('signInCodes').values(row).execute();
}

export function signInCode(db: Queries, codeHash: string): Promise<Row<'signInCodes'> | undefined> {
  return db.selectFrom('signInCodes').selectAll().where('codeHash', '=', codeHash).executeTakeFirst();
}

export async function setCodeSession(db: Queries, codeHash: string, sessionId: string): Promise<void> {
  await db.updateTable('signInCodes').set({ sessionId }).where('codeHash', '=', codeHash).execute();
}

export async function deleteSignInCode(db: Queries, codeHash: string): Promise<void> {
  await db.deleteFrom('signInCodes').where('codeHash', '=', codeHash).execute();
}

// sessions and tokens

export async function insertSession(db: Queries, row: Row<'sessions'>): Promise<void> {
  await db.insertInto('sessions').values(row).execute();
}

export async function setSessionSeen(db: Queries, sessionId: string, seenAt: number): Promise<void> {
  await db.updateTable('sessions').set({ seenAt }).where('id', '=', sessionId).execute();
}

/** Whether it went on until now. */
export async function setSessionEnded(db: Queries, sessionId: string, endedAt: number): Promise<boolean> {
  const result = await db
    .updateTable('sessions')
    .set({ endedAt })
    .where('id', '=', sessionId)
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function insertTokens(db: Queries, rows: Row<'tokens'>[]): Promise<void> {
  await db.insertInto('tokens').values(rows).execute();
}

/** A token together with its session's account and end. */
export function tokenByHash(db: Queries, tokenHash: string, kind: 'access' | 'refresh') {
  return db
    .selectFrom('tokens')
    .innerJoin('sessions', 'sessions.id', 'tokens.sessionId')
    .selectAll('tokens')
    .select(['sessions.accountId', 'sessions.endedAt'])
    .where('tokens.tokenHash', '=', tokenHash)
    .where('tokens.kind', '=', kind)
    .executeTakeFirst();
}

/** Retires the token that `tokenHash` succeeds, and the token's twins: those that answered the same refresh again. */
export async function retirePredecessors(
  db: Queries,
  token: Pick<Row<'tokens'>, 'tokenHash' | 'sessionId'>,
  parentHash: string,
  now: number,
): Promise<void> {
  await db
    .updateTable('tokens')
    .set({ retiredAt: now })
    .where('sessionId', '=', token.sessionId)
    .where('kind', '=', 'refresh')
    .where('retiredAt', 'is', null)
    .where('tokenHash', '!=', token.tokenHash)
    .where((eb) => eb.or([eb('tokenHash', '=', parentHash), eb('parentHash', '=', parentHash)]))
    .execute();
}

export async function deleteTokens(
  db: Queries,
  which: { kind: 'access' | 'refresh'; expiredBefore: number; sessionId?: string },
): Promise<void> {
  let query = db.deleteFrom('tokens').where('kind', '=', which.kind).where('expiresAt', '<', which.expiredBefore);
  if (which.sessionId !== undefined) query = query.where('sessionId', '=', which.sessionId);
  await query.execute();
}

/** Removes sign-ins, their codes and link codes that expired before their moment; ends sessions without a token. */
export async function deleteExpired(
  db: Queries,
  now: number,
  before: { signIns: number; codes: number; linkCodes: number },
): Promise<void> {
  await db.deleteFrom('signIns').where('expiresAt', '<', before.signIns).execute();
  await db.deleteFrom('signInCodes').where('expiresAt', '<', before.codes).execute();
  await db.deleteFrom('linkCodes').where('expiresAt', '<', before.linkCodes).execute();
  await db
    .updateTable('sessions')
    .set({ endedAt: now })
    .where('endedAt', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(eb.selectFrom('tokens').select('tokens.tokenHash').whereRef('tokens.sessionId', '=', 'sessions.id')),
      ),
    )
    .execute();
}
