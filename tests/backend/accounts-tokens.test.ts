import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authenticate, removeExpired } from '../../backend/accounts/tokens.ts';
import { authorizeUrl, post, REDIRECT, type School, session, startSchool, VERIFIER } from './accounts-school.ts';
import { createVisitor, exchange, signIn, signInAtVk } from './accounts-visitor.ts';

let school: School;
beforeEach(async () => {
  school = await startSchool();
});
afterEach(() => school.close());

const ANNA = '79120000001';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

async function freshCode(): Promise<string> {
  const page = await signInAtVk(createVisitor(), authorizeUrl(school), ANNA);
  return page.url.searchParams.get('code') ?? '';
}

async function refresh(token: string) {
  const { status, body } = await post(school, '/ext/token', { grant_type: 'refresh_token', refresh_token: token });
  return { status, code: body.code, access: String(body.access_token), refresh: String(body.refresh_token) };
}

/** What a request with this access token comes to: `ok` or an error code. */
async function works(access: string): Promise<string> {
  const { status, body } = await session(school, access);
  return status === 200 ? 'ok' : (body.code ?? '');
}

describe('the one-time code', () => {
  it('AUTH10 is exchanged for tokens, as JSON or as a form', async () => {
    const { status, body } = await exchange(school, await freshCode());
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 600 });
    const response = await fetch(`${school.url}/ext/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: await freshCode(),
        code_verifier: VERIFIER,
        redirect_uri: REDIRECT,
      }),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('S12 used again, it ends the session that it gave', async () => {
    const code = await freshCode();
    const first = await exchange(school, code);
    expect(await works(String(first.body.access_token))).toBe('ok');
    expect((await exchange(school, code)).body.code).toBe('sign-in-failed');
    expect(await works(String(first.body.access_token))).toBe('session-ended');
    expect((await refresh(String(first.body.refresh_token))).code).toBe('session-ended');
    expect(school.endedSessions).toHaveLength(1);
    expect((await exchange(school, code)).body.code).toBe('sign-in-failed');
    expect(school.endedSessions).toHaveLength(1);
  });

  it('S12 used twice at the same moment, it leaves no session', async () => {
    const code = await freshCode();
    const answers = await Promise.all([exchange(school, code), exchange(school, code)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400]);
    const winner = answers.find((answer) => answer.status === 200);
    expect(await works(String(winner?.body.access_token))).toBe('session-ended');
  });

  it('S12 is worth nothing after 60 seconds', async () => {
    const code = await freshCode();
    school.time.now += MINUTE;
    expect((await exchange(school, code)).body.code).toBe('sign-in-expired');
  });

  it.each([
    ['code_verifier', `${VERIFIER}x`],
    ['redirect_uri', `${REDIRECT}other`],
  ])('S12 is worth nothing with another %s, and not afterwards either', async (name, value) => {
    const code = await freshCode();
    expect((await exchange(school, code, { [name]: value })).body.code).toBe('sign-in-failed');
    expect((await exchange(school, code)).body.code).toBe('sign-in-failed');
  });

  it('S12 that was never given is refused', async () => {
    expect((await exchange(school, 'x'.repeat(43))).body.code).toBe('sign-in-failed');
  });
});

describe('S5 refresh tokens', () => {
  it('S5 rotate: each answer has a new pair', async () => {
    const first = await signIn(school, ANNA);
    const second = await refresh(first.refresh);
    expect(second.status).toBe(200);
    expect(second.refresh).not.toBe(first.refresh);
    expect(await works(second.access)).toBe('ok');
    expect((await refresh(second.refresh)).status).toBe(200);
  });

  it('S5 an answer that was lost costs nothing: the old one works until its successor is used', async () => {
    const first = await signIn(school, ANNA);
    await refresh(first.refresh);
    await refresh(first.refresh);
    const third = await refresh(first.refresh);
    expect(third.status).toBe(200);
    expect((await refresh(third.refresh)).status).toBe(200);
    expect(school.endedSessions).toEqual([]);
  });

  it('S5 used after its successor was used, it ends the session', async () => {
    const first = await signIn(school, ANNA);
    const second = await refresh(first.refresh);
    const third = await refresh(second.refresh);
    expect((await refresh(first.refresh)).code).toBe('session-ended');
    expect(await works(third.access)).toBe('session-ended');
    expect((await refresh(third.refresh)).code).toBe('session-ended');
    expect(school.endedSessions).toHaveLength(1);
  });

  it('S5 of two answers to one token only one can go on: the other ends the session', async () => {
    const first = await signIn(school, ANNA);
    const [mine, stolen] = [await refresh(first.refresh), await refresh(first.refresh)];
    const next = await refresh(mine.refresh);
    expect(next.status).toBe(200);
    expect((await refresh(stolen.refresh)).code).toBe('session-ended');
    expect(await works(next.access)).toBe('session-ended');
  });

  it('S5 live 30 days from the last refresh', async () => {
    const first = await signIn(school, ANNA);
    school.time.now += 29 * DAY;
    const second = await refresh(first.refresh);
    expect(second.status).toBe(200);
    school.time.now += 30 * DAY;
    expect((await refresh(second.refresh)).code).toBe('token-expired');
  });

  it('S5 an access token is no refresh token, nor the other way round', async () => {
    const { access, refresh: token } = await signIn(school, ANNA);
    expect((await refresh(access)).code).toBe('token-invalid');
    expect(await works(token)).toBe('token-invalid');
  });

  it('S5 tokens and codes are stored as hashes only', async () => {
    const code = await freshCode();
    const { body } = await exchange(school, code);
    const tables = ['signIns', 'signInCodes', 'sessions', 'tokens'] as const;
    const stored = JSON.stringify(
      await Promise.all(tables.map((table) => school.db.selectFrom(table).selectAll().execute())),
    );
    for (const secret of [code, body.access_token, body.refresh_token]) expect(stored).not.toContain(String(secret));
  });
});

describe('access tokens', () => {
  it('AUTH11 live 10 minutes', async () => {
    const { access } = await signIn(school, ANNA);
    school.time.now += 10 * MINUTE - 1;
    expect(await works(access)).toBe('ok');
    school.time.now += 1;
    expect(await works(access)).toBe('token-expired');
  });

  it('AUTH11 missing and invented ones are told apart', async () => {
    expect((await session(school)).body.code).toBe('token-missing');
    expect(await works('x'.repeat(43))).toBe('token-invalid');
    expect((await session(school)).status).toBe(401);
  });

  it('AUTH11 authenticate says whom the token speaks for, and until when', async () => {
    const { access } = await signIn(school, ANNA);
    const { body } = await session(school, access);
    const who = await authenticate(school.db, access, school.time.now);
    expect(who).toMatchObject({ accountId: body.accountId, expiresAt: school.time.now + 10 * MINUTE });
    await expect(authenticate(school.db, undefined, school.time.now)).rejects.toThrow('token-missing');
  });

  it('AUTH12 signing out ends this session only, and tells the sockets', async () => {
    const here = await signIn(school, ANNA);
    const there = await signIn(school, ANNA);
    const { sessionId } = await authenticate(school.db, here.access, school.time.now);
    expect(await post(school, '/session/end', {}, here.access)).toEqual({ status: 200, body: {} });
    expect(await works(here.access)).toBe('session-ended');
    expect((await refresh(here.refresh)).code).toBe('session-ended');
    expect(await works(there.access)).toBe('ok');
    expect(school.endedSessions).toEqual([sessionId]);
  });

  it('AUTH13 housekeeping keeps what still matters and removes the rest', async () => {
    const old = await signIn(school, ANNA);
    school.time.now += 29 * DAY;
    await removeExpired(school.db, school.time.now);
    expect(await works(old.access)).toBe('token-expired');
    const next = await refresh(old.refresh);
    expect(next.status).toBe(200);
    school.time.now += 32 * DAY;
    await removeExpired(school.db, school.time.now);
    expect(await school.db.selectFrom('tokens').select('kind').execute()).toEqual([]);
    expect(await school.db.selectFrom('signInCodes').select('codeHash').execute()).toEqual([]);
    expect(await school.db.selectFrom('sessions').select('endedAt').execute()).toEqual([{ endedAt: school.time.now }]);
  });

  it('AUTH10 a request for tokens that is not one is told what is wrong with it', async () => {
    const { status, body } = await post(school, '/ext/token', { grant_type: 'password', username: 'x' });
    expect([status, body.code]).toEqual([400, 'bad-request']);
  });
});
