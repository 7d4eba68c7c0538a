import { readdirSync, readFileSync } from 'node:fs';

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').split('\0').join(' ');
  } catch {
    return '';
  }
};

/** Ids of processes whose command line and environment hold these texts (Linux's /proc). */
export function pidsWith(command: string, environment: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(`/proc/${pid}/cmdline`).includes(command))
    .filter((pid) => ` ${read(`/proc/${pid}/environ`)} `.includes(` ${environment} `))
    .map(Number);
}
