import { randomUUID } from 'node:crypto';
import type { AccountState, BindAnswer } from '../../protocol/accounts.ts';
import { AppError } from '../errors.ts';
import { meByIds, peopleByIds, schoolOf } from '../people/people.ts';
import type { Database, Queries } from '../storage/database.ts';
import {
  anySchool,
  boundIds,
  freeOf,
  holderOf,
  isBound,
  isInRoster,
  linkCode,
  peopleWithPhone,
  replaceLinkCode,
  setBinding,
  setLinkCodeUsed,
} from './binding-store.ts';
import { randomLinkCode, readLinkCode, showLinkCode } from './link-codes.ts';
import { accountSecret, keyedHash } from './secrets.ts';
import { accountById, ensureAccount, setCodeFailures } from './store.ts';

const LINK_CODE_MS = 14 * 24 * 3_600_000;
const MAX_CODE_FAILURES = 5;
const CODE_LOCK_MS = 3_600_000;

export interface BindingDeps {
  db: Database;
  clock: () => number;
  /** The school's key: `accountSecret`. */
  secret: Buffer;
  /** Told after the commit that an account lost a person to another one, so that its sockets are closed. */
  loseBinding: (accountId: string, personId: string) => void;
}

/** Throws person-not-linked unless the account holds the person and the person has not left the school. */
export async function requireBinding(db: Queries, accountId: string, personId: string): Promise<void> {
  if (!(await isBound(db, accountId, personId))) throw new AppError('person-not-linked');
}

/** People of the roster whose phone is the one that VK verified for the account. */
async function idsByPhone(db: Queries, secret: Buffer, accountId: string): Promise<string[]> {
  const account = await accountById(db, accountId);
  if (!account?.phoneHash) return [];
  // A school has hundreds of phones: hashing them here needs no second column to be kept right by every import.
  return (await peopleWithPhone(db))
    .filter((person) => keyedHash(secret, 'phone', person.phone) === account.phoneHash)
    .map((person) => person.id);
}

/** Whom the account holds, and whom its phone offers. Before the first import the school has no name. */
export async function accountState(db: Queries, secret: Buffer, accountId: string): Promise<AccountState> {
  const people = await meByIds(db, await boundIds(db, accountId));
  const candidates = await meByIds(db, await freeOf(db, await idsByPhone(db, secret, accountId)));
  const first = people[0] ?? candidates[0];
  const school = first ? await schoolOf(db, first.id) : await anySchool(db);
  return { accountId, school: school ?? { id: 'none', name: '' }, people, candidates };
}

async function bindAnswer(db: Queries, secret: Buffer, accountId: string, personId: string): Promise<BindAnswer> {
  const [bound] = await peopleByIds(db, [personId]);
  if (!bound) throw new AppError('person-not-found');
  return { ...(await accountState(db, secret, accountId)), bound };
}

/**
 * Binds a person whose roster phone is the account's verified one. Throws person-not-found for anybody else, and
 * person-already-linked where another account holds the person. Binding again changes nothing.
 */
export function bindByPhone(deps: BindingDeps, accountId: string, personId: string): Promise<BindAnswer> {
  return deps.db.transaction().execute(async (trx) => {
    if (!(await idsByPhone(trx, deps.secret, accountId)).includes(personId)) throw new AppError('person-not-found');
    const holder = await holderOf(trx, personId);
    if (holder !== undefined && holder !== accountId) throw new AppError('person-already-linked');
    await setBinding(trx, { accountId, personId, proof: 'phone', boundAt: deps.clock() });
    return bindAnswer(trx, deps.secret, accountId, personId);
  });
}

/** A refusal is returned out of the transaction, as the count of failures must be committed. */
type CodeOutcome = { answer: BindAnswer; lostBy?: string } | { failure: AppError };

/** Counts a wrong code; the fifth locks the account, which the next try is told. */
async function countFailure(db: Queries, account: { id: string; codeFailures: number }, now: number) {
  const failures = account.codeFailures + 1;
  const isLast = failures >= MAX_CODE_FAILURES;
  await setCodeFailures(
    db,
    account.id,
    isLast ? { codeFailures: 0, codeLockedUntil: now + CODE_LOCK_MS } : { codeFailures: failures },
  );
  return { failure: new AppError('code-invalid') };
}

async function tryCode(db: Queries, deps: BindingDeps, accountId: string, typed: string): Promise<CodeOutcome> {
  const now = deps.clock();
  const account = await accountById(db, accountId);
  if (!account) return { failure: new AppError('session-ended') };
  if (account.codeLockedUntil > now) {
    return { failure: new AppError('code-locked', { retryAfterMs: account.codeLockedUntil - now }) };
  }
  const code = readLinkCode(typed);
  const row = code ? await linkCode(db, keyedHash(deps.secret, 'link-code', code)) : undefined;
  if (!row) return countFailure(db, account, now);
  const { personId } = row;
  const holder = await holderOf(db, personId);
  if (row.usedAt !== null) {
    // The answer to the first try may have been lost: asking again for what one holds is no failure.
    if (holder === accountId) return { answer: await bindAnswer(db, deps.secret, accountId, personId) };
    return countFailure(db, account, now);
  }
  if (row.expiresAt <= now) return { failure: new AppError('code-expired') };
  if (!(await isInRoster(db, personId))) return { failure: new AppError('person-not-found') };
  await setLinkCodeUsed(db, row.codeHash, now);
  await setBinding(db, { accountId, personId, proof: 'code', boundAt: now });
  await setCodeFailures(db, accountId, { codeFailures: 0 });
  const answer = await bindAnswer(db, deps.secret, accountId, personId);
  return holder !== undefined && holder !== accountId ? { answer, lostBy: holder } : { answer };
}

/**
 * Binds the person of a one-time code from the school, taking the person from the account that held them. Throws
 * code-invalid, code-expired, code-locked (five wrong codes: an hour) or person-not-found (has left).
 */
export async function bindByCode(deps: BindingDeps, accountId: string, typed: string): Promise<BindAnswer> {
  const outcome = await deps.db.transaction().execute((trx) => tryCode(trx, deps, accountId, typed));
  if ('failure' in outcome) throw outcome.failure;
  if (outcome.lostBy !== undefined) deps.loseBinding(outcome.lostBy, outcome.answer.bound.id);
  return outcome.answer;
}

/**
 * A one-time code for a person of the roster, shown as `XXXXX-XXXXX`, good for 14 days; an earlier code that was not
 * used stops working. Throws person-not-found.
 */
export async function createLinkCode(db: Queries, personId: string, now: number): Promise<string> {
  if (!(await isInRoster(db, personId))) throw new AppError('person-not-found');
  const code = randomLinkCode();
  const codeHash = keyedHash(await accountSecret(db), 'link-code', code);
  await replaceLinkCode(db, { codeHash, personId, createdAt: now, expiresAt: now + LINK_CODE_MS, usedAt: null });
  return showLinkCode(code);
}

/**
 * Binds a person to a VK user who may never have signed in here, for whoever prepares a school (the demo does). The
 * caller knows that they belong together. Throws person-not-found.
 */
export async function bindVkUser(db: Database, vkUserId: string, personId: string, now: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (!(await isInRoster(trx, personId))) throw new AppError('person-not-found');
    const accountId = await ensureAccount(trx, {
      id: randomUUID(),
      vkUserId,
      phoneHash: null,
      createdAt: now,
      codeFailures: 0,
      codeLockedUntil: 0,
    });
    await setBinding(trx, { accountId, personId, proof: 'code', boundAt: now });
  });
}
