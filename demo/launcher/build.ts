import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ConfigError } from '../../backend/config.ts';
import { ROOT, run } from './child.ts';

const NAME = 'chrome-mv3-demo';
/** Renames that another builder was faster at, before giving up. */
const TRIES = 50;

/** What a killed build left is removed by the next one after this time, ms. */
const STALE = 3_600_000;

/** What both builds are made of, in the project's folder. */
const SOURCES = [
  ...['assets', 'client', 'components', 'diaries', 'entrypoints', 'i18n', 'protocol', 'public', 'tools', 'web'],
  ...['package-lock.json', 'package.json', 'wxt.config.ts'],
];
/** In the extension's folder: the key of what it was built of. */
const KEY_FILE = '.built-of';

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';

async function removeStale(out: string): Promise<void> {
  for (const name of (await readdir(out)).filter((one) => one.startsWith('.new-'))) {
    const made = await stat(join(out, name)).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > STALE) await rm(join(out, name), { recursive: true, force: true });
  }
}

/** Puts a finished folder in its place; of two builders at once the later one stays, and neither fails. */
async function putInPlace(finished: string, place: string, trash: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    await rename(place, join(trash, `old-${basename(place)}-${attempt}`)).catch((error) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
    try {
      return await rename(finished, place);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(codeOf(error)) || attempt === TRIES) throw error;
    }
  }
}

const outFolder = () => resolve(ROOT, process.env.EXTENSION_OUT_DIR || '.output');

/** Where the pages of the server are built to: `web` beside the extension. */
export const builtWeb = () => join(outFolder(), 'web');

/** Differs whenever a source was written since, was added or taken away, or another server is meant. */
export async function keyOfSources(root: string, serverUrl: string): Promise<string> {
  const hash = createHash('sha256').update(`${serverUrl}\n${process.version}\n`);
  for (const source of SOURCES) {
    const inside = await readdir(join(root, source), { recursive: true }).catch(() => []);
    for (const path of ['', ...inside.sort()]) {
      const found = await stat(join(root, source, path)).catch(() => undefined);
      if (found?.isFile()) hash.update(`${source}/${path} ${found.size} ${found.mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

/** Whether the last build was of these sources for this server. */
async function isBuilt(out: string, key: string): Promise<boolean> {
  const built = await readFile(join(out, NAME, KEY_FILE), 'utf8').catch(() => '');
  const places = [join(out, NAME, 'manifest.json'), join(builtWeb(), 'guest.html')];
  const found = await Promise.all(places.map((place) => stat(place).catch(() => undefined)));
  return built === key && !found.includes(undefined);
}

/**
 * Builds the extension that knows the demo's hosts and this server, and the pages of the server, unless the last build
 * was of the same; returns the extension's folder, `chrome-mv3-demo` in `.output` or in `EXTENSION_OUT_DIR`. The builds
 * run beside and are moved there at the end: a browser or another start never meets half of one. Throws ConfigError
 * with what a build said.
 */
export async function buildDemo(
  serverUrl: string,
  { signal, say }: { signal?: AbortSignal; say?: (line: string) => void } = {},
): Promise<string> {
  const out = outFolder();
  const key = await keyOfSources(ROOT, serverUrl);
  if (await isBuilt(out, key)) return join(out, NAME);
  say?.('Building the extension…');
  await mkdir(out, { recursive: true });
  await removeStale(out);
  const beside = await mkdtemp(join(out, '.new-'));
  const web = join(beside, 'web');
  // Vite would take over a NODE_ENV of ours, and build libraries for development.
  const env = { WXT_SERVER_URL: serverUrl, EXTENSION_OUT_DIR: beside, WEB_OUT_DIR: web, NODE_ENV: 'production' };
  async function build(what: string, command: string[]): Promise<void> {
    const { code, output } = await run(process.execPath, command, env, signal);
    if (code !== 0) throw new ConfigError(`${what} not built:\n${output.trim()}`);
  }
  try {
    const wxt = [join(ROOT, 'node_modules/wxt/bin/wxt.mjs'), 'build', '--mode', 'demo'];
    const vite = [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--config', 'web/vite.config.ts'];
    const building = [build('The extension was', wxt), build('The pages of the server were', vite)];
    // Both have ended before the folder goes.
    await Promise.allSettled(building);
    await Promise.all(building);
    await writeFile(join(beside, NAME, KEY_FILE), key);
    // Whoever finds the key finds the pages too.
    await putInPlace(web, builtWeb(), beside);
    await putInPlace(join(beside, NAME), join(out, NAME), beside);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
  return join(out, NAME);
}
