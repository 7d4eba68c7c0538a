// Installs what is missing before `npm start`, `npm test` and `npm run build`; does nothing when nothing changed.
// Plain JavaScript for the Node that the machine has (20 or later), without any package.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findLivekit, installLivekit } from '../backend/calls/livekit-binary.mjs';
import { findChromium } from './chromium.mjs';

const NODE_NEEDED = 24;
/** Platforms for which npm has Node itself as a package (package.json, optionalDependencies). */
const NODE_PACKAGES = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'];

const goal = process.argv[2] ?? 'start';
const say = (line) => process.stdout.write(`${line}\n`);

/** One sentence, no stack, exit 1. */
function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) fail(`Node ${process.versions.node} is too old: install Node 20 or later.`);
  const platform = `${process.platform}-${process.arch}`;
  if (major < NODE_NEEDED && !NODE_PACKAGES.includes(platform)) {
    fail(`Node ${NODE_NEEDED} is needed, and npm has none for ${platform}: install Node ${NODE_NEEDED} or later.`);
  }
}

function installPackages() {
  const stamp = join('node_modules', '.installed');
  const hash = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  say('Installing packages (npm ci)…');
  const npm = process.env.npm_execpath;
  const command = npm ? process.execPath : 'npm';
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = spawnSync(command, npm ? [npm, ...args] : args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (result.status !== 0) fail('npm ci failed: its reason is above.');
  writeFileSync(stamp, hash);
}

const isDebian = () => existsSync('/etc/debian_version');
const isRoot = () => process.getuid?.() === 0;
const isInstalled = (name) => spawnSync('dpkg', ['-s', name], { stdio: 'ignore' }).status === 0;

/** Debian packages that the tests need: the browser, the fonts of the screenshots, openssl for the stand-in's TLS. */
const DEBIAN_PACKAGES = ['chromium', 'fonts-inter', 'fonts-noto-color-emoji', 'openssl'];

function installDebianPackages() {
  const missing = DEBIAN_PACKAGES.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  say(`Installing ${missing.join(', ')} (apt-get)…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { stdio: ['ignore', 'ignore', 'inherit'], env };
  try {
    execFileSync('apt-get', ['update', '-q'], options);
    execFileSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...missing], options);
  } catch {
    fail(`apt-get could not install ${missing.join(', ')}: its reason is above.`);
  }
}

function installBrowser() {
  if (isDebian() && isRoot()) installDebianPackages();
  if (!findChromium(process.env)) {
    fail('The tests need Chromium or Chrome: install it, or name it by CHROMIUM_BIN.');
  }
}

/** Tests cannot do without LiveKit; everything else can. */
async function installCalls(isNeeded) {
  if (process.env.LIVEKIT_URL || findLivekit(process.env)) return;
  say('Installing LiveKit (once, into the cache of the user)…');
  try {
    await installLivekit(say);
  } catch (error) {
    const sentence = `LiveKit is not installed, so calls are unavailable: ${error.message}`;
    if (isNeeded) fail(sentence);
    say(sentence);
  }
}

checkNode();
installPackages();
if (goal === 'test') installBrowser();
if (goal !== 'build') await installCalls(goal === 'test');
