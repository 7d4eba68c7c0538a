import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Scripts and styles that a built page loads before it shows anything: its own, and what those import. */
function firstLoad(root: string, page: string): string[] {
  const html = readFileSync(join(root, page), 'utf8');
  const found = [...html.matchAll(/(?:src|href)="\/?([^"]+\.(?:js|css))"/g)].map(([, path = '']) =>
    resolve(root, path),
  );
  const seen = new Set<string>();
  while (found.length > 0) {
    const file = found.pop() ?? '';
    if (seen.has(file)) continue;
    seen.add(file);
    if (!file.endsWith('.js')) continue;
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*"(\.[^"]+\.js)"/g)) {
      found.push(resolve(dirname(file), path));
    }
  }
  return [...seen];
}

const gzipped = (files: string[]) => files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0) / 1000;

/** What is loaded first, gzip, kB: content script, panel and call page of a built extension. */
export function measureSizes(root: string): { content: number; panel: number; call: number } {
  const scripts = join(root, 'content-scripts');
  return {
    content: gzipped(readdirSync(scripts).map((name) => join(scripts, name))),
    panel: gzipped(firstLoad(root, 'sidepanel.html')),
    call: gzipped(firstLoad(root, 'call.html')),
  };
}
