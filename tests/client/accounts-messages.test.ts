import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, createApp } from '../../client/app.ts';
import type { AccessToken } from '../../client/platform.ts';
import { waitingOf } from '../../client/session/accounts.ts';
import { createSession, type Session } from '../../client/session/session.ts';
import { openVault } from '../../client/session/vault.ts';
import { shortName } from '../../i18n/names.ts';
import { ANNA, MARIA, type RunningSchool, startRunningSchool } from '../backend/running-school.ts';
import { storedTexts, until } from './two-people.ts';

let school: RunningSchool;
let session: Session;
let people: { anna: string; maria: string };
let algebra: string;

/** A computer with two pupils signed in; only the signing in itself is not done. */
beforeAll(async () => {
  globalThis.indexedDB = new IDBFactory();
  school = await startRunningSchool();
  people = { anna: await school.personId(ANNA), maria: await school.personId(MARIA) };
  algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
  const tokens = new Map<string, AccessToken>();
  const vault = openVault();
  for (const id of [people.anna, people.maria]) {
    tokens.set(id, { token: await school.token(id), expiresAt: Date.now() + 600_000 });
    const person = { id, role: 'pupil' as const, givenName: id, familyName: id, children: [] };
    const account = { accountId: id, school: { id: 'school', name: 'Школа' }, people: [person], candidates: [] };
    await vault.add({ refreshToken: 'not asked for', account, personId: id });
  }
  session = createSession({
    vault,
    platform: {
      serverUrl: async () => school.url,
      access: { load: async (id) => tokens.get(id) ?? null, save: async () => {} },
      signIn: async () => ({ ok: true }),
    },
  });
  await session.reload();
});
afterAll(async () => {
  session.close();
  await school.close();
});

/** The page of whoever is active now. */
async function activePage(): Promise<App> {
  const state = session.state.value;
  if (state.kind !== 'ready') throw new Error(state.kind);
  return createApp({ session: session.of(state.account.accountId), personId: state.person.id, shortName });
}
const online = (app: App) => until('the page is online', () => app.connection.status.value.kind === 'online');
const fresh = (app: App) => until('the list is fresh', () => app.chats.state.value.status === 'fresh');

test('ACC14 what Anna wrote without a network waits while her brother is active, and goes out when she is back', async () => {
  await session.switchTo(people.anna);
  const anna = await activePage();
  await fresh(anna);
  await school.kill();
  await until('the page is offline', () => anna.connection.status.value.kind !== 'online');
  await anna.outbox.send(algebra, 'Написала Анна');
  anna.drafts.save(algebra, { text: 'и ещё хотела' });
  // Everything on the disk before the page is left.
  await until('it is on disk', async () => (await waitingOf(people.anna)).unsent === 1);
  await session.switchTo(people.maria);
  anna.close();

  const maria = await activePage();
  await school.start();
  await online(maria);
  await fresh(maria);
  await maria.outbox.send(algebra, 'Написала Мария');
  await until('it is sent', async () => (await storedTexts(school, algebra)).includes('Написала Мария'));
  expect(await storedTexts(school, algebra)).toEqual(['Написала Мария']);
  expect(maria.outbox.entries.value.map(({ text }) => text)).not.toContain('Написала Анна');
  expect(maria.drafts.of(algebra)).toBeNull();
  expect((await waitingOf(people.anna)).unsent).toBe(1);
  await until('nothing of hers waits', async () => (await waitingOf(people.maria)).unsent === 0);
  maria.close();

  await session.switchTo(people.anna);
  const again = await activePage();
  await until('it is sent', async () => (await storedTexts(school, algebra)).includes('Написала Анна'));
  expect(await storedTexts(school, algebra)).toEqual(['Написала Мария', 'Написала Анна']);
  const [sent] = await school.db.selectFrom('messages').selectAll().where('text', '=', 'Написала Анна').execute();
  expect(sent?.senderId).toBe(people.anna);
  await fresh(again);
  expect(again.drafts.of(algebra)?.text).toBe('и ещё хотела');
  await until('the server knows the draft', async () => {
    const rows = await school.db.selectFrom('drafts').selectAll().execute();
    return rows.some((row) => row.personId === people.anna && row.draft.includes('и ещё хотела'));
  });
  await until('nothing waits', async () => (await waitingOf(people.anna)).unsent === 0);
  again.close();
});

test('ACC15 a draft that another device has saved later wins over one that waited here', async () => {
  await session.switchTo(people.anna);
  const anna = await activePage();
  await fresh(anna);
  await school.kill();
  await until('the page is offline', () => anna.connection.status.value.kind !== 'online');
  anna.drafts.save(algebra, { text: 'старое' });
  await until('it is on disk', async () =>
    (await anna.store.loadDrafts()).some(({ draft }) => draft?.text === 'старое'),
  );
  anna.close();
  await school.start();
  const phone = await school.socket(people.anna);
  await phone.call('draft:save', { chatId: algebra, draft: { text: 'новое' } });
  phone.close();
  const again = await activePage();
  await fresh(again);
  await until('the later one is shown', () => again.drafts.of(algebra)?.text === 'новое');
  await until('nothing waits', async () => (await again.store.loadDrafts()).length === 0);
  again.close();
});
