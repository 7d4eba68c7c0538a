// Finds or installs the LiveKit server that calls run through. Plain JavaScript: it also runs on Node 20, before
// the project's own Node is there. `node backend/calls/livekit-binary.mjs` installs it and prints where it is.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** v1.13.0, v1.13.1 and later main carry `replace` lines, which `go install` refuses. */
export const LIVEKIT_VERSION = 'v1.13.5';
const PACKAGE = `github.com/livekit/livekit-server/cmd/server@${LIVEKIT_VERSION}`;
const RELEASE = `https://github.com/livekit/livekit/releases/download/${LIVEKIT_VERSION}`;

/** The release's archives by platform, with their SHA-256. */
const ARCHIVES = {
  'linux-x64': {
    name: 'livekit_1.13.5_linux_amd64.tar.gz',
    sha256: 'c020fac437b7cc9b776eef1ad5ea8af77be9acfa07602eca20a3a44930dfbc70',
  },
  'linux-arm64': {
    name: 'livekit_1.13.5_linux_arm64.tar.gz',
    sha256: '332015305518765fe05bad74fc3a9d9583e635e7dd130de3c4fc563d69c550f3',
  },
  'win32-x64': {
    name: 'livekit_1.13.5_windows_amd64.zip',
    sha256: '3ec7eaa76ef64063bf21f78364733703e0969612cb92ffd60661ed45fa4a8906',
  },
};

const suffix = process.platform === 'win32' ? '.exe' : '';

/** Where the project keeps the binary: outside the clone, so that a fresh clone finds it. */
export function livekitCachePath(env = process.env) {
  const cache = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
  return join(cache, 'peremenka', 'livekit', LIVEKIT_VERSION, `livekit-server${suffix}`);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Path of a LiveKit server, first hit wins: LIVEKIT_BIN, the cache folder, PATH; undefined where there is none.
 * A LIVEKIT_BIN that is not there finds nothing: another binary in its place would surprise.
 */
export function findLivekit(env = process.env) {
  if (env.LIVEKIT_BIN) return isExecutable(env.LIVEKIT_BIN) ? env.LIVEKIT_BIN : undefined;
  const onPath = (env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, `livekit-server${suffix}`));
  return [livekitCachePath(env), ...onPath].find(isExecutable);
}

/** Runs a command to its end; rejects with its last line of output. */
function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    let tail = '';
    child.stderr.on('data', (chunk) => {
      tail = `${tail}${chunk}`.slice(-2000);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve();
      reject(new Error(`${command} ended with ${code}: ${tail.trim().split('\n').at(-1) ?? ''}`));
    });
  });
}

/** Go's own installer leaves it to people to put its folder on PATH. */
const goEnvironment = () => ({ ...process.env, PATH: `${process.env.PATH ?? ''}${delimiter}/usr/local/go/bin` });

/** Whether Go can build this version: 1.26 or newer. */
function hasGo() {
  const { stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', env: goEnvironment() });
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 26);
}

async function buildWithGo(folder) {
  await run('go', ['install', PACKAGE], { env: { ...goEnvironment(), GOBIN: folder, CGO_ENABLED: '0' } });
  return join(folder, `server${suffix}`);
}

async function download(folder) {
  const archive = ARCHIVES[`${process.platform}-${process.arch}`];
  if (!archive) {
    const hint =
      process.platform === 'darwin' ? '`brew install livekit`' : 'Go 1.26, or livekit-server, and set LIVEKIT_BIN';
    throw new Error(`there is no checked release for ${process.platform}-${process.arch}: install ${hint}`);
  }
  const response = await fetch(`${RELEASE}/${archive.name}`, { signal: AbortSignal.timeout(300_000) });
  if (!response.ok) throw new Error(`${RELEASE}/${archive.name} answered ${response.status}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (sum !== archive.sha256) throw new Error(`${archive.name} has the checksum ${sum}, expected ${archive.sha256}`);
  const file = join(folder, archive.name);
  await writeFile(file, bytes);
  // bsdtar, which Windows has as `tar`, reads zip too.
  await run('tar', ['-xf', file, '-C', folder]);
  return join(folder, `livekit-server${suffix}`);
}

/**
 * Puts the pinned LiveKit server into the cache folder and returns its path; one that is there is kept.
 * Throws one sentence that says what to do. `log` gets a line for what takes long.
 */
export async function installLivekit(log = () => {}, env = process.env) {
  const target = livekitCachePath(env);
  if (isExecutable(target)) return target;
  const parent = dirname(target);
  await mkdir(parent, { recursive: true });
  // In the same folder, so that the rename is atomic: half a binary is never found.
  const folder = await mkdtemp(join(parent, '.new-'));
  const ways = hasGo() ? [[`building LiveKit ${LIVEKIT_VERSION} with Go (about two minutes)`, buildWithGo]] : [];
  ways.push([`downloading LiveKit ${LIVEKIT_VERSION}`, download]);
  const failures = [];
  try {
    for (const [line, way] of ways) {
      log(line);
      try {
        const made = await way(folder);
        await chmod(made, 0o755);
        await rename(made, target);
        return target;
      } catch (error) {
        failures.push(error.cause ? `${error.message} (${error.cause.message})` : error.message);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  throw new Error(`LiveKit could not be installed: ${failures.join('; ')}`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  installLivekit(console.error).then(console.log, (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
