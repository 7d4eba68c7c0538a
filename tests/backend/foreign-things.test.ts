import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLocalBus } from '../../backend/bus/bus.ts';
import { importRoster } from '../../backend/school/import.ts';
import { COMMANDS, type CommandName } from '../../protocol/commands.ts';
import type { SchoolRole } from '../../protocol/people.ts';
import type { Answer } from '../../protocol/socket.ts';
import { uploaderOf } from './files-school.ts';
import { FOREIGN, idPaths, type Kind, type Mine, NAMES } from './foreign-table.ts';
import { ANNA, ELENA, MARIA, OLGA, type RunningSchool, startRunningSchool, type TestSocket } from './running-school.ts';
import { smallSchool } from './school-roster.ts';

/** Staff of the same school, in no chat of the askers that is looked at here. */
const GROMOV = 'Громов Андрей';
const SECRET = 'Тайна за семью печатями';

let school: RunningSchool;
const askers = {} as Record<SchoolRole, { socket: TestSocket; mine: Mine }>;
/** Ids of what is others', in this school, in another one and nowhere. */
const foreign: Record<Kind, string[]> = { chats: [], people: [], files: [], sessions: [], calls: [], scheduled: [] };
const told: string[] = [];
let watchers: TestSocket[] = [];

async function say(socket: TestSocket, chatId: string, more: object = {}): Promise<number> {
  const input = { chatId, clientId: randomUUID(), text: SECRET, ...more };
  return (await socket.call('message:send', input)).ordinal;
}
const POLL = { poll: { question: 'Как?', options: ['Так', 'Иначе'], isAnonymous: false, isMultiple: false } };

const NOTHING: Mine = { chatId: '', ordinal: 0, poll: 0, callId: '', personId: '' };

/** A call that goes on. */
async function begin(chatId: string, startedBy: string): Promise<string> {
  const call = { id: randomUUID(), chatId, room: randomUUID(), startedBy, startedAt: Date.now() };
  await school.db
    .insertInto('calls')
    .values({ ...call, endedAt: null, endReason: null })
    .execute();
  return call.id;
}

/** A message with a file, a poll, and a call that goes on. */
async function furnish(socket: TestSocket, personId: string, chatId: string): Promise<void> {
  const uploader = await uploaderOf(school, personId);
  const [sent, finished, begun] = await Promise.all(
    ['послан', 'готов', 'начат'].map((name) => uploader.upload(`${name}.txt`, Buffer.from(SECRET))),
  );
  for (const id of [sent, finished]) await socket.call('file:finish', { id: id ?? '' });
  await say(socket, chatId, { attachments: [sent] });
  await say(socket, chatId, POLL);
  const callId = await begin(chatId, personId);
  foreign.chats.push(chatId);
  foreign.calls.push(callId);
  foreign.files.push(sent ?? '', finished ?? '', begun ?? '');
  const later = { chatId, clientId: randomUUID(), text: SECRET, sendAt: Date.now() + 3_600_000 };
  foreign.scheduled.push((await socket.call('scheduled:add', later)).scheduled.id);
  await socket.call('chat:open', { chatId, cursor: null });
}

beforeAll(async () => {
  school = await startRunningSchool({ RATE_LIMITS: 'off' });
  const other = { ...smallSchool(), school: { sourcedId: 'other', name: 'Другая' } };
  await importRoster({ db: school.db, bus: createLocalBus(), clock: Date.now }, other);
  const strangerId = async (sourcedId: string) =>
    (await school.db.selectFrom('people').select('id').where('sourcedId', '=', sourcedId).executeTakeFirstOrThrow()).id;
  const ids = Object.fromEntries(
    await Promise.all([ANNA, OLGA, ELENA, GROMOV, MARIA].map(async (name) => [name, await school.personId(name)])),
  );
  const [gromov, maria] = [await school.socket(ids[GROMOV]), await school.socket(ids[MARIA])];
  const [theirTeacher, theirPupil] = [await strangerId('algebra'), await strangerId('anna')];
  const [teacher, pupil] = [await school.socket(theirTeacher), await school.socket(theirPupil)];
  watchers = [gromov, maria, teacher, pupil];

  const sockets = { pupil: ANNA, parent: OLGA, teacher: ELENA } as const;
  for (const [role, name] of Object.entries(sockets) as [SchoolRole, string][])
    askers[role] = { socket: await school.socket(ids[name]), mine: NOTHING };
  const { chat: mine } = await askers.teacher.socket.call('chat:create', {
    ...{ clientId: randomUUID(), title: 'Моё', members: [ids[ANNA], ids[OLGA]] },
  });
  const myCall = await begin(mine.id, ids[ELENA]);
  for (const asker of Object.values(askers)) {
    const ordinal = await say(asker.socket, mine.id, { text: 'моё' });
    const personId = (await asker.socket.call('person:open', {})).me.id;
    const poll = await say(asker.socket, mine.id, { text: '', ...POLL });
    asker.mine = { chatId: mine.id, ordinal, poll, callId: myCall, personId };
  }

  const members = [ids[MARIA]];
  const { chat: own } = await gromov.call('chat:create', { clientId: randomUUID(), title: SECRET, members });
  const { chat: direct } = await gromov.call('chat:direct', { personId: ids[MARIA] });
  const classes = await school.db.selectFrom('chats').select('id').where('rosterKey', '=', 'class:b').execute();
  const theirs = await teacher.call('person:open', {});
  const theirClass = theirs.chats.find(({ id }) => classes.some((row) => row.id === id))?.id ?? '';
  await furnish(gromov, ids[GROMOV], own.id);
  await furnish(maria, ids[MARIA], direct.id);
  await furnish(teacher, theirTeacher, theirClass);
  foreign.people.push(theirTeacher, theirPupil);
  const sessions = await school.db.selectFrom('sessions').select('id').execute();
  const known = (await Promise.all(Object.values(askers).map(({ socket }) => socket.call('session:list', {})))).flatMap(
    (list) => list.sessions.map(({ id }) => id),
  );
  foreign.sessions.push(...sessions.map(({ id }) => id).filter((id) => !known.includes(id)));
  for (const list of Object.values(foreign)) {
    expect(list.length).toBeGreaterThan(1);
    list.push('nowhere', 'f'.repeat(32));
  }
  // What stands last in a lively chat is told up to a quarter of a second late.
  await sleep(500);
  for (const watcher of watchers) watcher.raw.onAny((name, payload) => told.push(`${name} ${JSON.stringify(payload)}`));
});
afterAll(() => school?.close());

/** All that is stored but the index of the search, which follows by itself. */
async function everything(): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string }>`
    select name from sqlite_master where type = 'table' and name not like 'messageSearch%' and name not like 'search%'
    order by name`.execute(school.db);
  const tables: [string, string][] = [];
  for (const { name } of rows) {
    const all = await sql`select * from ${sql.table(name)}`.execute(school.db);
    tables.push([name, JSON.stringify(all.rows)]);
  }
  return Object.fromEntries(tables);
}
const ask = (socket: TestSocket, name: string, input: unknown): Promise<Answer<unknown>> =>
  socket.raw.timeout(10_000).emitWithAck(name, input);
/** What was said to the watchers has come by the time of an answer. */
const heard = () => Promise.all(watchers.map((socket) => socket.call('message:search', { text: '', cursor: null })));

test('S16 the table of what is others’ has every command, and every id that it takes', () => {
  expect(Object.keys(FOREIGN).sort()).toEqual(Object.keys(COMMANDS).sort());
  for (const name of Object.keys(COMMANDS) as CommandName[]) {
    expect([name, Object.keys(FOREIGN[name].ids).sort()]).toEqual([name, idPaths(name)]);
    // A command that names nothing still says what it is asked with.
    expect([name, 'asks' in FOREIGN[name]]).toEqual([name, idPaths(name).length === 0]);
    for (const path of idPaths(name)) expect(Object.keys(NAMES)).toContain(path.split('.').at(-1));
  }
});

const ROLES: SchoolRole[] = ['pupil', 'parent', 'teacher'];
const NAMED = (Object.keys(COMMANDS) as CommandName[]).filter((name) => !FOREIGN[name].asks);
describe.each(ROLES)('a %s', (role) => {
  test.each(NAMED)('S16 ACT1 OWN9 gets nothing of others by %s: it writes nothing and tells nobody', async (name) => {
    const { socket, mine } = askers[role];
    for (const [path, { input, expected }] of Object.entries(FOREIGN[name].ids)) {
      const wanted = typeof expected === 'string' ? expected : expected[role];
      for (const id of foreign[NAMES[path.split('.').at(-1) as keyof typeof NAMES]]) {
        const before = await everything();
        told.length = 0;
        const answer = await ask(socket, name, input(mine, id));
        await heard();
        const after = await everything();
        expect(told).toEqual([]);
        if (wanted === 'for-me') {
          expect([path, answer]).toEqual([path, { ok: true, value: {} }]);
        } else if (wanted === 'left-out') {
          expect([path, answer.ok]).toEqual([path, true]);
          const count = (all: Record<string, string>) => Object.values(all).join().split(id).length;
          expect(count(after)).toBe(count(before));
        } else {
          // The same word for what is others' and for what is nowhere.
          expect([path, id, answer]).toEqual([path, id, { ok: false, error: { code: wanted } }]);
          expect(after).toEqual(before);
        }
      }
    }
  });
});

const ASKED = (Object.keys(COMMANDS) as CommandName[]).filter((name) => FOREIGN[name].asks);
test.each(ASKED)('S16 %s says nothing of others, and tells them nothing', async (name) => {
  told.length = 0;
  for (const { socket } of Object.values(askers)) {
    const answer = JSON.stringify(await ask(socket, name, FOREIGN[name].asks));
    const real = Object.values(foreign).flatMap((list) => list.slice(0, -2));
    for (const id of [...real, SECRET]) expect(answer).not.toContain(id);
  }
  await heard();
  expect(told).toEqual([]);
});

test('S16 notices that are gathered for a second tell others nothing either', async () => {
  told.length = 0;
  await new Promise((done) => setTimeout(done, 1500));
  expect(told).toEqual([]);
});
