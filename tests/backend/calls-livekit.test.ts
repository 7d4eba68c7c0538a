import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { createLivekit } from '../../backend/calls/livekit.ts';
import { findLivekit, livekitCachePath } from '../../backend/calls/livekit-binary.mjs';
import { type LivekitServerStatus, superviseLivekit } from '../../backend/calls/livekit-server.ts';
import {
  freeTcpPort,
  freeUdpPort,
  livekitBinary,
  livekitPid,
  openSchool,
  processesWith,
  startOpen,
  until,
} from './calls-school.ts';

const GUARD = fileURLToPath(new URL('../../backend/guard.ts', import.meta.url));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const folders: string[] = [];
function folder(name: string): string {
  const made = mkdtempSync(join(tmpdir(), name));
  folders.push(made);
  return made;
}
afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

async function options() {
  return {
    binary: livekitBinary(),
    port: await freeTcpPort(),
    udpPort: await freeUdpPort(),
    webhookUrl: `http://127.0.0.1:${await freeTcpPort()}/livekit/webhook`,
    apiKey: 'key',
    apiSecret: 'a secret of more than thirty-two characters',
    dataDir: folder('livekit-'),
    log: pino({ level: 'silent' }),
  };
}

test('CALL11 a guarded command ends when its owner is killed with SIGKILL', async () => {
  const code = `const { spawn } = require('node:child_process');
    const guard = spawn(process.execPath, [${JSON.stringify(GUARD)}, 'sleep', '1234.5'], { stdio: ['pipe', 'inherit', 'inherit'] });
    console.log(guard.pid); setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'ignore'] });
  const guard = Number(await new Promise<string>((resolve) => owner.stdout.once('data', (data) => resolve(`${data}`))));
  const sleeping = () =>
    processesWith('sleep 1234.5').filter((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'sleep');
  const [child] = await until('the command', () => sleeping().length > 0 && sleeping());
  owner.kill('SIGKILL');
  await until('guard and command to end', () => !isAlive(guard) && !isAlive(child ?? 0), 3000);
});

test('CALL11 a command that ignores SIGTERM is killed all the same, and signals are passed on', async () => {
  const stubborn = spawn(process.execPath, [GUARD, 'sh', '-c', "trap '' TERM; echo up; while :; do sleep 0.1; done"], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await new Promise((resolve) => stubborn.stdout.once('data', resolve));
  stubborn.stdin.end();
  await new Promise((resolve) => stubborn.once('exit', resolve));
  const polite = spawn(
    process.execPath,
    [GUARD, 'sh', '-c', "trap 'exit 7' INT; echo up; while :; do sleep 0.1; done"],
    {
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  await new Promise((resolve) => polite.stdout.once('data', resolve));
  polite.kill('SIGINT');
  expect(await new Promise((resolve) => polite.once('exit', resolve))).toBe(7);
});

test('CALL12 LiveKit gets a private configuration and is gone after stop', async () => {
  const given = await options();
  const server = superviseLivekit(given);
  await until('LiveKit', () => server.status().status === 'running');
  const file = join(given.dataDir, `livekit-${given.port}.yaml`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await createLivekit({ ...given, url: server.url }).rooms()).toEqual([]);
  const pid = livekitPid(given.port);
  expect(pid).toBeDefined();
  await server.stop();
  expect(isAlive(pid ?? 0)).toBe(false);
});

test('CALL13 a taken port is the reason, and LiveKit starts by itself when it is free', async () => {
  const given = await options();
  const other = createServer().listen(given.port, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const seen: LivekitServerStatus[] = [];
  const server = superviseLivekit({ ...given, onStatus: (status) => seen.push(status) });
  await until('the reason', () => server.status().status === 'waiting');
  expect(seen).toContainEqual({ status: 'waiting', reason: { kind: 'port-taken', port: given.port } });
  await new Promise((resolve) => other.close(resolve));
  await until('LiveKit', () => server.status().status === 'running');
  await server.stop();
});

test('CALL14 a LiveKit that was killed comes back, with the rooms of the live calls', async () => {
  const school = await openSchool();
  await until('LiveKit', () => school.calls.status().status === 'available');
  const chatId = 'algebra';
  await startOpen(school, 'elena', chatId);
  const ticket = await school.calls.commands['call:join'](school.as('anna'), { chatId, deviceId: 'device-1' });
  if (ticket.status !== 'live') throw new Error('not live');
  // LiveKit checks a ticket against its rooms without media; of a room that it does not know it says 404.
  const url = `${ticket.url.replace(/^ws/, 'http')}/rtc/validate?access_token=${ticket.token}`;
  expect((await fetch(url)).status).toBe(200);
  const pid = livekitPid(school.livekitPort);
  await school.killLivekit();
  await until('the status to say so', () => school.calls.status().status === 'unavailable');
  await until('LiveKit again', () => school.calls.status().status === 'available');
  expect(livekitPid(school.livekitPort)).not.toBe(pid);
  expect((await fetch(url)).status).toBe(200);
  await school.close();
});

test('CALL15 a LiveKit is looked for in LIVEKIT_BIN, then in the cache, then on the PATH', () => {
  const home = folder('home-');
  const cached = livekitCachePath({ HOME: home, XDG_CACHE_HOME: join(home, 'cache') });
  expect(cached.startsWith(join(home, 'cache', 'peremenka', 'livekit'))).toBe(true);
  const env = { HOME: home, PATH: '/nowhere' };
  expect(findLivekit(env)).toBeUndefined();
  expect(findLivekit({ ...env, LIVEKIT_BIN: livekitBinary() })).toBe(livekitBinary());
  expect(
    findLivekit({ LIVEKIT_BIN: '/nowhere/livekit-server', HOME: process.env.HOME ?? '', PATH: '' }),
  ).toBeUndefined();
});
