import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { randomSecret, sha256 } from '../../backend/accounts/secrets.ts';
import { createLocalBus } from '../../backend/bus/bus.ts';
import { EXTENSION_ID } from '../../backend/config.ts';
import { importRoster } from '../../backend/school/import.ts';
import { readOneRoster } from '../../backend/school/one-roster.ts';
import { type Database, openDatabase } from '../../backend/storage/database.ts';
import type { CommandInput, CommandName, CommandOutput } from '../../protocol/commands.ts';
import type { WireError } from '../../protocol/errors.ts';
import type { Answer } from '../../protocol/socket.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { freeTcpPort } from './calls-school.ts';

/** People of the demo roster that tests use, by «Фамилия Имя». */
export const ANNA = 'Иванова Анна';
export const MARIA = 'Ковалёва Мария';
export const ELENA = 'Кузнецова Елена';
export const MIKHAIL = 'Соколов Михаил';
export const OLGA = 'Иванова Ольга';

export const ORIGIN = `chrome-extension://${EXTENSION_ID}`;

/** The real server as a process of its own, with the demo's roster in a fresh folder. */
export interface RunningSchool {
  url: string;
  dataDir: string;
  db: Database;
  personId(name: string): Promise<string>;
  /** My chat by kind, class and subject. */
  chatId(name: { kind: string; className?: string; subject?: string }): Promise<string>;
  /** An access token of an account that holds this person; `ms`: how long it is good. */
  token(personId: string, ms?: number): Promise<string>;
  socket(personId: string): Promise<TestSocket>;
  /** SIGKILL, as a power cut would; `start` brings it back on the same port with the same data. */
  kill(): Promise<void>;
  start(): Promise<void>;
  pid(): number;
  /** SIGSTOP: the server hangs with all its connections open; `resume` lets it go on. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

export interface TestSocket {
  raw: Socket;
  call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  /** The error of a command that must be refused; throws when it is answered. */
  refusal(name: string, input: unknown): Promise<WireError>;
  close(): void;
}

function wrap(raw: Socket): TestSocket {
  const ask = (name: string, input: unknown): Promise<Answer<unknown>> => raw.timeout(10_000).emitWithAck(name, input);
  return {
    raw,
    async call(name, input) {
      const answer = await ask(name, input);
      if (!answer.ok) throw Object.assign(new Error(`${name}: ${answer.error.code}`), { code: answer.error.code });
      return answer.value as never;
    },
    async refusal(name, input) {
      const answer = await ask(name, input);
      if (answer.ok) throw new Error(`${name} was answered: ${JSON.stringify(answer.value)}`);
      return answer.error;
    },
    close: () => raw.close(),
  };
}

/** Opens a socket; rejects with the handshake's refusal, whose code is in `data`. */
export function openSocket(
  url: string,
  auth: Record<string, unknown>,
  headers = { origin: ORIGIN },
  timeout = 20_000,
): Promise<TestSocket> {
  const options = { transports: ['websocket'], auth, extraHeaders: headers, reconnection: false, forceNew: true };
  const raw = io(url, { ...options, timeout });
  return new Promise((resolve, reject) => {
    function fail(error: Error) {
      raw.close();
      reject(error);
    }
    raw.once('connect', () => resolve(wrap(raw)));
    raw.once('connect_error', fail);
    // The connection may end between its opening and the server's answer.
    raw.once('disconnect', (reason) => fail(new Error(reason)));
  });
}

function startProcess(env: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['backend/main.ts'], {
    env: { ...process.env, ...env, STOP_WITH_STDIN: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk) => String(chunk).includes('listening {') && resolve(child));
    child.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
}

/** Starts the server with the demo's roster. `env`: more of its environment. */
export async function startRunningSchool(env: Record<string, string> = {}): Promise<RunningSchool> {
  const dataDir = mkdtempSync(join(tmpdir(), 'peremenka-'));
  const port = await freeTcpPort();
  const url = `http://127.0.0.1:${port}`;
  const db = await openDatabase(join(dataDir, 'peremenka.sqlite'));
  const roster = await readOneRoster(join(import.meta.dirname, '../../demo/school'), Date.now());
  await importRoster({ db, bus: createLocalBus(), clock: Date.now }, roster);
  const all = { PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'warn', LIVEKIT_BIN: '/nowhere', ...env };
  let child = await startProcess(all);

  async function stop(signal: NodeJS.Signals) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await gone;
  }

  const school: RunningSchool = {
    url,
    dataDir,
    db,
    async personId(name) {
      const [familyName = '', givenName = ''] = name.split(' ');
      const rows = await db
        .selectFrom('people')
        .select('id')
        .where('familyName', '=', familyName)
        .where('givenName', '=', givenName)
        .execute();
      if (rows.length !== 1 || !rows[0]) throw new Error(`${rows.length} people are called ${name}`);
      return rows[0].id;
    },
    async chatId({ kind, className, subject }) {
      let query = db
        .selectFrom('chats')
        .select('id')
        .where('kind', '=', kind as never);
      if (className) query = query.where('className', '=', className);
      if (subject) query = query.where('subject', '=', subject);
      return (await query.executeTakeFirstOrThrow()).id;
    },
    async token(personId, ms = 600_000) {
      const now = Date.now();
      const held = await db
        .selectFrom('bindings')
        .select('accountId')
        .where('personId', '=', personId)
        .executeTakeFirst();
      const accountId = held?.accountId ?? randomUUID();
      if (!held) {
        const account = { id: accountId, vkUserId: randomUUID(), phoneHash: null, createdAt: now };
        await db
          .insertInto('accounts')
          .values({ ...account, codeFailures: 0, codeLockedUntil: 0 })
          .execute();
        await db.insertInto('bindings').values({ accountId, personId, proof: 'code', boundAt: now }).execute();
      }
      const session = { id: randomUUID(), accountId, createdAt: now, seenAt: now, endedAt: null, userAgent: 'test' };
      await db.insertInto('sessions').values(session).execute();
      const token = randomSecret();
      const row = { tokenHash: sha256(token), sessionId: session.id, kind: 'access' as const, expiresAt: now + ms };
      await db
        .insertInto('tokens')
        .values({ ...row, parentHash: null, retiredAt: null })
        .execute();
      return token;
    },
    async socket(personId) {
      return openSocket(url, { version: PROTOCOL_VERSION, token: await school.token(personId), personId });
    },
    kill: () => stop('SIGKILL'),
    async start() {
      child = await startProcess(all);
    },
    pid: () => child.pid ?? 0,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async close() {
      await stop('SIGTERM');
      await db.destroy();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return school;
}
