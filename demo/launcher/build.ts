import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ConfigError } from '../../backend/config.ts';
import { ROOT, run } from './child.ts';

const NAME = 'chrome-mv3-demo';
/** Renames that another builder was faster at, before giving up. */
const TRIES = 50;

/** What a killed build left is removed by the next one after this time, ms. */
const STALE = 3_600_000;

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

/**
 * Builds the extension that knows the demo's hosts and this server, and the pages of the server; returns the
 * extension's folder, `chrome-mv3-demo` in `.output` or in `EXTENSION_OUT_DIR`. The builds run beside and are moved
 * there at the end: a browser or another start never meets half of one. Throws ConfigError with what a build said.
 */
export async function buildDemo(serverUrl: string, signal?: AbortSignal): Promise<string> {
  const out = outFolder();
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
    await putInPlace(join(beside, NAME), join(out, NAME), beside);
    await putInPlace(web, builtWeb(), beside);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
  return join(out, NAME);
}
