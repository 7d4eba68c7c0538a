import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { EXTENSION_ID } from '../../backend/config.ts';
import { openDatabase } from '../../backend/storage/database.ts';
import { keyOfSources } from '../../demo/launcher/build.ts';
import { ROOT } from '../../demo/launcher/child.ts';
import { until } from '../backend/calls-school.ts';
import { chromiumPath } from '../browsers/chromium.ts';
import { pidsWith } from '../journeys/processes.ts';
import {
  aliveIn,
  freePorts,
  goneWithin,
  type Launcher,
  launch,
  startEnvironment,
  temporaryFolder,
} from './launcher.ts';

const TWO_MINUTES = 120_000;
/** What the launcher promises, ms. */
const END_WITHIN = 5000;

const folders: string[] = [];
const launchers: Launcher[] = [];

function folder(): string {
  const made = temporaryFolder();
  folders.push(made);
  return made;
}

/** One build for those that are not about building: for one address, one after the other. */
const built = temporaryFolder();
const { PORT } = await freePorts();

/** A start on data of its own: other starts are not touched. */
async function begin(env: Record<string, string | undefined> = {}, command?: string[]): Promise<Launcher> {
  const ports = { ...(await freePorts()), ...(env.EXTENSION_OUT_DIR ? {} : { PORT }) };
  const launcher = launch({ ...ports, DATA_DIR: folder(), EXTENSION_OUT_DIR: built, ...env }, command);
  launchers.push(launcher);
  return launcher;
}

/** The status of an address; by 127.0.0.1, because not every resolver knows names under localhost. */
function statusOf(address: string): Promise<number | undefined> {
  const url = new URL(address);
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: url.port, path: '/', headers: { host: url.host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject).end();
  });
}

async function countMessages(dataDir: string): Promise<number> {
  const db = await openDatabase(join(dataDir, 'peremenka.sqlite'));
  const { count } = await db
    .selectFrom('messages')
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  await db.destroy();
  return Number(count);
}

/** A start that must fail: one sentence, no stack, exit 1, nothing left of it. */
async function refusal(env: Record<string, string | undefined>): Promise<string> {
  const before = env.DATA_DIR ? aliveIn(env.DATA_DIR) : [];
  const launcher = await begin(env);
  expect(await launcher.exit()).toBe(1);
  const said = launcher.stderr();
  expect(said).not.toMatch(/^\s+at |node:internal/m);
  expect(said.trim().split('\n')).toHaveLength(1);
  expect(launcher.stdout()).not.toMatch(/^ready /m);
  expect(launcher.alive()).toEqual(before);
  return said.trim();
}

afterEach(async () => {
  for (const launcher of launchers.splice(0)) {
    launcher.child.kill('SIGTERM');
    await launcher.exit();
    await goneWithin(launcher, END_WITHIN);
  }
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

describe('a start', { timeout: TWO_MINUTES }, () => {
  test('START1 START2 says what it does, is ready with every address, and brings a killed server back', async () => {
    rmSync(built, { recursive: true, force: true });
    const launcher = await begin();
    const ready = await launcher.ready();
    const lines = launcher.stdout().trim().split('\n');
    expect(lines.filter((line) => line.startsWith('Building'))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('Starting')).length).toBeGreaterThanOrEqual(3);
    expect(lines.at(-1)).toMatch(/^ready \{/);
    expect(lines.some((line) => line.includes('Load unpacked') && line.includes(ready.extension))).toBe(true);
    expect(launcher.stderr()).toBe('');

    expect(ready.calls).toEqual({ status: 'available' });
    expect(new URL(ready.diary).hostname).toBe('epos.localhost');
    expect(await statusOf(`${ready.diary}/`)).toBe(200);
    expect((await fetch(`${ready.server}/health`)).status).toBe(200);
    expect((await fetch(ready.vkid)).status).toBeLessThan(500);
    expect(existsSync(join(ready.extension, 'manifest.json'))).toBe(true);

    const [server = 0, ...others] = pidsWith('backend/main.ts', `DATA_DIR=${launcher.dataDir}`);
    expect(others).toEqual([]);
    process.kill(server, 'SIGKILL');
    await until('the server to be back', () => launcher.stdout().includes('The server is back.'));
    await until('calls', async () => {
      const health = await fetch(`${ready.server}/health`).then((response) => response.json());
      return health.calls.status === 'available';
    });

    launcher.child.kill('SIGTERM');
    await goneWithin(launcher, END_WITHIN);
    expect(await launcher.exit()).toBe(0);
  });

  test('START3 START4 START12 a second start builds nothing, keeps what was written; without LiveKit all else is up; Ctrl-C ends all', async () => {
    const dataDir = folder();
    const first = await begin({ DATA_DIR: dataDir });
    await first.ready();
    first.child.kill('SIGINT');
    await goneWithin(first, END_WITHIN);
    const before = await countMessages(dataDir);
    expect(before).toBeGreaterThan(100);
    // Ended in order: the log of the database is written back.
    expect(readdirSync(dataDir).filter((name) => name.endsWith('-wal'))).toEqual([]);
    const db = await openDatabase(join(dataDir, 'peremenka.sqlite'));
    const one = await db.selectFrom('messages').selectAll().limit(1).executeTakeFirstOrThrow();
    await db.updateTable('messages').set({ text: 'Своё' }).where('clientId', '=', one.clientId).execute();
    await db.destroy();

    const second = await begin({ DATA_DIR: dataDir, LIVEKIT_BIN: '/nowhere' });
    const ready = await second.ready();
    expect(second.stdout()).not.toContain('Building');
    expect(existsSync(join(ready.extension, 'manifest.json'))).toBe(true);
    expect(ready.calls.status).toBe('unavailable');
    expect(ready.calls.status === 'unavailable' && ready.calls.reason).toMatch(/\S/);
    expect(await statusOf(ready.diary)).toBe(200);
    expect((await fetch(`${ready.server}/health`)).status).toBe(200);
    expect((await fetch(ready.vkid)).status).toBeLessThan(500);
    // As a terminal does it: to everybody at once.
    for (const pid of pidsWith('', `DATA_DIR=${dataDir}`)) process.kill(pid, 'SIGINT');
    await goneWithin(second, END_WITHIN);
    expect(await countMessages(dataDir)).toBe(before);
    const again = await openDatabase(join(dataDir, 'peremenka.sqlite'));
    const kept = await again
      .selectFrom('messages')
      .selectAll()
      .where('clientId', '=', one.clientId)
      .executeTakeFirstOrThrow();
    await again.destroy();
    expect(kept.text).toBe('Своё');
  });

  test('START5 START6 two starts at once build into one folder; each ends when its parent or itself is killed', async () => {
    const out = folder();
    // A program between us and the launcher, as npm is.
    const parent = `const { spawn } = require('node:child_process');
      spawn(process.execPath, ['demo/start.ts'], { stdio: 'inherit' }); setInterval(() => {}, 1000);`;
    const [orphan, killed] = await Promise.all([
      begin({ EXTENSION_OUT_DIR: out }, [process.execPath, '-e', parent]),
      begin({ EXTENSION_OUT_DIR: out }),
    ]);
    const both = await Promise.all([orphan.ready(), killed.ready()]);
    expect(both.map((ready) => ready.extension)).toEqual(Array(2).fill(join(out, 'chrome-mv3-demo')));
    expect(readdirSync(out)).toEqual(['chrome-mv3-demo', 'web']);
    expect(readdirSync(join(out, 'chrome-mv3-demo'))).toContain('manifest.json');

    expect(orphan.alive().length).toBeGreaterThanOrEqual(4);
    orphan.child.kill('SIGKILL');
    killed.child.kill('SIGKILL');
    await Promise.all([goneWithin(orphan, END_WITHIN), goneWithin(killed, END_WITHIN)]);
  });

  test('START6 an end in the middle of the build leaves nothing', async () => {
    const out = folder();
    const launcher = await begin({ EXTENSION_OUT_DIR: out });
    await until('the build', () => launcher.alive().some((line) => line.includes('wxt.mjs')), 60_000);
    launcher.child.kill('SIGTERM');
    await goneWithin(launcher, END_WITHIN);
    expect(await launcher.exit()).toBe(0);
    expect(launcher.stderr()).toBe('');
    expect(readdirSync(out)).toEqual([]);
  });

  test('START6 a build ends with a killed launcher', async () => {
    const launcher = await begin({ EXTENSION_OUT_DIR: folder() });
    await until('the build', () => launcher.alive().some((line) => line.includes('wxt.mjs')), 60_000);
    launcher.child.kill('SIGKILL');
    await goneWithin(launcher, END_WITHIN);
  });

  test.each([
    ['no display', { NO_BROWSER: '' }],
    ['a display that is not there', { NO_BROWSER: '', DISPLAY: ':4711' }],
    ['no browser', { NO_BROWSER: '', DISPLAY: ':4711', CHROMIUM_BIN: '/nowhere' }],
  ])('START7 with %s it is ready all the same, and says how to load the folder', async (_, env) => {
    const launcher = await begin({ ...env, LIVEKIT_BIN: '/nowhere' });
    const ready = await launcher.ready();
    expect(launcher.stdout()).toContain(`"Load unpacked", ${ready.extension}`);
  });

  test('START8 opens a browser on the diary, with the extension in it, and ends it too', async () => {
    // A real browser that needs no display: the launcher does not know.
    const bin = folder();
    const wrapper = join(bin, 'chromium');
    writeFileSync(
      wrapper,
      `#!/bin/sh\nexec ${chromiumPath()} --headless=new --disable-gpu --remote-debugging-port=0 "$@"\n`,
    );
    chmodSync(wrapper, 0o755);
    const launcher = await begin({ NO_BROWSER: '', DISPLAY: ':4711', CHROMIUM_BIN: wrapper, LIVEKIT_BIN: '/nowhere' });
    const ready = await launcher.ready();
    expect(launcher.stdout()).not.toContain('Load unpacked');
    const [port = ''] = readFileSync(join(launcher.dataDir, 'browser', 'DevToolsActivePort'), 'utf8').split('\n');
    const targets = await fetch(`http://127.0.0.1:${port}/json/list`).then((response) => response.text());
    expect(targets).toContain(`"url": "${ready.diary}/`);
    expect(targets).toContain(`chrome-extension://${EXTENSION_ID}/background.js`);
    expect(launcher.alive().some((line) => line.includes(`--user-data-dir=${launcher.dataDir}`))).toBe(true);
    launcher.child.kill('SIGTERM');
    await goneWithin(launcher, END_WITHIN);
  });
});

describe('a start that cannot be', { timeout: TWO_MINUTES }, () => {
  test.each(['PORT', 'DIARY_PORT', 'VKID_PORT', 'LIVEKIT_PORT'])('START9 a taken %s is named', async (name) => {
    const ports = await freePorts();
    const taken = ports[name as keyof typeof ports];
    const other: Server = createServer();
    await new Promise<void>((listening) => other.listen(Number(taken), '127.0.0.1', listening));
    try {
      expect(await refusal({ ...ports })).toBe(
        `${name}: ${taken} is taken by another program. Set ${name} to another port.`,
      );
    } finally {
      other.close();
    }
  });

  test('START9 a taken UDP port is named', async () => {
    const other = createSocket('udp4');
    await new Promise<void>((bound) => other.bind(0, '127.0.0.1', bound));
    try {
      const { port } = other.address();
      const said = await refusal({ LIVEKIT_UDP_PORT: String(port) });
      expect(said).toContain(`LIVEKIT_UDP_PORT: ${port} is taken`);
    } finally {
      other.close();
    }
  });

  test.each([
    ['out of range', { VKID_PORT: '70000' }, 'VKID_PORT: expected a port from 1 to 65535, got "70000"'],
    ['nought', { PORT: '0' }, 'PORT: expected a port from 1 to 65535, got "0"'],
    ['no number', { DIARY_PORT: 'diary' }, 'DIARY_PORT: expected a port from 1 to 65535, got "diary"'],
    ['wanted twice', { PORT: '4999', DIARY_PORT: '4999' }, 'DIARY_PORT: 4999 is PORT already.'],
    ['without its key', { LIVEKIT_URL: 'ws://127.0.0.1:1' }, 'LIVEKIT_URL needs LIVEKIT_API_KEY'],
  ])('START9 a value that is %s is named', async (_, env, sentence) => {
    expect(await refusal(env)).toContain(sentence);
  });

  test('START10 a DATA_DIR that is a file, or under one, is named', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    expect(await refusal({ DATA_DIR: file })).toContain(`DATA_DIR cannot be used: ${file}`);
    expect(await refusal({ DATA_DIR: join(file, 'below') })).toContain(`DATA_DIR cannot be used: ${file}/below`);
  });

  test('START10 a DATA_DIR with a foreign database in it is named, and so is one in the way of it', async () => {
    const foreign = folder();
    writeFileSync(join(foreign, 'peremenka.sqlite'), 'Not a database, but a text that is long enough. '.repeat(50));
    expect(await refusal({ DATA_DIR: foreign })).toContain(`DATA_DIR cannot be used: ${foreign}/peremenka.sqlite`);
    const blocked = folder();
    mkdirSync(join(blocked, 'peremenka.sqlite'));
    expect(await refusal({ DATA_DIR: blocked })).toContain(`DATA_DIR cannot be used: ${blocked}/peremenka.sqlite`);
  });

  test('START10 a DATA_DIR that a running start has is named', async () => {
    const first = await begin({ LIVEKIT_BIN: '/nowhere' });
    await first.ready();
    const ports = await freePorts();
    expect(await refusal({ ...ports, DATA_DIR: first.dataDir, LIVEKIT_BIN: '/nowhere' })).toContain(first.dataDir);
  });
});

test('START11 run from another folder it is the same', { timeout: TWO_MINUTES }, async () => {
  const cwd = folder();
  const ports = { ...(await freePorts()), PORT };
  const env = startEnvironment({ ...ports, NO_BROWSER: '1', EXTENSION_OUT_DIR: built, DATA_DIR: 'here' });
  const child = spawn(process.execPath, [join(ROOT, 'demo/start.ts')], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await until('ready', () => /^ready /m.test(said), 60_000);
  expect(existsSync(join(cwd, 'here', 'peremenka.sqlite'))).toBe(true);
  child.kill('SIGTERM');
  await new Promise((exited) => child.once('exit', exited));
});

test('START12 a source that was written, added or taken away since, and another server, make another build', async () => {
  const root = folder();
  mkdirSync(join(root, 'client/call'), { recursive: true });
  writeFileSync(join(root, 'client/call/room.ts'), 'one');
  writeFileSync(join(root, 'package.json'), '{}');
  const key = () => keyOfSources(root, 'http://127.0.0.1:4100');
  const keys = [await key(), await keyOfSources(root, 'http://127.0.0.1:4101')];
  writeFileSync(join(root, 'client/call/room.ts'), 'other');
  keys.push(await key());
  writeFileSync(join(root, 'client/call/hand.ts'), '');
  keys.push(await key());
  rmSync(join(root, 'package.json'));
  keys.push(await key());
  expect(new Set(keys).size).toBe(5);
  expect(await key()).toBe(keys.at(-1));
});
