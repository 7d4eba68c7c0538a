import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The system's limit of a socket's path is 104 to 108 bytes. */
const MAX_PATH_BYTES = 100;

/**
 * Where the server of a data folder listens to the command line: a socket in that folder; one in the system's folder
 * for temporary files where the path would be too long; a named pipe on Windows.
 */
export function adminPath(dataDir: string, platform: NodeJS.Platform = process.platform): string {
  const folder = resolve(dataDir);
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 24);
  if (platform === 'win32') return `\\\\.\\pipe\\peremenka-${hash}`;
  const path = join(folder, 'admin.sock');
  return Buffer.byteLength(path) <= MAX_PATH_BYTES ? path : join(tmpdir(), `peremenka-${hash}.sock`);
}
