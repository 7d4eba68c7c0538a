import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bindVkUser } from '../../backend/accounts/binding.ts';
import type { ClientError } from '../../client/platform.ts';
import { waitingOf } from '../../client/session/accounts.ts';
import { pinPerson } from '../../client/session/pinned.ts';
import type { Session } from '../../client/session/session.ts';
import { openVault } from '../../client/session/vault.ts';
import { openStore } from '../../client/store.ts';
import { session as askSession, type School, startSchool } from '../backend/accounts-school.ts';
import { createVisitor, signInAtVk } from '../backend/accounts-visitor.ts';
import { type Browser, createBrowser } from './browser.ts';
import { until } from './two-people.ts';

const ANNA = '79120000001';
const MARIA = '79120000005';

let school: School;
let browser: Browser;
beforeEach(async () => {
  school = await startSchool();
  browser = createBrowser(school, ANNA);
  await bindVkUser(school.db, '100001', 'anna', school.time.now);
  await bindVkUser(school.db, '100005', 'maria', school.time.now);
});
afterEach(async () => {
  vi.restoreAllMocks();
  browser.close();
  await school.close();
});

/** The next sign-in is that of this phone's owner, at VK ID as in a window of their own. */
function comes(phone: string): void {
  browser.flow.launch = async (url) => (await signInAtVk(createVisitor(), url, phone)).url.href;
}
async function signIn(page: Session, phone: string): Promise<string> {
  comes(phone);
  await page.signIn();
  const { account } = (await browser.vault.load()) ?? {};
  return account?.accountId ?? '';
}
/** A browser of two pupils; the second one is active. */
async function family() {
  const page = browser.page();
  const annaId = await signIn(page, ANNA);
  const mariaId = await signIn(page, MARIA);
  return { page, annaId, mariaId };
}
const personOf = (page: Session) => (page.state.value.kind === 'ready' ? page.state.value.person.id : null);
const peopleOf = (page: Session) => page.accounts.value.map(({ personId }) => personId);
const storesOnDisk = async () =>
  (await indexedDB.databases()).map(({ name }) => name).filter((name) => name?.startsWith('peremenka-person-'));
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: ClientError) => error.code,
  );
const entry = (text: string) => ({ clientId: text, chatId: 'chat', text, createdAt: 1, failed: null });
async function unsent(personId: string, ...texts: string[]): Promise<void> {
  const store = await openStore(personId);
  for (const text of texts) await store.putOutbox(entry(text));
  await store.saveChat({ id: 'chat', lastOrdinal: 2, readOrdinal: 1, firstOrdinal: 1 } as never);
  store.close();
}
const unsentOf = async (personId: string) => (await waitingOf(personId)).unsent;
const endOnServer = (accountId: string) =>
  school.db.updateTable('sessions').set({ endedAt: 1 }).where('accountId', '=', accountId).execute();
const expire = (accountId: string) => browser.access.all.delete(accountId);

describe('several accounts', () => {
  test('ACC1 a second account is added beside the first; each keeps its own tokens', async () => {
    const { page, annaId, mariaId } = await family();
    expect(personOf(page)).toBe('maria');
    expect(peopleOf(page)).toEqual(['maria', 'anna']);
    for (const [accountId, person] of [
      [annaId, 'anna'],
      [mariaId, 'maria'],
    ] as const) {
      expire(accountId);
      const { body } = await askSession(school, await page.of(accountId).accessToken());
      expect(body.people.map(({ id }) => id)).toEqual([person]);
    }
    expect(await page.accessToken()).toBe(await page.of(mariaId).accessToken());
  });

  test('ACC2 changing the account changes it on every page, and nothing is asked of the server', async () => {
    const { page, annaId } = await family();
    const other = browser.page();
    await until('the other page is there', () => personOf(other) === 'maria');
    browser.server = 'http://127.0.0.1:9';
    await page.switchTo(annaId);
    expect(personOf(page)).toBe('anna');
    await until('the other page follows', () => personOf(other) === 'anna');
    // And the next start of the browser knows it.
    const later = browser.page();
    await until('the disk knows', () => personOf(later) === 'anna');
  });

  test('ACC2 two windows that change at the same moment agree in the end', async () => {
    const { page, annaId, mariaId } = await family();
    const other = browser.page();
    await until('the other page is there', () => personOf(other) === 'maria');
    for (let round = 0; round < 5; round++) {
      await Promise.all([
        page.switchTo(annaId),
        other.switchTo(mariaId),
        page.switchTo(mariaId),
        other.switchTo(annaId),
      ]);
      const { activeId } = await browser.vault.all();
      const active = activeId === annaId ? 'anna' : 'maria';
      await until('both agree', () => personOf(page) === active && personOf(other) === active);
    }
  });

  test('ACC3 signing out one ends and wipes only that one; the account used before it is active then', async () => {
    const { page, annaId, mariaId } = await family();
    await unsent('anna', 'Анна');
    await unsent('maria', 'Мария');
    const [anna, maria] = [await page.of(annaId).accessToken(), await page.of(mariaId).accessToken()];
    await page.signOut();
    expect(personOf(page)).toBe('anna');
    expect(peopleOf(page)).toEqual(['anna']);
    expect(await storesOnDisk()).toEqual(['peremenka-person-anna']);
    expect([...browser.access.all.keys()]).toEqual([annaId]);
    expect((await askSession(school, maria)).body.code).toBe('session-ended');
    expect((await askSession(school, anna)).status).toBe(200);
  });

  test('ACC3 one that is not active can be signed out too, and the active one stays', async () => {
    const { page, annaId } = await family();
    await unsent('anna', 'Анна');
    await page.signOut(annaId);
    expect([personOf(page), peopleOf(page)]).toEqual(['maria', ['maria']]);
    expect(await storesOnDisk()).toEqual([]);
  });

  test('ACC4 signing out all leaves nothing of anybody', async () => {
    const { page, annaId, mariaId } = await family();
    await unsent('anna', 'Анна');
    await unsent('maria', 'Мария');
    const tokens = [await page.of(annaId).accessToken(), await page.of(mariaId).accessToken()];
    await page.signOutAll();
    expect(page.state.value).toEqual({ kind: 'signed-out' });
    expect([await storesOnDisk(), browser.access.all.size, page.accounts.value]).toEqual([[], 0, []]);
    for (const token of tokens) expect((await askSession(school, token)).body.code).toBe('session-ended');
  });

  test('ACC6 a sixth account is refused with a sentence, and its session is ended at once', async () => {
    const page = browser.page();
    for (const phone of [ANNA, '79120000002', '79120000003', '79120000004', MARIA]) await signIn(page, phone);
    expect(page.accounts.value.length).toBe(5);
    comes('79120000099');
    expect(await codeOf(page.signIn())).toBe('too-many-accounts');
    expect([personOf(page), page.accounts.value.length]).toEqual(['maria', 5]);
    const open = await school.db.selectFrom('sessions').select('id').where('endedAt', 'is', null).execute();
    expect(open.length).toBe(5);
    // Who is there already may sign in again.
    await signIn(page, ANNA);
    expect([personOf(page), page.accounts.value.length]).toEqual(['anna', 5]);
  });

  test('ACC7 a browser of the version with one account keeps its session, its person and its store', async () => {
    const page = browser.page();
    const annaId = await signIn(page, ANNA);
    const kept = await browser.vault.load();
    page.close();
    globalThis.indexedDB = new IDBFactory();
    const old = await openDB('peremenka-session', 1, { upgrade: (db) => void db.createObjectStore('session') });
    const { usedAt: _, ...first } = kept ?? { usedAt: 0 };
    await old.put('session', first, 'current');
    old.close();
    const store = await openDB('peremenka-person-anna', 1, {
      upgrade(db) {
        for (const name of ['me', 'chats', 'heads', 'messages']) db.createObjectStore(name);
        db.createObjectStore('outbox', { keyPath: 'clientId' });
      },
    });
    await store.put('outbox', entry('написано до обновления'));
    store.close();
    browser.vault = openVault();
    const later = browser.page();
    await until('the page is ready', () => personOf(later) === 'anna');
    expire(annaId);
    expect((await askSession(school, await later.accessToken())).status).toBe(200);
    expect(await unsentOf('anna')).toBe(1);
    const again = await openStore('anna');
    await again.putDraft({ chatId: 'chat', draft: { text: 'черновик' }, savedAt: 1 });
    again.close();
  });

  test('ACC8 a full disk is told, and the active account stays', async () => {
    const { page, annaId } = await family();
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(await codeOf(page.switchTo(annaId))).toBe('storage');
    expect(personOf(page)).toBe('maria');
    comes('79120000003');
    expect(await codeOf(page.signIn())).toBe('storage');
    vi.restoreAllMocks();
    expect([personOf(page), page.accounts.value.length]).toEqual(['maria', 2]);
    const open = await school.db.selectFrom('sessions').select('id').where('endedAt', 'is', null).execute();
    expect(open.length).toBe(2);
  });

  test('ACC9 a computer of strangers holds one account: the next comes in after the one before is out', async () => {
    browser.isShared = true;
    const page = browser.page();
    await signIn(page, ANNA);
    expect(page.isShared.value).toBe(true);
    comes(MARIA);
    expect(await codeOf(page.signIn())).toBe('too-many-accounts');
    expect(personOf(page)).toBe('anna');
    await page.signOut();
    await signIn(page, MARIA);
    expect(peopleOf(page)).toEqual(['maria']);
  });

  test('ACC10 signing in an account again keeps one of it, and ends the session that nobody has any more', async () => {
    const { page, annaId } = await family();
    const before = await page.of(annaId).accessToken();
    await signIn(page, ANNA);
    expect(peopleOf(page)).toEqual(['anna', 'maria']);
    expect((await askSession(school, before)).body.code).toBe('session-ended');
    expect((await askSession(school, await page.accessToken())).status).toBe(200);
  });

  test('ACC10 a window that is closed while one adds an account is told, and nothing changes', async () => {
    const page = browser.page();
    await signIn(page, ANNA);
    browser.flow.launch = () => Promise.reject(new Error('closed'));
    expect(await codeOf(page.signIn())).toBe('cancelled');
    expect([personOf(page), peopleOf(page)]).toEqual(['anna', ['anna']]);
  });

  test('ACC11 a person who moves from one account of the browser to another keeps the store', async () => {
    const { page, annaId, mariaId } = await family();
    await unsent('anna', 'Анна');
    await bindVkUser(school.db, '100005', 'anna', school.time.now);
    await page.refreshAccount(mariaId);
    await page.refreshAccount(annaId);
    expect(page.accounts.value.find(({ account }) => account.accountId === annaId)?.account.people).toEqual([]);
    expect(await storesOnDisk()).toContain('peremenka-person-anna');
    await page.signOut(annaId);
    expect(await unsentOf('anna')).toBe(1);
    await page.switchTo(mariaId, 'anna');
    expect(personOf(page)).toBe('anna');
  });

  test('ACC12 one account with two people: the switch names the person', async () => {
    const page = browser.page();
    const sokolov = await signIn(page, '79120000004');
    await page.bind({ personId: 'sokolov' });
    await page.bind({ personId: 'misha' });
    await signIn(page, ANNA);
    await page.switchTo(sokolov, 'sokolov');
    expect(personOf(page)).toBe('sokolov');
    await page.switchTo(sokolov, 'anna');
    expect(personOf(page)).toBe('sokolov');
  });
});

describe('a session that was ended elsewhere', () => {
  test('ACC5 only that account asks for signing in again; what it had not sent stays, the rest is gone', async () => {
    const { page, annaId, mariaId } = await family();
    await unsent('anna', 'не ушло');
    await endOnServer(annaId);
    expire(annaId);
    expect(await codeOf(page.of(annaId).accessToken())).toBe('session-ended');
    expect(personOf(page)).toBe('maria');
    expect(page.accounts.value.map(({ hasEnded }) => hasEnded)).toEqual([false, true]);
    expect(await waitingOf('anna')).toEqual({ unsent: 1, unread: 0 });
    await page.switchTo(annaId);
    expect(page.state.value).toMatchObject({
      kind: 'signed-out',
      error: 'session-ended',
      ended: { accountId: annaId },
    });
    await page.switchTo(mariaId);
    expect(personOf(page)).toBe('maria');
    await signIn(page, ANNA);
    expect(personOf(page)).toBe('anna');
    expect(page.accounts.value.map(({ hasEnded }) => hasEnded)).toEqual([false, false]);
    expect(await unsentOf('anna')).toBe(1);
  });

  test('ACC5 the only account stays known while it has something unsent, until it is discarded', async () => {
    const page = browser.page();
    const annaId = await signIn(page, ANNA);
    await unsent('anna', 'не ушло');
    await endOnServer(annaId);
    expire(annaId);
    expect(await codeOf(page.accessToken())).toBe('session-ended');
    expect(page.state.value).toMatchObject({
      kind: 'signed-out',
      error: 'session-ended',
      ended: { accountId: annaId },
    });
    expect(await unsentOf('anna')).toBe(1);
    // Somebody else signs in: it still waits.
    await signIn(page, MARIA);
    expect([peopleOf(page), await unsentOf('anna')]).toEqual([['maria', 'anna'], 1]);
    await page.signOut(annaId);
    expect([peopleOf(page), await storesOnDisk()]).toEqual([['maria'], []]);
  });
});

describe('a page of one person', () => {
  test('ACC13 it stays theirs when another account becomes active, says who that is, and changes when asked', async () => {
    const { page, annaId, mariaId } = await family();
    const call = pinPerson(browser.page());
    await until('the page is ready', () => personOf(call) === 'maria');
    await page.switchTo(annaId);
    await until('the other is known', () => call.other.value?.id === 'anna');
    expect(personOf(call)).toBe('maria');
    expect((await askSession(school, await call.of(mariaId).accessToken())).body.people.map(({ id }) => id)).toEqual([
      'maria',
    ]);
    call.follow();
    expect([personOf(call), call.other.value]).toEqual(['anna', null]);
    call.close();
  });

  test('ACC13 signed out elsewhere, it asks who to be and does not become somebody else by itself', async () => {
    const { page, annaId } = await family();
    const call = pinPerson(browser.page());
    await until('the page is ready', () => personOf(call) === 'maria');
    await page.signOut();
    await until('the page asks', () => call.state.value.kind === 'signed-out');
    expect(personOf(page)).toBe('anna');
    await call.switchTo(annaId);
    expect(personOf(call)).toBe('anna');
    await page.signOut();
    await until('nobody is left', () => call.state.value.kind === 'signed-out');
    await signIn(page, MARIA);
    await until('the page is Maria’s', () => personOf(call) === 'maria');
    call.close();
  });
});
