import { afterEach, expect, test } from 'vitest';
import { createConnection } from '../../client/connection.ts';
import { type RunningSchool, startRunningSchool } from '../backend/running-school.ts';
import { until } from '../client/two-people.ts';
import { type Attempt, type Found, judge } from './judge.ts';
import { runRound } from './round.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function startSchool(env: Record<string, string> = {}): Promise<RunningSchool> {
  const school = await startRunningSchool(env);
  stops.push(() => school.close());
  return school;
}

test('G1 G2 G3 G4 G6 G9 ten seeds of kills, cuts and hanging links: nothing lost, doubled or out of order', async () => {
  let next = 1;
  let sends = 0;
  async function lane() {
    while (next <= 10) {
      const { seed, lost, doubled, disordered, counts } = await runRound(next++);
      expect({ lost, doubled, disordered }, `npm run check:faults 1 ${seed}`).toEqual({
        ...{ lost: [], doubled: [], disordered: [] },
      });
      sends += counts.ok;
    }
  }
  await Promise.all([lane(), lane()]);
  // A round that sent nothing would prove nothing.
  expect(sends).toBeGreaterThan(100);
}, 240_000);

test('FAULT1 the checker sees what is lost, doubled, refused and yet there, or out of order', () => {
  let tick = 0;
  const sent = (key: string, more: Partial<Attempt> = {}): Attempt => {
    const [startedAt, ackedAt] = [++tick, ++tick];
    return { key, author: null, startedAt, ackedAt, ordinal: null, outcome: 'ok', ...more };
  };
  const found = (...keys: string[]): Found[] => keys.map((key, index) => ({ key, ordinal: index + 1 }));
  const numbers = (attempts: Attempt[], database: Found[], reader = database) => {
    const { lost, doubled, disordered } = judge(attempts, database, new Map([['reader', reader]]));
    return [lost.length, doubled.length, disordered.length];
  };
  const [a, b] = [sent('a'), sent('b')];
  expect(numbers([a, b], found('a', 'b'))).toEqual([0, 0, 0]);
  expect(numbers([a, b], found('a'))).toEqual([1, 0, 0]);
  expect(numbers([a, b], found('a', 'b'), found('a'))).toEqual([1, 0, 0]);
  expect(numbers([a], found('a', 'a'), found('a'))).toEqual([0, 1, 0]);
  expect(numbers([a], found('a'), found('a', 'a'))).toEqual([0, 1, 0]);
  expect(numbers([a], found('a', 'x'))).toEqual([0, 1, 0]);
  expect(numbers([a, b], found('b', 'a'))).toEqual([0, 0, 1]);
  expect(numbers([sent('c', { ordinal: 2 })], found('c'))).toEqual([1, 0, 0]);
  expect(numbers([sent('d', { outcome: 'fail' })], found('d'))).toEqual([0, 1, 0]);
  const unknown = sent('e', { outcome: 'unknown', ackedAt: null });
  expect(numbers([unknown], [])).toEqual([0, 0, 0]);
  expect(numbers([unknown], found('e'))).toEqual([0, 0, 0]);
  const written = [sent('f', { author: 'me', ackedAt: null }), sent('g', { author: 'me', ackedAt: null })];
  expect(numbers(written, found('g', 'f'))).toEqual([0, 0, 1]);
  expect(numbers([a, b], [found('a')[0] as Found, { key: 'b', ordinal: 3 }])[2]).toBeGreaterThan(0);
});

test('G11 five hundred clients are back within 30 seconds after the server was killed', async () => {
  const school = await startSchool();
  const people = await school.db.selectFrom('people').select('id').limit(100).execute();
  const tokens = await Promise.all(people.map(async ({ id }) => ({ id, token: await school.token(id) })));
  let lists = 0;
  const connections = Array.from({ length: 500 }, (_, index) => {
    const { id, token } = tokens[index % tokens.length] as (typeof tokens)[number];
    const connection = createConnection({
      serverUrl: school.url,
      personId: id,
      accessToken: async () => token,
      dropAccessToken: async () => {},
    });
    connection.onOnline(() => void connection.call('person:open', {}).then(() => lists++));
    return connection;
  });
  stops.push(() => {
    for (const connection of connections) connection.close();
  });
  const back = () => connections.every(({ status }) => status.value.kind === 'online') && lists >= 500;
  await until('all are online', back, 60_000);
  await school.kill();
  await until('all have noticed', () => connections.every(({ status }) => status.value.kind !== 'online'));
  lists = 0;
  await school.start();
  await until('all are back, with their lists', back, 30_000);
}, 120_000);

test('G12 without VK ID and LiveKit, who is signed in writes and reads', async () => {
  // Port 9 of this machine answers nothing.
  const down = 'http://127.0.0.1:9';
  const school = await startSchool({ VKID_URL: down, VKID_CLIENT_ID: '1', LIVEKIT_BIN: '/nowhere' });
  const chatId = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
  const rows = await school.db.selectFrom('members').select('personId').where('chatId', '=', chatId).limit(2).execute();
  const [writer, reader] = await Promise.all(rows.map(({ personId }) => school.socket(personId)));
  stops.push(
    () => writer?.close(),
    () => reader?.close(),
  );
  await reader?.call('chat:open', { chatId, cursor: null });
  const heard = new Promise((resolve) => reader?.raw.once('events', resolve));
  await writer?.call('message:send', { chatId, clientId: 'without-vk-1', text: 'Слышно?' });
  expect(await heard).toMatchObject({ events: [{ type: 'message:sent', message: { text: 'Слышно?' } }] });
  const health = (await (await fetch(`${school.url}/health`)).json()) as { status: string; calls: unknown };
  expect(health).toMatchObject({ status: 'ok', calls: { status: 'unavailable' } });
});
