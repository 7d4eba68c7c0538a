import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLocalBus } from '../../backend/bus/bus.ts';
import { importRoster } from '../../backend/school/import.ts';
import { readOneRoster } from '../../backend/school/one-roster.ts';
import type { Roster } from '../../backend/school/roster.ts';
import { openStore } from '../../client/store.ts';
import { ANNA, ELENA, type RunningSchool, startRunningSchool } from '../backend/running-school.ts';
import { listed, openPage, settled, shown, storedTexts, texts, until } from './two-people.ts';

let school: RunningSchool;
let annaId: string;
let elenaId: string;
let algebra: string;

beforeAll(async () => {
  school = await startRunningSchool();
  [annaId, elenaId] = [await school.personId(ANNA), await school.personId(ELENA)];
  algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
});
afterAll(() => school?.close());

/** Imports the demo's roster, changed, while the server is down: nobody is told live. */
async function importWhileDown(change: (roster: Roster, annaInRoster: string) => void): Promise<void> {
  const roster = await readOneRoster(join(import.meta.dirname, '../../demo/school'), Date.now());
  const { sourcedId } = await school.db
    .selectFrom('people')
    .select('sourcedId')
    .where('id', '=', annaId)
    .executeTakeFirstOrThrow();
  change(roster, sourcedId);
  await importRoster({ db: school.db, bus: createLocalBus(), clock: Date.now }, roster);
}

function withoutAnna(roster: Roster, anna: string): void {
  const group = roster.groups.find((one) => one.subject === 'Алгебра' && one.className === '7Б');
  if (group) group.enrollments = group.enrollments.filter(({ personId }) => personId !== anna);
}

test('G8 who was removed while offline gets nothing more, and the browser forgets what it had', async () => {
  const [anna, elena] = [await openPage(school, annaId), await openPage(school, elenaId)];
  await Promise.all([listed(anna), listed(elena)]);
  const open = anna.open(algebra);
  await shown(open);
  await elena.app.outbox.send(algebra, 'Пока вместе');
  await until('Anna has it', () => texts(open).at(-1) === 'Пока вместе');
  const store = await openStore(annaId);
  await until('it is on disk', async () => (await store.loadChat(algebra, 50))?.messages.length);

  await school.kill();
  await importWhileDown(withoutAnna);
  await elena.app.outbox.send(algebra, 'Без Анны');
  await anna.app.outbox.send(algebra, 'А я?');
  await school.start();

  await until('the chat is gone', () => open.state.value.status === 'gone');
  await until('the row is gone', () => !anna.app.chats.state.value.chats.has(algebra));
  expect(open.state.value.messages).toEqual([]);
  await settled(elena);
  await until('the send is refused', () => anna.app.outbox.entries.value[0]?.failed === 'chat-not-found');
  await until('the disk has forgotten', async () => (await store.loadChat(algebra, 50)) === null);
  expect((await store.loadList()).chats.map(({ id }) => id)).not.toContain(algebra);
  // No message stayed behind without its head.
  await store.writeChat({
    head: { chatId: algebra, cursor: 0, members: [], people: [] },
    messages: [],
    arrived: [],
    from: null,
  });
  expect((await store.loadChat(algebra, 50))?.messages).toEqual([]);
  await store.dropChat(algebra);
  expect(texts(open)).toEqual([]);
  expect(await storedTexts(school, algebra)).toEqual(['Пока вместе', 'Без Анны']);
  store.close();
  anna.close();
  elena.close();
});

test('G8 who comes back sees what was said since then, without a hole and without what was in between', async () => {
  await school.kill();
  await importWhileDown(() => {});
  await school.start();
  const [anna, elena] = [await openPage(school, annaId), await openPage(school, elenaId)];
  await Promise.all([listed(anna), listed(elena)]);
  const open = anna.open(algebra);
  await shown(open);
  expect(texts(open)).toEqual([]);
  await elena.app.outbox.send(algebra, 'С возвращением');
  await until('Anna has it', () => texts(open).length > 0);
  expect(texts(open)).toEqual(['С возвращением']);
  await open.loadEarlier();
  expect(texts(open)).toEqual(['С возвращением']);
  anna.close();
  elena.close();
});

test('G8 removed and taken back while away: the old page and the new messages are not joined over the hole', async () => {
  const [anna, elena] = [await openPage(school, annaId), await openPage(school, elenaId)];
  await Promise.all([listed(anna), listed(elena)]);
  await shown(anna.open(algebra));
  const store = await openStore(annaId);
  await until('it is on disk', async () => (await store.loadChat(algebra, 50))?.messages.length);
  store.close();
  anna.close();
  await school.kill();
  await importWhileDown(withoutAnna);
  await elena.app.outbox.send(algebra, 'Тайна');
  await school.start();
  await settled(elena);
  await school.kill();
  await importWhileDown(() => {});
  await school.start();
  await elena.app.outbox.send(algebra, 'Снова вместе');
  await settled(elena);
  const again = await openPage(school, annaId);
  const open = again.open(algebra);
  await shown(open);
  expect(texts(open)).toEqual(['Снова вместе']);
  again.close();
  elena.close();
});

test('G8 a refusal is enough: the chat is forgotten before the list has been told', async () => {
  const anna = await openPage(school, annaId);
  await listed(anna);
  const open = anna.open(algebra);
  await shown(open);
  const store = await openStore(annaId);
  await until('it is on disk', async () => (await store.loadChat(algebra, 50))?.messages.length);
  const leave = school.db.updateTable('members').set({ leftAt: 1 });
  await leave.where('chatId', '=', algebra).where('personId', '=', annaId).execute();
  await open.reload();
  expect([open.state.value.status, open.error.value]).toEqual(['gone', 'chat-not-found']);
  expect(anna.app.chats.state.value.chats.has(algebra)).toBe(true);
  await until('the disk has forgotten', async () => (await store.loadChat(algebra, 50)) === null);
  store.close();
  anna.close();
});
