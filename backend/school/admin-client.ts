import { statSync } from 'node:fs';
import { connect } from 'node:net';
import * as v from 'valibot';
import { schoolTexts } from '../../i18n/ru.ts';
import { ConfigError } from '../config.ts';
import { adminPath } from './admin-path.ts';
import { AdminAnswer, type AdminRequest } from './admin-protocol.ts';

/** A socket of another user could be anybody's: the folder for temporary files is open to all. */
function requireOwn(path: string): void {
  if (process.platform === 'win32') return;
  const owner = statSync(path, { throwIfNoEntry: false })?.uid;
  const me = process.getuid?.();
  if (owner !== undefined && me !== 0 && owner !== me) throw new ConfigError(schoolTexts.cli.notOurs(path));
}

function exchange(path: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(path, () => socket.write(`${line}\n`));
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
}

/** Asks the server that runs on this data folder; throws ConfigError with a sentence where it does not run. */
export async function askServer(dataDir: string, request: AdminRequest): Promise<AdminAnswer> {
  const path = adminPath(dataDir);
  requireOwn(path);
  const text = await exchange(path, JSON.stringify(request)).catch(() => {
    throw new ConfigError(schoolTexts.cli.notRunning(dataDir));
  });
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), AdminAnswer), text);
  if (!parsed.success) throw new ConfigError(schoolTexts.cli.noAnswer);
  return parsed.output;
}
