import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WireError } from '../../protocol/errors.ts';
import type { EventBatch } from '../../protocol/events.ts';
import type { Answer } from '../../protocol/socket.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import {
  ANNA,
  ELENA,
  MARIA,
  openSocket,
  type RunningSchool,
  startRunningSchool,
  type TestSocket,
} from './running-school.ts';

let school: RunningSchool;
let algebra: string;
let mariaId: string;
let anna: TestSocket;
let elena: TestSocket;
/** Texts of the chat's messages as Anna, who has it open, gets them. */
const seen: string[] = [];

beforeAll(async () => {
  school = await startRunningSchool();
  algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
  mariaId = await school.personId(MARIA);
  anna = await school.socket(await school.personId(ANNA));
  elena = await school.socket(await school.personId(ELENA));
  await anna.call('chat:open', { chatId: algebra, cursor: null });
  anna.raw.on('events', ({ events }: EventBatch) => {
    for (const event of events) if (event.type === 'message:sent') seen.push(event.message.text);
  });
});
afterAll(() => school?.close());
beforeEach(() => {
  seen.length = 0;
});

const stored = async (personId: string) => {
  const rows = await school.db
    .selectFrom('messages')
    .select('clientId')
    .where('chatId', '=', algebra)
    .where('senderId', '=', personId)
    .orderBy('ordinal')
    .execute();
  return rows.map(({ clientId }) => clientId);
};

/** The lesson goes on while somebody floods: each message is acknowledged, and comes to who listens, in order. */
async function lessonGoesOn(flood: () => Promise<unknown>): Promise<void> {
  const words = Array.from({ length: 10 }, (_, index) => `Задача ${index} ${randomUUID()}`);
  const flooding = flood();
  for (const text of words) await elena.call('message:send', { chatId: algebra, clientId: randomUUID(), text });
  await flooding;
  await anna.call('chat:read', { chatId: algebra, ordinal: 0 });
  expect(seen.filter((text) => text.startsWith('Задача'))).toEqual(words);
}

describe('ten thousand messages at once', () => {
  test('S17 G1 are refused beyond the limit with the time to wait, what was acknowledged is what is there, and others are served', async () => {
    // From several pages at once: the limit is the person's.
    const auth = { version: PROTOCOL_VERSION, token: await school.token(mariaId), personId: mariaId };
    const pages = await Promise.all([1, 2, 3].map(() => openSocket(school.url, auth)));
    const before = await stored(mariaId);
    const acked: { ordinal: number; clientId: string }[] = [];
    const refused: WireError[] = [];
    const startedAt = Date.now();
    await lessonGoesOn(() =>
      Promise.all(
        Array.from({ length: 10_000 }, async (_, index) => {
          const clientId = randomUUID();
          const input = { chatId: algebra, clientId, text: `Спам ${index}` };
          const raw = pages[index % pages.length]?.raw;
          const answer: Answer<{ ordinal: number }> = await raw?.timeout(60_000).emitWithAck('message:send', input);
          if (answer.ok) acked.push({ ordinal: answer.value.ordinal, clientId });
          else refused.push(answer.error);
        }),
      ),
    );
    expect(acked.length + refused.length).toBe(10_000);
    expect(acked.length).toBeGreaterThan(0);
    const windows = Math.ceil((Date.now() - startedAt) / 10_000);
    expect(acked.length).toBeLessThanOrEqual(100 * (windows + 1));
    for (const error of refused) {
      expect(error).toEqual({ code: 'rate-limited', retryAfterMs: expect.any(Number) });
      expect(error.retryAfterMs).toBeGreaterThan(0);
      expect(error.retryAfterMs).toBeLessThanOrEqual(10_000);
    }
    acked.sort((a, b) => a.ordinal - b.ordinal);
    expect(await stored(mariaId)).toEqual([...before, ...acked.map(({ clientId }) => clientId)]);
    // After that time, and not before, it is the same person's turn again.
    const [page] = pages as [TestSocket];
    const input = { chatId: algebra, clientId: randomUUID(), text: 'Извините' };
    const { retryAfterMs = 0 } = await page.refusal('message:send', input);
    await new Promise((done) => setTimeout(done, retryAfterMs + 50));
    expect((await page.call('message:send', input)).ordinal).toBeGreaterThan(0);
    for (const one of pages) one.close();
  }, 60_000);
});

describe('a flood of frames', () => {
  test.each([
    ['commands that there are none', (socket: TestSocket) => socket.raw.emit('no:such', { a: 1 }, () => {})],
    ['commands without an acknowledgement', (socket: TestSocket) => socket.raw.emit('message:send', {})],
    ['commands of the wrong shape', (socket: TestSocket) => socket.raw.emit('chat:open', { chatId: [] }, () => {})],
    [
      'what is no packet',
      (socket: TestSocket) =>
        (socket.raw.io as unknown as { engine: { write(text: string): void } }).engine.write('2["message:send",{'),
    ],
  ])('S17 %s, ten thousand of them, takes nothing from others', async (_what, shout) => {
    const socket = await school.socket(mariaId);
    const before = await stored(mariaId);
    await lessonGoesOn(async () => {
      for (let index = 0; index < 10_000; index++) {
        if (socket.raw.connected) shout(socket);
        if (index % 500 === 0) await new Promise((done) => setImmediate(done));
      }
    });
    expect(await stored(mariaId)).toEqual(before);
    socket.close();
  });

  test('S17 frames of two megabytes, a hundred of them, take nothing from others', async () => {
    const socket = await school.socket(mariaId);
    const before = await stored(mariaId);
    const text = 'я'.repeat(900_000);
    const codes = new Set<string>();
    await lessonGoesOn(() =>
      Promise.all(
        Array.from({ length: 100 }, async () => {
          const input = { chatId: algebra, clientId: randomUUID(), text };
          const answer: Answer<unknown> = await socket.raw.timeout(60_000).emitWithAck('message:send', input);
          codes.add(answer.ok ? 'ok' : answer.error.code);
        }),
      ),
    );
    codes.delete('rate-limited');
    expect([...codes]).toEqual(['text-too-long']);
    expect(await stored(mariaId)).toEqual(before);
    socket.close();
  });

  test('S17 connections opened and dropped, three hundred of them, take nothing from others', async () => {
    const auth = { version: PROTOCOL_VERSION, token: await school.token(mariaId), personId: mariaId };
    await lessonGoesOn(async () => {
      for (let round = 0; round < 10; round++) {
        const sockets = await Promise.all(Array.from({ length: 30 }, () => openSocket(school.url, auth)));
        for (const socket of sockets) socket.close();
      }
    });
  });
});
