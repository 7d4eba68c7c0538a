import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Logger } from 'pino';
import * as v from 'valibot';
import { schoolTexts } from '../../i18n/ru.ts';
import type { WireError } from '../../protocol/errors.ts';
import { ConfigError } from '../config.ts';
import { AppError } from '../errors.ts';
import { runAdminCommand, type SchoolDeps } from './admin-commands.ts';
import { adminPath } from './admin-path.ts';
import { type AdminAnswer, AdminRequest } from './admin-protocol.ts';

const MAX_REQUEST_LENGTH = 64 * 1024;
/** A caller who does not send its line in this time is cut off, ms. */
const REQUEST_TIMEOUT = 10_000;

export interface AdminSocketOptions extends SchoolDeps {
  dataDir: string;
  /** Gets one line for each failure that was not meant. */
  logger?: Logger | undefined;
}

function toError(error: unknown, logger: Logger | undefined): WireError {
  if (error instanceof AppError) return { code: error.code, ...(error.issues ? { issues: error.issues } : {}) };
  logger?.error({ err: error }, 'admin command failed');
  return { code: 'internal' };
}

async function answer(options: AdminSocketOptions, line: string): Promise<AdminAnswer> {
  try {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), AdminRequest), line);
    if (!parsed.success) {
      throw new AppError('bad-request', { issues: parsed.issues.map((issue) => issue.message) });
    }
    return { ok: true, value: await runAdminCommand(options, parsed.output) };
  } catch (error) {
    return { ok: false, error: toError(error, options.logger) };
  }
}

/** One request and one answer for each connection. */
function serve(options: AdminSocketOptions, socket: Socket): void {
  let text = '';
  socket.setEncoding('utf8');
  socket.setTimeout(REQUEST_TIMEOUT, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('data', function read(chunk: string) {
    text += chunk;
    const end = text.indexOf('\n');
    if (end < 0 && text.length <= MAX_REQUEST_LENGTH) return;
    socket.off('data', read);
    socket.setTimeout(0);
    const line = end < 0 ? '' : text.slice(0, end);
    void answer(options, line).then((result) => socket.end(`${JSON.stringify(result)}\n`));
  });
}

/** Whether somebody answers at a socket's path. */
function isAlive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

function removeStale(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    throw new ConfigError(schoolTexts.cli.notOurs(path));
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // The socket is made inside `listen`: nobody else may connect even for a moment.
    const umask = process.umask(0o177);
    try {
      server.listen(path, () => resolve());
    } finally {
      process.umask(umask);
    }
  });
}

/**
 * Listens to the command line (decision 10) on a local socket that only this user may open. A socket file left by a
 * server that was killed is replaced; throws ConfigError where a server with this data folder is running.
 */
export async function startAdminSocket(options: AdminSocketOptions): Promise<{ path: string; close(): Promise<void> }> {
  const path = adminPath(options.dataDir);
  if (await isAlive(path)) throw new ConfigError(schoolTexts.cli.alreadyRunning(options.dataDir));
  const isFile = process.platform !== 'win32';
  if (isFile) removeStale(path);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve(options, socket);
  });
  try {
    await listen(server, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new ConfigError(schoolTexts.cli.alreadyRunning(options.dataDir));
  }
  if (isFile) chmodSync(path, 0o600);
  return {
    path,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
