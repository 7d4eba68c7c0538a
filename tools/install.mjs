// Installs what is missing before `npm start`, `npm test` and `npm run build`; does nothing when nothing changed.
// Plain JavaScript for the Node that the machine has (20 or later), without any package.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findLivekit, installLivekit } from '../backend/calls/livekit-binary.mjs';
import { findChromium } from './chromium.mjs';
import { findFirefox } from './firefox.mjs';
import { missingForTests, nodeProblem, ownNode } from './requirements.mjs';
import { findS3Server, installS3Server } from './s3-server.mjs';

const goal = process.argv[2] ?? 'start';
const say = (line) => process.stdout.write(`${line}\n`);

/** One sentence, no stack, exit 1. */
function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** Runs a command to its end; resolves with whether it went well. It ends when we are asked to end. */
function run(command, args, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.once(signal, () => {
        child.kill(signal);
        process.exit(1);
      });
    }
    child.on('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(false);
    });
    child.on('exit', (code) => resolve(code === 0));
  });
}

const machine = { version: process.versions.node, platform: process.platform, arch: process.arch };

function checkNode(own) {
  const problem = nodeProblem({ ...machine, ...(own === undefined ? {} : { own }) });
  if (problem) fail(problem);
}

async function installPackages() {
  const stamp = join('node_modules', '.installed');
  const hash = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  say('Installing packages (npm ci)…');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const isDone = npm ? await run(process.execPath, [npm, ...args]) : await run('npm', args);
  if (!isDone) fail('npm ci failed: its reason is above.');
  // The package for this platform is optional for npm: it may be missing, or be for another C library.
  const own = ownNode(machine);
  if (own) checkNode(spawnSync(own, ['--version'], { encoding: 'utf8' }).stdout ?? '');
  writeFileSync(stamp, hash);
}

const isDebian = () => existsSync('/etc/debian_version');
const isRoot = () => process.getuid?.() === 0;
const isInstalled = (name) => spawnSync('dpkg', ['-s', name], { stdio: 'ignore' }).status === 0;

/** Debian packages that the tests need: the browsers, the fonts of the screenshots, openssl for the stand-in's TLS. */
const DEBIAN_PACKAGES = ['chromium', 'firefox-esr', 'fonts-inter', 'fonts-noto-color-emoji', 'openssl'];

async function installDebianPackages() {
  const missing = DEBIAN_PACKAGES.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  say(`Installing ${missing.join(', ')} (apt-get)…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const isDone =
    (await run('apt-get', ['update', '-q'], env)) &&
    (await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...missing], env));
  if (!isDone) fail(`apt-get could not install ${missing.join(', ')}: its reason is above.`);
}

async function installForTests() {
  if (isDebian() && isRoot()) await installDebianPackages();
  const problem = missingForTests({
    chromium: findChromium(process.env) !== undefined,
    firefox: findFirefox(process.env) !== undefined,
    openssl: spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0,
  });
  if (problem) fail(problem);
}

/** Tests run against a real S3 server. */
async function installS3ForTests() {
  const { VERSITYGW_BIN } = process.env;
  if (findS3Server(process.env)) return;
  if (VERSITYGW_BIN) fail(`VERSITYGW_BIN names no program: ${VERSITYGW_BIN}`);
  say('Installing versitygw, the S3 server of the tests (once, into the cache of the user)…');
  await installS3Server(say).catch((error) => fail(error.message));
}

/** Tests cannot do without LiveKit; everything else can. */
async function installCalls(isNeeded) {
  const { LIVEKIT_URL, LIVEKIT_BIN } = process.env;
  if ((LIVEKIT_URL && !isNeeded) || findLivekit(process.env)) return;
  try {
    if (LIVEKIT_BIN) throw new Error(`LIVEKIT_BIN names no program: ${LIVEKIT_BIN}`);
    say('Installing LiveKit (once, into the cache of the user)…');
    await installLivekit(say);
  } catch (error) {
    const sentence = `LiveKit is not installed, so calls are unavailable: ${error.message}`;
    if (isNeeded) fail(sentence);
    say(sentence);
  }
}

checkNode();
await installPackages();
if (goal === 'test') {
  await installForTests();
  await installS3ForTests();
}
if (goal !== 'build') await installCalls(goal === 'test');
