import { randomUUID } from 'node:crypto';
import type { TokenAnswer, TokenRequest } from '../../protocol/accounts.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { AppError } from '../errors.ts';
import type { Database, Queries } from '../storage/database.ts';
import { randomSecret, sha256 } from './secrets.ts';
import {
  deleteExpired,
  deleteSignInCode,
  deleteTokens,
  insertSession,
  insertTokens,
  retirePredecessors,
  setCodeSession,
  setSessionEnded,
  setSessionSeen,
  signInCode,
  tokenByHash,
} from './store.ts';

export const ACCESS_MS = 10 * 60_000;
export const REFRESH_MS = 30 * 24 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** Who an access token speaks for; `expiresAt` in Unix milliseconds. */
export interface Authenticated {
  accountId: string;
  sessionId: string;
  expiresAt: number;
}

export interface TokenDeps {
  db: Database;
  clock: () => number;
  /** Told after the commit that a session is over, so that its sockets are closed. */
  endSession: (sessionId: string) => void;
}

/**
 * What a request for tokens came to. A refusal is returned, not thrown, out of the transaction: ending a session
 * must be committed although the request fails.
 */
type Outcome = { answer: TokenAnswer } | { failure: ErrorCode; ended?: string };

async function settle(deps: TokenDeps, work: (db: Queries, now: number) => Promise<Outcome>): Promise<TokenAnswer> {
  const outcome = await deps.db.transaction().execute((trx) => work(trx, deps.clock()));
  if ('answer' in outcome) return outcome.answer;
  if (outcome.ended) deps.endSession(outcome.ended);
  throw new AppError(outcome.failure);
}

async function issue(db: Queries, sessionId: string, parentHash: string | null, now: number): Promise<Outcome> {
  const access = randomSecret();
  const refresh = randomSecret();
  await insertTokens(db, [
    {
      tokenHash: sha256(access),
      sessionId,
      kind: 'access',
      expiresAt: now + ACCESS_MS,
      parentHash: null,
      retiredAt: null,
    },
    {
      tokenHash: sha256(refresh),
      sessionId,
      kind: 'refresh',
      expiresAt: now + REFRESH_MS,
      parentHash,
      retiredAt: null,
    },
  ]);
  return {
    answer: { access_token: access, refresh_token: refresh, token_type: 'Bearer', expires_in: ACCESS_MS / 1000 },
  };
}

/** Ends the family of a secret that was used again. */
async function endFamily(
  db: Queries,
  sessionId: string,
  failure: ErrorCode,
  now: number,
): Promise<{ failure: ErrorCode; ended?: string }> {
  const wasGoingOn = await setSessionEnded(db, sessionId, now);
  return wasGoingOn ? { failure, ended: sessionId } : { failure };
}

type CodeGrant = Pick<
  Extract<TokenRequest, { grant_type: 'authorization_code' }>,
  'code' | 'code_verifier' | 'redirect_uri'
>;

/** The code of a sign-in that may be exchanged now; a code that is used again ends the session that it gave. */
async function readCode(db: Queries, request: CodeGrant, now: number) {
  const codeHash = sha256(request.code);
  const code = await signInCode(db, codeHash);
  if (!code) return { failure: 'sign-in-failed' as const };
  if (code.sessionId) return endFamily(db, code.sessionId, 'sign-in-failed', now);
  if (code.expiresAt <= now) return { failure: 'sign-in-expired' as const };
  if (code.challenge !== sha256(request.code_verifier) || code.redirectUri !== request.redirect_uri) {
    // Somebody has the code but not what belongs to it: one try.
    await deleteSignInCode(db, codeHash);
    return { failure: 'sign-in-failed' as const };
  }
  return { code };
}

/** The account of a one-time code, without a session; the code is used up. Throws sign-in-failed, sign-in-expired. */
export async function takeCode(db: Database, request: CodeGrant, now: number): Promise<string> {
  const read = await db.transaction().execute(async (trx) => {
    const found = await readCode(trx, request, now);
    if ('code' in found) await deleteSignInCode(trx, found.code.codeHash);
    return found;
  });
  if ('code' in read) return read.code.accountId;
  throw new AppError(read.failure);
}

/** Exchanges the one-time code of a sign-in for a new session's tokens. */
async function exchange(db: Queries, request: CodeGrant, userAgent: string, now: number): Promise<Outcome> {
  const read = await readCode(db, request, now);
  if (!('code' in read)) return read;
  const { code } = read;
  const sessionId = randomUUID();
  await insertSession(db, {
    id: sessionId,
    accountId: code.accountId,
    createdAt: now,
    seenAt: now,
    endedAt: null,
    userAgent: userAgent.slice(0, 300),
  });
  await setCodeSession(db, code.codeHash, sessionId);
  return issue(db, sessionId, null, now);
}

/**
 * The next pair of tokens. The refresh token stays good until its successor is first used, as the answer may be
 * lost; used after that, it ends the session.
 */
async function rotate(db: Queries, refreshToken: string, now: number): Promise<Outcome> {
  const token = await tokenByHash(db, sha256(refreshToken), 'refresh');
  if (!token) return { failure: 'token-invalid' };
  if (token.endedAt !== null) return { failure: 'session-ended' };
  if (token.retiredAt !== null) return endFamily(db, token.sessionId, 'session-ended', now);
  if (token.expiresAt <= now) return { failure: 'token-expired' };
  if (token.parentHash) await retirePredecessors(db, token, token.parentHash, now);
  await setSessionSeen(db, token.sessionId, now);
  // A day's grace, so that a token that just ran out is still told from a wrong one.
  await deleteTokens(db, { kind: 'access', sessionId: token.sessionId, expiredBefore: now - DAY_MS });
  return issue(db, token.sessionId, token.tokenHash, now);
}

/**
 * `POST /ext/token`. Throws sign-in-failed, sign-in-expired (code), token-invalid, token-expired, session-ended
 * (refresh token).
 */
export function grantTokens(deps: TokenDeps, request: TokenRequest, userAgent: string): Promise<TokenAnswer> {
  return settle(deps, (db, now) =>
    request.grant_type === 'authorization_code'
      ? exchange(db, request, userAgent, now)
      : rotate(db, request.refresh_token, now),
  );
}

/** Whom an access token speaks for. Throws token-missing, token-invalid, token-expired or session-ended. */
export async function authenticate(db: Queries, token: string | undefined, now: number): Promise<Authenticated> {
  if (!token) throw new AppError('token-missing');
  const row = await tokenByHash(db, sha256(token), 'access');
  if (!row) throw new AppError('token-invalid');
  if (row.endedAt !== null) throw new AppError('session-ended');
  if (row.expiresAt <= now) throw new AppError('token-expired');
  return { accountId: row.accountId, sessionId: row.sessionId, expiresAt: row.expiresAt };
}

/** Signs a session out: its tokens work no more. Ending it again changes nothing. */
export async function signOut(deps: TokenDeps, sessionId: string): Promise<void> {
  if (await setSessionEnded(deps.db, sessionId, deps.clock())) deps.endSession(sessionId);
}

/** Housekeeping, about hourly: removes what expired long enough ago to matter to nobody. */
export async function removeExpired(db: Database, now: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // A page that slept for days must still learn that its token expired (and refresh), not that it is wrong.
    await deleteTokens(trx, { kind: 'access', expiredBefore: now - REFRESH_MS });
    await deleteTokens(trx, { kind: 'refresh', expiredBefore: now - DAY_MS });
    await deleteExpired(trx, now, { signIns: now, codes: now - DAY_MS, linkCodes: now - 30 * DAY_MS });
  });
}
