import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RoomServiceClient } from 'livekit-server-sdk';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LivekitServer, superviseLivekit } from '../../backend/calls/livekit-server.ts';
import { freeTcpPort, freeUdpPort, livekitBinary, openSchool, type School, until } from './calls-school.ts';

const access = { apiKey: 'key', apiSecret: 'a secret of more than thirty-two characters' };
const dataDir = mkdtempSync(join(tmpdir(), 'livekit-'));
let school: School;
let livekit: LivekitServer;

beforeAll(async () => {
  // A LiveKit whose key the test has, to look into it.
  const port = await freeTcpPort();
  livekit = superviseLivekit({
    ...{ binary: livekitBinary(), port, udpPort: await freeUdpPort(), ...access, dataDir },
    ...{ webhookUrl: `http://127.0.0.1:${port}/nowhere`, log: pino({ level: 'silent' }) },
  });
  await until('LiveKit', () => livekit.status().status === 'running');
  school = await openSchool({ external: { url: livekit.url, ...access } });
  await until('calls', () => school.calls.status().status === 'available');
});
afterAll(async () => {
  await school.close();
  await livekit.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const check = (person: string) => school.calls.commands['call:check'](school.as(person), {});
const claims = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

test('CALL87 S15 the ticket is for a room of one’s own, for two minutes, without any right in it', async () => {
  const anna = await check('anna');
  const ivan = await check('ivan');
  const { video, sub, nbf, exp, metadata, name } = claims(anna.media?.token ?? '');
  expect(video).toEqual({
    ...{ roomJoin: true, room: expect.stringMatching(/^check-[\w-]{24}$/) },
    ...{ canPublish: false, canSubscribe: false, canPublishData: false, canUpdateOwnMetadata: false },
  });
  expect(sub).toMatch(/^anna:check-[\w-]+$/);
  expect(exp - nbf).toBeLessThanOrEqual(120);
  expect([metadata, name]).toEqual([undefined, undefined]);
  expect(claims(ivan.media?.token ?? '').video.room).not.toBe(video.room);
  // The same check goes on: no room for each press, and nothing that LiveKit remembers of the last one.
  const again = claims((await check('anna')).media?.token ?? '');
  expect(again.video.room).toBe(video.room);
  expect(again.sub).not.toBe(sub);
});

test('CALL87 the room of a check is no call, and LiveKit deletes it soon when nobody is in it', async () => {
  const { room } = claims((await check('marina')).media?.token ?? '').video;
  const { call } = await school.calls.commands['call:state'](school.as('elena'), { chatId: 'algebra' });
  expect(call).toBeNull();
  const { apiKey, apiSecret } = access;
  const client = new RoomServiceClient(livekit.url.replace('ws', 'http'), apiKey, apiSecret);
  const [there] = await client.listRooms([room]);
  expect(there).toMatchObject({ emptyTimeout: 60, departureTimeout: 15, maxParticipants: 2 });
});

test('CALL88 the address gives and takes a million bytes at a time, to its owner’s limit and time only', async () => {
  const { speedPath } = await check('elena');
  const at = (path: string, init?: RequestInit) => fetch(school.url + path, init);
  const upload = (size: number) => ({
    ...{ method: 'POST', body: new Uint8Array(size) },
    headers: { 'content-type': 'application/octet-stream' },
  });
  const down = await at(speedPath);
  expect(down.headers.get('cache-control')).toBe('no-store');
  expect((await down.arrayBuffer()).byteLength).toBe(1_000_000);
  expect((await at(speedPath, upload(1_000_000))).status).toBe(204);
  expect((await at(speedPath, upload(1_000_001))).ok).toBe(false);
  expect((await at('/check/AAAAAAAAAAAAAAAAAAAAAAAA')).status).toBe(404);
  let status = 0;
  for (let piece = 0; piece < 100 && status !== 404; piece += 1) {
    const answer = await at(speedPath);
    await answer.arrayBuffer();
    status = answer.status;
  }
  expect(status).toBe(404);
  const other = await check('olga');
  expect((await at(other.speedPath, upload(10))).status).toBe(204);
  school.passTime(4 * 60_000);
  expect((await at(other.speedPath)).status).toBe(404);
});

test('CALL87 G12 without LiveKit the check says so, and the speed is measured all the same', async () => {
  const bare = await openSchool({ binary: undefined });
  try {
    const ticket = await bare.calls.commands['call:check'](bare.as('anna'), {});
    expect(ticket.media).toBeNull();
    expect((await fetch(bare.url + ticket.speedPath)).status).toBe(200);
  } finally {
    await bare.close();
  }
});
