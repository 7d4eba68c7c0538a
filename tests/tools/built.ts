import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT, run } from '../../demo/launcher/child.ts';

/** Builds the release for a browser into `out`; returns its folder. Rejects with what the build said. */
export async function buildRelease(out: string, browser: 'chrome' | 'firefox'): Promise<string> {
  const wxt = [`${ROOT}node_modules/wxt/bin/wxt.mjs`, 'build', '--browser', browser];
  const env = { EXTENSION_OUT_DIR: out, NODE_ENV: 'production', WXT_SERVER_URL: 'http://127.0.0.1:4100' };
  const { code, output } = await run(process.execPath, wxt, env);
  if (code !== 0) throw new Error(output);
  return join(out, browser === 'chrome' ? 'chrome-mv3' : 'firefox-mv2');
}

/** The files of a folder, as paths in it. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.join(entry.parentPath.slice(folder.length + 1), entry.name));
}

/** What an HTML page or a module takes in before it can begin, and with `later` also what it takes in afterwards. */
function takenBy(path: string, text: string, later: boolean): string[] {
  const patterns = path.endsWith('.html')
    ? [/<(?:script|link)\b[^>]*?\s(?:src|href)="([^"]+)"/g]
    : [/\b(?:from|import)\s*["'`](\.[^"'`]+)["'`]/g, ...(later ? [/\bimport\(\s*["'`](\.[^"'`]+)["'`]/g] : [])];
  return patterns
    .flatMap((pattern) => [...text.matchAll(pattern)].map(([, to = '']) => to))
    .filter((to) => !/^[a-z]+:/.test(to))
    .map((to) => (to.startsWith('/') ? to.slice(1) : posix.join(posix.dirname(path), to)));
}

/** A page or script of a build with everything it loads, as paths. */
export function loadedBy(folder: string, path: string, later = false): string[] {
  const found = new Set<string>();
  const queue = [path];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    queue.push(...takenBy(next, readFileSync(join(folder, next), 'utf8'), later));
  }
  return [...found];
}

/** How many bytes these files are, each packed by gzip. */
export function packedSize(folder: string, paths: string[]): number {
  return paths.reduce((sum, path) => sum + gzipSync(readFileSync(join(folder, path))).length, 0);
}
