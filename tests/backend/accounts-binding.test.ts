import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLinkCode, requireBinding } from '../../backend/accounts/binding.ts';
import { readLinkCode } from '../../backend/accounts/link-codes.ts';
import { post, type School, session, startSchool } from './accounts-school.ts';
import { signIn } from './accounts-visitor.ts';

let school: School;
beforeEach(async () => {
  school = await startSchool();
});
afterEach(() => school.close());

const ANNA = '79120000001';
const OLGA = '79120000003';
const SOKOLOV = '79120000004';
const STRANGER = '79120000099';
const HOUR = 3_600_000;

/** Binds with a body; the error code, or the ids of the people that the account holds now. */
async function bind(access: string, body: unknown): Promise<string | string[]> {
  const answer = await post(school, '/session/bind', body, access);
  if (answer.status !== 200) return String(answer.body.code);
  return (answer.body.people as { id: string }[]).map((person) => person.id);
}

const code = (personId: string) => createLinkCode(school.db, personId, school.time.now);

describe('by the verified phone', () => {
  it('AUTH14 one person has the phone: offered, and bound', async () => {
    const { access } = await signIn(school, OLGA);
    expect((await session(school, access)).body.candidates.map((person) => person.id)).toEqual(['olga']);
    const { body } = await post(school, '/session/bind', { personId: 'olga' }, access);
    expect(body).toMatchObject({ bound: { id: 'olga', role: 'parent' }, candidates: [] });
    const { people } = (await session(school, access)).body;
    expect(people.map((person) => [person.id, person.children.map((child) => child.id)])).toEqual([['olga', ['anna']]]);
  });

  it('AUTH14 two people have the phone: both are offered, one account may hold both', async () => {
    const { access } = await signIn(school, SOKOLOV);
    const { candidates } = (await session(school, access)).body;
    expect(candidates.map((person) => person.id).sort()).toEqual(['misha', 'sokolov']);
    expect(await bind(access, { personId: 'sokolov' })).toEqual(['sokolov']);
    expect((await session(school, access)).body.candidates.map((person) => person.id)).toEqual(['misha']);
    expect(await bind(access, { personId: 'misha' })).toEqual(['misha', 'sokolov']);
  });

  it('AUTH14 binding again changes nothing', async () => {
    const { access } = await signIn(school, OLGA);
    await bind(access, { personId: 'olga' });
    expect(await bind(access, { personId: 'olga' })).toEqual(['olga']);
  });

  it('S13 nobody else can be bound, whatever id is sent', async () => {
    const { access } = await signIn(school, OLGA);
    for (const personId of ['anna', 'maria', 'nophone', 'nobody']) {
      expect(await bind(access, { personId })).toBe('person-not-found');
    }
    expect(await school.db.selectFrom('bindings').selectAll().execute()).toEqual([]);
  });

  it('S13 a person of another account is offered no more, and cannot be taken by phone', async () => {
    const first = await signIn(school, OLGA);
    await bind(first.access, { personId: 'olga' });
    // The number changed hands: VK verifies it for another user.
    await school.db.updateTable('accounts').set({ vkUserId: '1' }).execute();
    const second = await signIn(school, OLGA);
    expect((await session(school, second.access)).body.candidates).toEqual([]);
    expect(await bind(second.access, { personId: 'olga' })).toBe('person-already-linked');
  });

  it('S13 who has left the school is neither offered nor served', async () => {
    const { access } = await signIn(school, OLGA);
    const { accountId } = (await session(school, access)).body;
    await expect(requireBinding(school.db, accountId, 'olga')).rejects.toThrow('person-not-linked');
    await bind(access, { personId: 'olga' });
    await expect(requireBinding(school.db, accountId, 'olga')).resolves.toBeUndefined();
    await school.db.updateTable('people').set({ leftAt: 1 }).where('id', '=', 'olga').execute();
    await expect(requireBinding(school.db, accountId, 'olga')).rejects.toThrow('person-not-linked');
    const { people, candidates } = (await session(school, access)).body;
    expect([people, candidates]).toEqual([[], []]);
  });

  it('S13 a phone that VK verifies no longer offers nobody', async () => {
    const first = await signIn(school, OLGA);
    school.vk.switches.withoutPhone = true;
    await signIn(school, OLGA);
    expect((await session(school, first.access)).body.candidates).toEqual([]);
    expect(await bind(first.access, { personId: 'olga' })).toBe('person-not-found');
  });
});

describe('by a code from the school', () => {
  it('AUTH15 binds the code’s person, once', async () => {
    const { access } = await signIn(school, STRANGER);
    const shown = await code('nophone');
    expect(shown).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(await bind(access, { code: shown })).toEqual(['nophone']);
    const other = await signIn(school, OLGA);
    expect(await bind(other.access, { code: shown })).toBe('code-invalid');
  });

  it('AUTH15 sent again by the account that used it, it answers the same', async () => {
    const { access } = await signIn(school, STRANGER);
    const shown = await code('nophone');
    await bind(access, { code: shown });
    expect(await bind(access, { code: shown })).toEqual(['nophone']);
  });

  it('AUTH15 is read however it is typed', () => {
    for (const typed of ['0123A-BCEHK', '0123abcehk', ' о123 авсенк ', 'OI23A—ВСЕНК', 'ol23a bcehk']) {
      expect(readLinkCode(typed)).toBe('0123ABCEHK');
    }
    for (const typed of ['', '0123A-BCEH', '0123A-BCEHKX', '0123U-BCEHK', 'ЩЩЩЩЩ-ЩЩЩЩЩ']) {
      expect(readLinkCode(typed)).toBeUndefined();
    }
  });

  it('AUTH15 lives 14 days, and an expired one is no wrong try', async () => {
    const shown = await code('nophone');
    school.time.now += 14 * 24 * HOUR;
    const { access } = await signIn(school, STRANGER);
    for (let i = 0; i < 6; i++) expect(await bind(access, { code: shown })).toBe('code-expired');
  });

  it('AUTH15 a new code makes the person’s earlier one worthless', async () => {
    const earlier = await code('nophone');
    const later = await code('nophone');
    const { access } = await signIn(school, STRANGER);
    expect(await bind(access, { code: earlier })).toBe('code-invalid');
    expect(await bind(access, { code: later })).toEqual(['nophone']);
  });

  it('AUTH15 there is none for who is not in the roster', async () => {
    await expect(code('nobody')).rejects.toThrow('person-not-found');
    await school.db.updateTable('people').set({ leftAt: 1 }).where('id', '=', 'maria').execute();
    await expect(code('maria')).rejects.toThrow('person-not-found');
  });

  it('AUTH16 takes the person from another account, whose session goes on without them', async () => {
    const first = await signIn(school, OLGA);
    await bind(first.access, { personId: 'olga' });
    const { accountId } = (await session(school, first.access)).body;
    const second = await signIn(school, STRANGER);
    expect(await bind(second.access, { code: await code('olga') })).toEqual(['olga']);
    const { status, body } = await session(school, first.access);
    expect([status, body.people, body.candidates]).toEqual([200, [], []]);
    expect(school.lostBindings).toEqual([[accountId, 'olga']]);
    expect(school.endedSessions).toEqual([]);
    await expect(requireBinding(school.db, accountId, 'olga')).rejects.toThrow('person-not-linked');
  });

  it('S13 the fifth wrong code locks the account for an hour, for a right code too', async () => {
    const right = await code('nophone');
    const { access } = await signIn(school, STRANGER);
    for (let i = 0; i < 5; i++) expect(await bind(access, { code: `00000-0000${i}` })).toBe('code-invalid');
    const locked = await post(school, '/session/bind', { code: right }, access);
    expect(locked).toEqual({ status: 429, body: { code: 'code-locked', retryAfterMs: HOUR } });
    // Another sign-in, another access token: the same account.
    expect(await bind((await signIn(school, STRANGER)).access, { code: right })).toBe('code-locked');
    school.time.now += HOUR;
    expect(await bind((await signIn(school, STRANGER)).access, { code: right })).toEqual(['nophone']);
  });

  it('S13 a right code forgives the wrong ones before it', async () => {
    const { access } = await signIn(school, STRANGER);
    for (let i = 0; i < 4; i++) await bind(access, { code: 'wrong' });
    await bind(access, { code: await code('nophone') });
    for (let i = 0; i < 4; i++) expect(await bind(access, { code: 'wrong' })).toBe('code-invalid');
    expect(await bind(access, { code: await code('maria') })).toEqual(expect.arrayContaining(['nophone', 'maria']));
  });

  it('S13 thirty wrong codes from one address stop further tries, of any account', async () => {
    const { access } = await signIn(school, STRANGER);
    for (let i = 0; i < 30; i++) {
      await school.db.updateTable('accounts').set({ codeFailures: 0, codeLockedUntil: 0 }).execute();
      expect(await bind(access, { code: 'wrong' })).toBe('code-invalid');
    }
    const other = await signIn(school, ANNA);
    expect(await bind(other.access, { code: await code('nophone') })).toBe('rate-limited');
    expect(await bind(other.access, { personId: 'anna' })).toEqual(['anna']);
  });

  it('S13 codes are stored as keyed hashes only', async () => {
    const shown = await code('nophone');
    const stored = JSON.stringify(await school.db.selectFrom('linkCodes').selectAll().execute());
    expect(stored).not.toContain(shown.replace('-', ''));
    expect(stored).not.toContain(shown);
  });
});

describe('requests', () => {
  it('AUTH17 binding needs an access token and one of the two forms', async () => {
    expect(await post(school, '/session/bind', { personId: 'olga' })).toMatchObject({ status: 401 });
    const { access } = await signIn(school, OLGA);
    for (const body of [{}, { personId: 'olga', code: 'x' }, { personId: '' }, 'olga', null]) {
      expect(await bind(access, body)).toBe('bad-request');
    }
  });

  it('AUTH17 before the first import of a roster the account is there, the school has no name', async () => {
    const { access } = await signIn(school, STRANGER);
    for (const table of ['guardians', 'people', 'schools'] as const) await school.db.deleteFrom(table).execute();
    expect((await session(school, access)).body.school).toEqual({ id: 'none', name: '' });
  });
});
