import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsAfter } from '../../backend/storage/streams.ts';
import type { EventBatch } from '../../protocol/events.ts';
import { MAX_FRAME_BYTES, MAX_TEXT_LENGTH } from '../../protocol/limits.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import {
  ANNA,
  ELENA,
  MARIA,
  MIKHAIL,
  OLGA,
  openSocket,
  type RunningSchool,
  startRunningSchool,
  type TestSocket,
} from './running-school.ts';

let school: RunningSchool;
let anna: TestSocket;
let elena: TestSocket;
let algebra: string;
let annaId: string;
let elenaId: string;

beforeAll(async () => {
  school = await startRunningSchool();
  annaId = await school.personId(ANNA);
  elenaId = await school.personId(ELENA);
  anna = await school.socket(annaId);
  elena = await school.socket(elenaId);
  algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
});
afterAll(() => school?.close());

const send = (socket: TestSocket, text: string, clientId = randomUUID()) =>
  socket.call('message:send', { chatId: algebra, clientId, text });

/** The batches of a stream that a socket gets while something happens. */
async function batchesDuring(socket: TestSocket, work: () => Promise<unknown>): Promise<EventBatch[]> {
  const batches: EventBatch[] = [];
  const listen = (batch: EventBatch) => void batches.push(batch);
  socket.raw.on('events', listen);
  await work();
  // Frames keep their order: what was published before this answer has arrived.
  await socket.call('chat:read', { chatId: algebra, ordinal: 0 });
  socket.raw.off('events', listen);
  return batches;
}

describe('sending', () => {
  test('MSG1 a message reaches who has the chat open, its sender too, with the next ordinal and seq', async () => {
    const opened = await anna.call('chat:open', { chatId: algebra, cursor: null });
    await elena.call('chat:open', { chatId: algebra, cursor: null });
    let ordinal = 0;
    const batches = await batchesDuring(anna, async () => {
      ordinal = (await send(elena, 'Здравствуйте!\nОткройте § 14.')).ordinal;
    });
    expect(batches).toHaveLength(1);
    const event = batches[0]?.events[0];
    expect(event).toMatchObject({
      seq: opened.cursor + 1,
      type: 'message:sent',
      message: { ordinal, senderId: elenaId, text: 'Здравствуйте!\nОткройте § 14.' },
    });
  });

  test('G2 a hundred tries with one client id, from two sockets and with another body, are one message', async () => {
    const clientId = randomUUID();
    const mikhail = await school.personId(MIKHAIL);
    const first = await school.socket(mikhail);
    const second = await school.socket(mikhail);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        send(index % 2 ? first : second, index === 0 ? 'один раз' : 'другое', clientId).catch(() => null),
      ),
    );
    const given = answers.filter((answer) => answer !== null);
    expect(new Set(given.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const rows = await school.db.selectFrom('messages').select('text').where('clientId', '=', clientId).execute();
    expect(rows).toHaveLength(1);
    first.close();
    second.close();
  });

  test('G3 twenty writers at once leave neither gap nor double in ordinals and seq', async () => {
    const teachers = await school.db.selectFrom('people').select('id').where('role', '=', 'teacher').execute();
    const staff = await school.chatId({ kind: 'staff' });
    const sockets = await Promise.all(teachers.map((teacher) => school.socket(teacher.id)));
    await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        sockets[index % sockets.length]?.call('message:send', {
          chatId: staff,
          clientId: randomUUID(),
          text: `№ ${index}`,
        }),
      ),
    );
    const rows = await school.db
      .selectFrom('messages')
      .select('ordinal')
      .where('chatId', '=', staff)
      .orderBy('ordinal')
      .execute();
    expect(rows.map((row) => row.ordinal)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    const events = await eventsAfter(school.db, `chat:${staff}`, 0, 99);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    for (const socket of sockets) socket.close();
  });

  test('MSG2 who does not have the chat open is told that it advanced, with a preview', async () => {
    const maria = await school.socket(await school.personId(MARIA));
    const advanced = new Promise((resolve) => maria.raw.once('chat:advanced', resolve));
    const { ordinal } = await send(elena, 'я'.repeat(500));
    expect(await advanced).toEqual({
      chatId: algebra,
      lastMessage: expect.objectContaining({ ordinal, senderName: 'Елена Викторовна', text: 'я'.repeat(160) }),
    });
    maria.close();
  });

  test('MSG2 of many messages in a moment the newest is told, and not each to everybody', async () => {
    const maria = await school.socket(await school.personId(MARIA));
    const told: number[] = [];
    maria.raw.on('chat:advanced', ({ lastMessage }) => told.push(lastMessage.ordinal));
    let newest = 0;
    for (let index = 0; index < 30; index++) newest = (await send(elena, `№ ${index}`)).ordinal;
    await expect.poll(() => told.at(-1)).toBe(newest);
    expect(told.length).toBeLessThan(30);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    maria.close();
  });

  test('S16 G2 who is no member any more is refused at once, and still hears of what was sent before', async () => {
    const olgaId = await school.personId(OLGA);
    const olga = await school.socket(olgaId);
    const chatId = await school.chatId({ kind: 'parents', className: '7Б' });
    const clientId = randomUUID();
    const ask = (id: string, text: string) => ({ chatId, clientId: id, text });
    const setLeft = (leftAt: number | null) =>
      school.db
        .updateTable('members')
        .set({ leftAt })
        .where('chatId', '=', chatId)
        .where('personId', '=', olgaId)
        .execute();
    const before = await olga.call('message:send', ask(clientId, 'Мы придём'));
    await setLeft(Date.now());
    expect(await olga.refusal('message:send', ask(randomUUID(), 'И мы'))).toEqual({ code: 'chat-not-found' });
    expect(await olga.call('message:send', ask(clientId, 'другое'))).toEqual(before);
    await setLeft(null);
    expect((await olga.call('message:send', ask(randomUUID(), 'И мы'))).ordinal).toBe(before.ordinal + 1);
    olga.close();
  });

  test('MSG3 the difference brings what was missed, and nothing twice', async () => {
    const { cursor } = await anna.call('chat:open', { chatId: algebra, cursor: null });
    await anna.call('chat:close', { chatId: algebra });
    for (const text of ['раз', 'два', 'три']) await send(elena, text);
    const difference = await anna.call('chat:open', { chatId: algebra, cursor });
    if (difference.kind !== 'difference') throw new Error('a snapshot came');
    const texts = difference.events.map((event) => (event.type === 'message:sent' ? event.message.text : event.type));
    expect(texts).toEqual(['раз', 'два', 'три']);
    expect(difference.cursor).toBe(cursor + 3);
  });

  test('MSG4 history comes in pages of 50, oldest first, without a gap', async () => {
    const history = await school.chatId({ kind: 'subject', className: '7Б', subject: 'История' });
    const rows = Array.from({ length: 120 }, (_, index) => ({
      chatId: history,
      ordinal: index + 1,
      senderId: annaId,
      clientId: `seeded-${index}`,
      text: String(index + 1),
      sentAt: index,
    }));
    await school.db.insertInto('messages').values(rows).execute();
    await school.db.updateTable('chats').set({ lastOrdinal: 120 }).where('id', '=', history).execute();
    const opened = await anna.call('chat:open', { chatId: history, cursor: null });
    if (opened.kind !== 'snapshot') throw new Error('a difference came');
    expect(opened.messages.map((message) => message.ordinal)).toEqual(Array.from({ length: 50 }, (_, i) => i + 71));
    const page = await anna.call('message:history', { chatId: history, before: 71 });
    expect(page.messages.map((message) => message.ordinal)).toEqual(Array.from({ length: 50 }, (_, i) => i + 21));
    const last = await anna.call('message:history', { chatId: history, before: 21 });
    expect(last.messages).toHaveLength(20);
  });
});

describe('read markers', () => {
  test('G7 a marker goes forward only, and not past the last message', async () => {
    const { ordinal } = await send(elena, 'прочитайте');
    expect(await anna.call('chat:read', { chatId: algebra, ordinal })).toEqual({ readOrdinal: ordinal });
    expect(await anna.call('chat:read', { chatId: algebra, ordinal: 1 })).toEqual({ readOrdinal: ordinal });
    expect(await anna.call('chat:read', { chatId: algebra, ordinal: 1_000_000 })).toEqual({ readOrdinal: ordinal });
  });

  test('MSG5 my other device learns that I have read; those in the chat learn it within a second or so', async () => {
    const { ordinal } = await send(elena, 'ещё раз');
    const other = await school.socket(annaId);
    const moved = new Promise<EventBatch>((resolve) => other.raw.once('events', resolve));
    const told = new Promise((resolve) => elena.raw.once('reads:moved', resolve));
    await anna.call('chat:read', { chatId: algebra, ordinal });
    expect((await moved).events[0]).toMatchObject({ type: 'read:moved', chatId: algebra, ordinal });
    expect(await told).toMatchObject({
      chatId: algebra,
      reads: expect.arrayContaining([{ personId: annaId, ordinal }]),
    });
    other.close();
  });

  test('MSG6 sending moves my own marker', async () => {
    const { ordinal } = await send(anna, 'поняла');
    const { chats } = await anna.call('person:open', {});
    expect(chats.find((chat) => chat.id === algebra)).toMatchObject({ lastOrdinal: ordinal, readOrdinal: ordinal });
  });
});

describe('wrong input', () => {
  test('WIRE1 each gets a clear code, and the server stays up', async () => {
    expect(await anna.refusal('message:shout', {})).toEqual({ code: 'unknown-command' });
    expect(await anna.refusal('toString', {})).toEqual({ code: 'unknown-command' });
    expect(await anna.refusal('message:send', { chatId: algebra })).toMatchObject({
      code: 'bad-request',
      issues: expect.any(Array),
    });
    expect(await anna.refusal('message:send', 'text')).toMatchObject({ code: 'bad-request' });
    const base = { chatId: algebra, clientId: randomUUID() };
    expect(await anna.refusal('message:send', { ...base, text: 'a'.repeat(1_000_000) })).toEqual({
      code: 'text-too-long',
    });
    expect(await anna.refusal('message:send', { ...base, text: 'a'.repeat(MAX_TEXT_LENGTH + 1) })).toEqual({
      code: 'text-too-long',
    });
    for (const text of ['', '  \n\t ', '\u200b\u2060', '\0']) {
      expect(await anna.refusal('message:send', { ...base, text })).toEqual({ code: 'text-empty' });
    }
    expect((await send(anna, 'б'.repeat(MAX_TEXT_LENGTH))).ordinal).toBeGreaterThan(0);
  });

  test('WIRE2 a frame over 2 MB closes its socket only', async () => {
    const loud = await school.socket(annaId);
    const closed = new Promise((resolve) => loud.raw.once('disconnect', resolve));
    loud.raw.emit('message:send', { text: 'a'.repeat(MAX_FRAME_BYTES + 1) }, () => {});
    await closed;
    expect((await send(anna, 'я здесь')).ordinal).toBeGreaterThan(0);
  });

  test('WIRE3 a packet that is not JSON closes its socket only', async () => {
    const odd = await school.socket(annaId);
    const closed = new Promise((resolve) => odd.raw.once('disconnect', resolve));
    // Below socket.io: an event packet (42) with broken JSON.
    (odd.raw.io as unknown as { engine: { write(text: string): void } }).engine.write('2["message:send",{');
    await closed;
    expect((await send(anna, 'и я')).ordinal).toBeGreaterThan(0);
  });

  test('S16 a chat of others is not there, whatever one asks of it', async () => {
    const foreign = await school.chatId({ kind: 'class', className: '9А' });
    const staff = await school.chatId({ kind: 'staff' });
    for (const chatId of [foreign, staff, 'no-such-chat']) {
      const inputs = {
        'chat:open': { chatId, cursor: null },
        'chat:read': { chatId, ordinal: 1 },
        'message:send': { chatId, clientId: randomUUID(), text: 'привет' },
        'message:history': { chatId, before: 10 },
        'call:state': { chatId },
        'call:start': { chatId },
        'call:join': { chatId, deviceId: randomUUID() },
      };
      for (const [name, input] of Object.entries(inputs)) {
        expect({ name, ...(await anna.refusal(name, input)) }).toEqual({ name, code: 'chat-not-found' });
      }
    }
  });

  test('S16 a parent is not in the pupils’ chats', async () => {
    const olga = await school.socket(await school.personId(OLGA));
    expect(await olga.refusal('chat:open', { chatId: algebra, cursor: null })).toEqual({ code: 'chat-not-found' });
    const parents = await school.chatId({ kind: 'parents', className: '7Б' });
    expect((await olga.call('chat:open', { chatId: parents, cursor: null })).members.length).toBeGreaterThan(20);
    olga.close();
  });

  test('S17 a flood is refused with when to try again, and others are not', async () => {
    const maria = await school.socket(await school.personId(MARIA));
    const answers = await Promise.all(
      Array.from({ length: 150 }, () =>
        maria
          .call('message:send', { chatId: algebra, clientId: randomUUID(), text: 'спам' })
          .catch((error) => error.code as string),
      ),
    );
    expect(answers.filter((answer) => answer === 'rate-limited').length).toBeGreaterThan(0);
    expect(
      (await maria.refusal('message:send', { chatId: algebra, clientId: randomUUID(), text: 'ещё' })).retryAfterMs,
    ).toBeGreaterThan(0);
    expect((await send(elena, 'тише')).ordinal).toBeGreaterThan(0);
    maria.close();
  });
});

describe('the handshake', () => {
  const refusal = (auth: Record<string, unknown>, headers?: { origin: string }) =>
    openSocket(school.url, auth, headers).then(
      (socket) => {
        socket.close();
        return 'let in';
      },
      (error: Error & { data?: { code: string } }) => error.data?.code ?? 'closed',
    );

  test('WIRE4 a missing, wrong or expired token, a foreign person and an old client are each told', async () => {
    const version = PROTOCOL_VERSION;
    const personId = annaId;
    const token = await school.token(annaId);
    expect(await refusal({ version, personId })).toBe('token-missing');
    expect(await refusal({ version, personId, token: 'x'.repeat(43) })).toBe('token-invalid');
    expect(await refusal({ version, personId, token: await school.token(annaId, -1000) })).toBe('token-expired');
    expect(await refusal({ version, personId: elenaId, token })).toBe('person-not-linked');
    expect(await refusal({ version: 0, personId, token })).toBe('client-too-old');
    expect(await refusal({ version: 'one', personId, token })).toBe('bad-request');
    expect(await refusal({ version, personId, token })).toBe('let in');
  });

  test('S11 a page of another origin is not let in, by socket or by polling', async () => {
    const auth = { version: PROTOCOL_VERSION, personId: annaId, token: await school.token(annaId) };
    expect(await refusal(auth, { origin: 'https://evil.example' })).toBe('closed');
    expect(await refusal(auth, { origin: 'chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' })).toBe('closed');
    expect(await refusal(auth, { origin: 'moz-extension://11111111-2222-3333-4444-555555555555' })).toBe('let in');
    const polling = await fetch(`${school.url}/socket.io/?EIO=4&transport=polling`, {
      headers: { origin: 'https://evil.example' },
    });
    expect(polling.status).toBe(400);
  });
});

test('WIRE7 an open socket is renewed by a fresh token of its own session only', async () => {
  expect(await anna.refusal('session:renew', { token: await school.token(annaId) })).toEqual({ code: 'token-invalid' });
  expect(await anna.refusal('session:renew', { token: 'x'.repeat(43) })).toEqual({ code: 'token-invalid' });
  const token = await school.token(annaId);
  const socket = await openSocket(school.url, { version: PROTOCOL_VERSION, token, personId: annaId });
  expect(await socket.call('session:renew', { token })).toEqual({});
  socket.close();
});

describe('HTTP', () => {
  test('WIRE5 wrong requests get a code', async () => {
    const post = (path: string, body: string, type = 'application/json') =>
      fetch(school.url + path, { method: 'POST', body, headers: { 'content-type': type } });
    const broken = await post('/ext/token', '{"grant_type":');
    expect([broken.status, (await broken.json()).code]).toEqual([400, 'bad-request']);
    const odd = await post('/ext/token', '{"grant_type":"password"}');
    expect([odd.status, (await odd.json()).code]).toEqual([400, 'bad-request']);
    const large = await post('/ext/token', 'a'.repeat(100_000));
    expect([large.status, (await large.json()).code]).toEqual([413, 'bad-request']);
    const nowhere = await fetch(`${school.url}/admin`);
    expect([nowhere.status, (await nowhere.json()).code]).toEqual([404, 'not-found']);
    const anonymous = await fetch(`${school.url}/session`);
    expect([anonymous.status, (await anonymous.json()).code]).toEqual([401, 'token-missing']);
    const health = await fetch(`${school.url}/health`);
    expect(await health.json()).toMatchObject({
      status: 'ok',
      calls: { status: 'unavailable', reason: expect.any(String) },
    });
  });
});
