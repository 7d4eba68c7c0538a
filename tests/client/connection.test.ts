import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Connection, createConnection, type ReceivedBatch, whenOnline } from '../../client/connection.ts';
import { ClientError } from '../../client/platform.ts';
import { ANNA, MARIA, type RunningSchool, startRunningSchool } from '../backend/running-school.ts';
import { until } from './two-people.ts';

let school: RunningSchool;
let annaId: string;
let mariaId: string;
const connections: Connection[] = [];
beforeAll(async () => {
  school = await startRunningSchool();
  [annaId, mariaId] = [await school.personId(ANNA), await school.personId(MARIA)];
});
afterAll(() => school?.close());
afterEach(() => {
  for (const connection of connections.splice(0)) connection.close();
});

/** Connects with these tokens, one after the other; the last one is kept. */
function connect(tokens: (() => Promise<string>)[], personId = annaId, serverUrl = school.url) {
  const asked = { tokens: 0, dropped: 0 };
  const connection = createConnection({
    serverUrl,
    personId,
    async accessToken() {
      const next = tokens[Math.min(asked.dropped, tokens.length - 1)];
      asked.tokens++;
      return next ? next() : '';
    },
    async dropAccessToken() {
      asked.dropped++;
    },
  });
  connections.push(connection);
  return { connection, asked };
}
const good = (personId = annaId) => school.token(personId);
const kindOf = (connection: Connection) => connection.status.value.kind;
const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: ClientError) => error,
  );

describe('the handshake', () => {
  test.each([
    ['expired', () => school.token(annaId, -1)],
    ['invented', async () => 'invented-token-0123456789'],
  ])('CONN1 a token that is %s is dropped, and a fresh one let in', async (_name, stale) => {
    const { connection, asked } = connect([stale, good]);
    await whenOnline(connection);
    expect(asked.dropped).toBe(1);
  });

  test('CONN2 what no retry cures is told, and not tried again', async () => {
    const { connection, asked } = connect([() => good(mariaId)], annaId);
    const error = await errorOf(whenOnline(connection));
    expect(error?.code).toBe('person-not-linked');
    expect(connection.status.value).toEqual({ kind: 'refused', code: 'person-not-linked' });
    expect(asked).toEqual({ tokens: 1, dropped: 0 });
  });

  test('CONN2 a session that is over needs a new sign-in; no network for a token does not', async () => {
    const ended = connect([() => Promise.reject(new ClientError('session-ended'))]);
    await until('refused', () => kindOf(ended.connection) === 'refused');
    let tries = 0;
    const later = connect([() => (tries++ ? good() : Promise.reject(new ClientError('offline')))]);
    await whenOnline(later.connection);
    expect(kindOf(later.connection)).toBe('online');
  });
});

describe('the socket', () => {
  test('CONN3 a server that dies and comes back is found again by itself, and listeners are told', async () => {
    const { connection } = connect([good]);
    let times = 0;
    connection.onOnline(() => times++);
    await whenOnline(connection);
    await school.kill();
    await until('it is noticed', () => kindOf(connection) !== 'online');
    expect((await errorOf(connection.call('person:open', {})))?.code).toBe('offline');
    await until('a try has failed', () => kindOf(connection) === 'offline');
    await school.start();
    await whenOnline(connection);
    expect(times).toBe(2);
    expect((await connection.call('person:open', {})).me.id).toBe(annaId);
  });

  test('CONN4 a refused command is an error with the server’s code, also for a chat that is not mine', async () => {
    const { connection } = connect([good]);
    await whenOnline(connection);
    const staff = await school.chatId({ kind: 'staff' });
    expect((await errorOf(connection.call('chat:open', { chatId: staff, cursor: null })))?.code).toBe('chat-not-found');
    expect((await errorOf(connection.call('chat:open', { chatId: '', cursor: null })))?.code).toBe('bad-request');
  });

  test('CONN5 who is closed stays closed', async () => {
    const { connection } = connect([good]);
    await whenOnline(connection);
    connection.close();
    connection.retryNow();
    expect((await errorOf(connection.call('person:open', {})))?.code).toBe('offline');
  });
});

test('G10 a newer server’s events, notices, fields and frames do no harm', async () => {
  const http = createServer();
  const newer = new Server(http, { transports: ['websocket'] });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  newer.on('connection', (socket) => {
    const known = { seq: 2, type: 'chat:left', chatId: 'chat', reason: 'new field' };
    socket.emit('polls:changed', { any: 'thing' });
    socket.emit('events', 'not a batch');
    socket.emit('chat:advanced', { chatId: 7 });
    socket.emit('events', { stream: 'person:anna', events: [{ seq: 1, type: 'badge:won' }, known], sentAt: 1 });
    socket.on('person:open', (_input, ack) => ack({ ok: false, error: { code: 'brand-new', hint: 'x' } }));
  });
  const { port } = http.address() as AddressInfo;
  const { connection } = connect([async () => 'token'], 'anna', `http://127.0.0.1:${port}`);
  const batches: ReceivedBatch[] = [];
  const notices: unknown[] = [];
  connection.onEvents((batch) => batches.push(batch));
  connection.onNotice('chat:advanced', (notice) => notices.push(notice));
  await until('the batch is here', () => batches.length > 0);
  expect(batches).toEqual([
    {
      stream: 'person:anna',
      events: [
        { seq: 1, event: null },
        { seq: 2, event: { seq: 2, type: 'chat:left', chatId: 'chat' } },
      ],
    },
  ]);
  expect(notices).toEqual([]);
  expect((await errorOf(connection.call('person:open', {})))?.code).toBe('internal');
  connection.close();
  await newer.close();
});
