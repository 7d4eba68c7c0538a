// Finds or installs a program of a pinned version in the cache of the user. Plain JavaScript: it also runs on Node 20,
// before the project's own Node is there.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

export const suffix = process.platform === 'win32' ? '.exe' : '';

/**
 * Where the project keeps a program: outside the clone, so that a fresh clone finds it.
 * @param {{ folder: string, version: string, program: string }} pinned
 */
export function cachePath({ folder, version, program }, env = process.env) {
  const cache = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
  return join(cache, 'peremenka', folder, version, `${program}${suffix}`);
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
 * Path of a program, first hit wins: its variable, the cache folder, PATH; undefined where there is none. A variable
 * that names no program finds nothing: another binary in its place would surprise.
 */
export function findPinned(pinned, env = process.env) {
  const named = env[pinned.variable];
  if (named) return isExecutable(named) ? named : undefined;
  const onPath = (env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, `${pinned.program}${suffix}`));
  return [cachePath(pinned, env), ...onPath].find(isExecutable);
}

/** Runs a command to its end; rejects with its last line of output. */
export function run(command, args, options = {}) {
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

/** Whether Go can build what we pin: 1.26 or newer. */
export function hasGo() {
  const { stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', env: goEnvironment() });
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 26);
}

/** Builds a Go package as `name@version` into a folder; resolves with the program's path. */
export async function buildWithGo(packageName, folder) {
  await run('go', ['install', packageName], { env: { ...goEnvironment(), GOBIN: folder, CGO_ENABLED: '0' } });
  return join(folder, `${packageName.split('@')[0].split('/').at(-1)}${suffix}`);
}

/**
 * Puts a program into the cache folder and returns its path; one that is there is kept. `ways`: what is tried in
 * turn, each as `[line, way]`, where `way` gets a folder and resolves with the program's path in it. `log` gets a
 * line for what takes long. Throws one sentence that says what to do.
 */
export async function installPinned(pinned, ways, log = () => {}, env = process.env) {
  const target = cachePath(pinned, env);
  if (isExecutable(target)) return target;
  const parent = dirname(target);
  await mkdir(parent, { recursive: true });
  // In the same folder, so that the rename is atomic: half a binary is never found.
  const folder = await mkdtemp(join(parent, '.new-'));
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
  throw new Error(`${pinned.name} could not be installed: ${failures.join('; ')}`);
}
