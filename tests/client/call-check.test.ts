import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CheckDeps, runCheck } from '../../client/call/check.ts';
import { pathOf } from '../../client/call/check-media.ts';
import { reportOf } from '../../components/call/check-report.ts';
import { ru } from '../../i18n/ru.ts';

const PIECE = Buffer.alloc(1_000_000);
let url = '';
let received = 0;
const server = createServer((request, response) => {
  if (request.url === '/health') return response.end('{}');
  if (request.url !== '/check/secret-of-one') return response.writeHead(404).end();
  request.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  request.on('end', () => (request.method === 'POST' ? response.writeHead(204).end() : response.end(PIECE)));
  return response;
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const media = { url: 'ws://livekit', token: 'token-of-one' };
const deps = (change: Partial<CheckDeps> = {}): CheckDeps => ({
  serverUrl: url,
  online: async () => {},
  ticket: async () => ({ media, speedPath: '/check/secret-of-one' }),
  checkMedia: async () => ({ path: 'udp', roundTrip: 12, detours: ['relay'] }),
  ...change,
});
async function found(change: Partial<CheckDeps> = {}) {
  const { lines, done } = runCheck(deps(change));
  await done;
  return Object.fromEntries(lines.value.map(({ name, ...rest }) => [name, rest]));
}

describe('CALL85 the lines of a check', () => {
  test('CALL85 where all is well every line is good, and both speeds were measured by bytes that went', async () => {
    const lines = await found();
    expect(Object.values(lines).map(({ state }) => state)).toEqual(Array(6).fill('good'));
    expect(lines.udp?.value).toBe(12);
    expect(lines.download?.value).toBeGreaterThan(0);
    expect(received).toBeGreaterThanOrEqual(1_000_000);
  });

  test('CALL85 a network without UDP is weak, and the way round is known to work', async () => {
    const lines = await found({ checkMedia: async () => ({ path: 'relay', roundTrip: 80, detours: ['relay'] }) });
    expect(lines.udp).toMatchObject({ state: 'weak', hint: 'no-udp' });
    expect(lines.detour).toMatchObject({ state: 'good', value: 80 });
  });

  test('CALL85 a server without a way round, one without calls, and media that do not come are told apart', async () => {
    const bare = await found({ checkMedia: async () => ({ path: 'udp', roundTrip: 5, detours: [] }) });
    expect(bare.detour).toEqual({ state: 'skipped', hint: 'no-detour' });
    const none = await found({ ticket: async () => ({ media: null, speedPath: '/check/secret-of-one' }) });
    expect(none.udp).toEqual({ state: 'bad', hint: 'no-calls' });
    expect(none.upload?.state).toBe('good');
    const lost = await found({ checkMedia: () => Promise.reject(new Error('no')) });
    expect(lost.udp).toEqual({ state: 'bad', hint: 'no-media' });
    expect(lost.detour).toEqual({ state: 'bad', hint: 'no-media' });
  });

  test('CALL85 each way round is tried until one is reached, and all of them shut is no trouble of the media', async () => {
    const tried: string[] = [];
    const reaching = (reached: string): CheckDeps['checkMedia'] => {
      return async (_ticket, only) => {
        tried.push(only);
        if (only === 'any') return { path: 'udp', roundTrip: 5, detours: ['relay', 'tcp'] };
        if (only !== reached) throw new Error('shut');
        return { path: only, roundTrip: 9, detours: [] };
      };
    };
    expect((await found({ checkMedia: reaching('tcp') })).detour).toEqual({ state: 'good', value: 9 });
    expect(tried.splice(0)).toEqual(['any', 'relay', 'tcp']);
    expect((await found({ checkMedia: reaching('relay') })).detour?.state).toBe('good');
    expect(tried.splice(0)).toEqual(['any', 'relay']);
    const shut = await found({ checkMedia: reaching('nothing') });
    expect(shut.detour).toEqual({ state: 'bad', hint: 'detour-shut' });
    expect(shut.udp?.state).toBe('good');
  });

  test('CALL85 without a socket what needs one is not checked, without a server its line is bad', async () => {
    const lines = await found({ online: () => Promise.reject(new Error('offline')) });
    expect(lines.server?.state).toBe('good');
    expect(lines.socket).toEqual({ state: 'bad', hint: 'no-socket' });
    for (const name of ['udp', 'detour', 'download', 'upload']) expect(lines[name]?.state).toBe('skipped');
    expect((await found({ serverUrl: 'http://127.0.0.1:9' })).server).toEqual({ state: 'bad', hint: 'no-server' });
  });

  test('CALL85 the way of the media is that of the pair in use', () => {
    const report = (local: object, pair: object = {}) =>
      new Map<string, RTCStats>(
        [
          { id: 't', type: 'transport', selectedCandidatePairId: 'p' },
          { id: 'other', type: 'candidate-pair', localCandidateId: 'x', nominated: true, state: 'succeeded' },
          { id: 'p', type: 'candidate-pair', localCandidateId: 'l', currentRoundTripTime: 0.031, ...pair },
          { id: 'l', type: 'local-candidate', ...local },
        ].map((one) => [one.id, one as unknown as RTCStats]),
      );
    expect(pathOf(report({ protocol: 'udp', candidateType: 'host' }))).toEqual({ path: 'udp', roundTrip: 31 });
    expect(pathOf(report({ protocol: 'tcp', candidateType: 'host' }))?.path).toBe('tcp');
    expect(pathOf(report({ protocol: 'udp', candidateType: 'relay' }))?.path).toBe('relay');
    expect(pathOf(new Map())).toBeNull();
  });
});

test('CALL86 the report tells each line, browser and host, and no secret and no label', async () => {
  const { lines, done } = runCheck(deps());
  await done;
  const track = { label: 'Микрофон Анны', id: 'track' } as MediaStreamTrack;
  const report = reportOf(ru, {
    lines: lines.value,
    microphone: { status: 'on', track },
    camera: { status: 'failed', error: 'busy' },
    userAgent: 'Chromium 156',
    serverUrl: 'https://user:password@school.example/path?token=abc',
    at: new Date(0),
  });
  for (const { name } of lines.value) expect(report).toContain(ru.check.lines[name]);
  expect(report).toContain('school.example');
  expect(report).toContain('Chromium 156');
  expect(report).toContain(`${ru.check.lines.camera}: ${ru.check.busy}`);
  for (const secret of ['secret-of-one', 'token', 'password', 'Анны', 'livekit', '/path']) {
    expect(report).not.toContain(secret);
  }
});
