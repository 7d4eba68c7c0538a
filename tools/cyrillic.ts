import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Where words of the screen, of foreign pages and of the demo may stand. */
const ROOMS = /^(i18n|diaries|demo|policy|docs|tests|public\/_locales)\/|^[^/]+$/;
const SOURCE = /\.(ts|tsx|mjs|mts|cjs|html|css|json)$/;

/** The text without comments: what a label is called may be said there. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/(^|\s)\/\/.*$/gm, '');
}

/** Lines of a source that hold Cyrillic outside comments, as `path:line`. */
export function cyrillicLines(path: string, text: string): string[] {
  if (ROOMS.test(path) || !SOURCE.test(path)) return [];
  return withoutComments(text)
    .split('\n')
    .flatMap((line, index) => (/[\u0400-\u04ff]/.test(line) ? [`${path}:${index + 1}`] : []));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' }).split('\n');
  const found = files.filter(Boolean).flatMap((path) => {
    try {
      return cyrillicLines(path, readFileSync(path, 'utf8'));
    } catch {
      return [];
    }
  });
  for (const place of found) console.error(`${place}: Cyrillic outside its rooms (put it into i18n/)`);
  process.exit(found.length > 0 ? 1 : 0);
}
