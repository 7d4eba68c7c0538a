import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bindVkUser, createLinkCode } from '../../backend/accounts/binding.ts';
import type { ClientError } from '../../client/platform.ts';
import type { Session } from '../../client/session/session.ts';
import { openStore } from '../../client/store.ts';
import { session as askSession, type School, startSchool } from '../backend/accounts-school.ts';
import { type Browser, createBrowser } from './browser.ts';
import { until } from './two-people.ts';

const ANNA = '79120000001';
/** A teacher and a pupil share this phone. */
const SOKOLOV = '79120000004';

let school: School;
let browser: Browser;
beforeEach(async () => {
  school = await startSchool();
  browser = createBrowser(school, ANNA);
});
afterEach(async () => {
  vi.restoreAllMocks();
  browser.close();
  await school.close();
});

const kindOf = (page: Session) => page.state.value.kind;
const become = (page: Session, kind: string) => until(`the page is ${kind}`, () => kindOf(page) === kind);
const personOf = (page: Session) => (page.state.value.kind === 'ready' ? page.state.value.person.id : null);

/** A page of somebody who is signed in and bound. */
async function readyPage(): Promise<Session> {
  await bindVkUser(school.db, '100001', 'anna', school.time.now);
  const page = browser.page();
  await page.signIn();
  expect(personOf(page)).toBe('anna');
  return page;
}
const storesOnDisk = async () => (await indexedDB.databases()).map(({ name }) => name);
async function fillStore(): Promise<void> {
  const store = await openStore('anna');
  await store.putOutbox({ clientId: 'client-1', chatId: 'chat', text: 'текст', createdAt: 1, failed: null });
}
/** Requests to a path from now on; they all go through. */
function countRequests(path: string): () => number {
  const fetches = vi.spyOn(globalThis, 'fetch');
  return () => fetches.mock.calls.filter(([url]) => String(url).endsWith(path)).length;
}
const expire = () => {
  if (browser.access.kept) browser.access.kept = { ...browser.access.kept, expiresAt: Date.now() + 29_000 };
};
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: ClientError) => error.code,
  );

describe('signing in', () => {
  test('SESS1 signed out, then choosing who to be, then ready as the one whose phone it is', async () => {
    const page = browser.page();
    await become(page, 'signed-out');
    await page.signIn();
    expect(page.state.value).toMatchObject({ kind: 'choosing', account: { people: [], candidates: [{ id: 'anna' }] } });
    await page.bind({ personId: 'anna' });
    expect(personOf(page)).toBe('anna');
    const next = browser.page();
    await become(next, 'ready');
    expect(personOf(next)).toBe('anna');
  });

  test('SESS1 an account with one person is ready at once', async () => {
    await readyPage();
  });

  test('SESS1 a code from the school; a wrong one changes nothing and is told', async () => {
    const page = browser.page();
    await page.signIn();
    expect(await codeOf(page.bind({ code: 'AAAAA-AAAAA' }))).toBe('code-invalid');
    expect(kindOf(page)).toBe('choosing');
    await page.bind({ code: await createLinkCode(school.db, 'nophone', school.time.now) });
    expect(personOf(page)).toBe('nophone');
  });

  test('SESS2 one account, two people: choosing between them, again and again', async () => {
    browser.close();
    browser = createBrowser(school, SOKOLOV);
    const page = browser.page();
    await page.signIn();
    await page.bind({ personId: 'sokolov' });
    page.chooseAgain();
    expect(kindOf(page)).toBe('choosing');
    await page.bind({ personId: 'misha' });
    expect(personOf(page)).toBe('misha');
    await page.choose('sokolov');
    expect(personOf(page)).toBe('sokolov');
  });

  test('SESS3 every page of the browser follows', async () => {
    const other = browser.page();
    const page = await readyPage();
    await become(other, 'ready');
    await page.signOut();
    await become(other, 'signed-out');
  });

  test.each([
    ['a window that was closed', 'cancelled', () => Promise.reject(new Error('The user did not approve access.'))],
    ['an address with a state that is not ours', 'sign-in-failed', async () => 'https://x.example/?code=1&state=y'],
  ])('SESS4 %s is told, and nothing is kept', async (_name, code, launch) => {
    browser.flow.launch = launch;
    const page = browser.page();
    await page.signIn();
    expect(page.state.value).toEqual({ kind: 'signed-out', error: code });
    expect([await browser.vault.load(), browser.access.kept]).toEqual([null, null]);
  });

  test('SESS4 the server’s own reasons come through: a broken VK ID', async () => {
    school.vk.switches.isBroken = true;
    const page = browser.page();
    await page.signIn();
    expect(page.state.value).toEqual({ kind: 'signed-out', error: 'vk-unavailable' });
  });

  test('SESS5 without the school’s address that is what is said; once it is set one can sign in', async () => {
    browser.server = undefined;
    const page = browser.page();
    await become(page, 'no-server');
    expect(await codeOf(page.serverUrl())).toBe('no-server');
    browser.server = school.url;
    await page.reload();
    expect(kindOf(page)).toBe('signed-out');
  });
});

describe('tokens', () => {
  test('S5 a token that is good is used as it is; one that ends within half a minute is refreshed', async () => {
    const page = await readyPage();
    const refreshes = countRequests('/ext/token');
    const first = await page.accessToken();
    expect([await page.accessToken(), refreshes()]).toEqual([first, 0]);
    expire();
    const second = await page.accessToken();
    expect(second).not.toBe(first);
    expect(refreshes()).toBe(1);
    expect((await askSession(school, second)).status).toBe(200);
  });

  test('S5 two pages that need a token at the same moment refresh once between them', async () => {
    const [page, other] = [await readyPage(), browser.page()];
    await become(other, 'ready');
    const refreshes = countRequests('/ext/token');
    expire();
    const tokens = await Promise.all([page, other, page, other].map((one) => one.accessToken()));
    expect(new Set(tokens).size).toBe(1);
    expect(refreshes()).toBe(1);
    // And the family lives: the next refresh works too.
    expire();
    expect((await askSession(school, await other.accessToken())).status).toBe(200);
  });

  test('S5 a refused token is dropped and the next one fetched', async () => {
    const page = await readyPage();
    const first = await page.accessToken();
    await page.dropAccessToken();
    expect(await page.accessToken()).not.toBe(first);
  });

  test('S5 a refresh whose answer is lost costs nothing', async () => {
    const page = await readyPage();
    expire();
    const real = globalThis.fetch;
    vi.spyOn(globalThis, 'fetch').mockImplementationOnce(async (...request) => {
      await real(...request);
      throw new TypeError('fetch failed');
    });
    expect(await codeOf(page.accessToken())).toBe('offline');
    expect(kindOf(page)).toBe('ready');
    expect((await askSession(school, await page.accessToken())).status).toBe(200);
  });

  test('SESS6 a session that the server has ended with nothing unsent: signed out with the reason, nothing of the person left', async () => {
    const page = await readyPage();
    (await openStore('anna')).close();
    await school.db.updateTable('sessions').set({ endedAt: 1 }).execute();
    expire();
    expect(await codeOf(page.accessToken())).toBe('session-ended');
    expect(page.state.value).toEqual({ kind: 'signed-out', error: 'session-ended' });
    expect([await browser.vault.load(), browser.access.kept]).toEqual([null, null]);
    expect(await storesOnDisk()).not.toContain('peremenka-person-anna');
    expect(await codeOf(page.accessToken())).toBe('token-missing');
  });

  test('SESS7 no network is no reason to sign out', async () => {
    const page = await readyPage();
    await fillStore();
    browser.server = 'http://127.0.0.1:9';
    expire();
    expect(await codeOf(page.accessToken())).toBe('offline');
    expect(kindOf(page)).toBe('ready');
    expect(await storesOnDisk()).toContain('peremenka-person-anna');
    browser.server = school.url;
    expect((await askSession(school, await page.accessToken())).status).toBe(200);
  });
});

test('SESS9 a person that the school has given to somebody else is no longer used, and is forgotten', async () => {
  const page = await readyPage();
  await fillStore();
  await page.refreshAccount();
  expect(personOf(page)).toBe('anna');
  expect(await storesOnDisk()).toContain('peremenka-person-anna');
  await bindVkUser(school.db, '100005', 'anna', school.time.now);
  await page.refreshAccount();
  expect(kindOf(page)).toBe('choosing');
  expect(await storesOnDisk()).not.toContain('peremenka-person-anna');
});

describe('signing out', () => {
  test('SESS8 ends the session on the server and wipes the browser', async () => {
    const page = await readyPage();
    await fillStore();
    const token = await page.accessToken();
    await page.signOut();
    expect(page.state.value).toEqual({ kind: 'signed-out' });
    expect((await askSession(school, token)).body.code).toBe('session-ended');
    expect([await browser.vault.load(), browser.access.kept]).toEqual([null, null]);
    expect(await storesOnDisk()).not.toContain('peremenka-person-anna');
  });

  test('SESS8 wipes the browser without a network too', async () => {
    const page = await readyPage();
    await fillStore();
    browser.server = 'http://127.0.0.1:9';
    await page.signOut();
    expect(kindOf(page)).toBe('signed-out');
    expect(await storesOnDisk()).not.toContain('peremenka-person-anna');
  });
});
