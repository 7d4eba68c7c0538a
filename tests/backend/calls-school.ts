import { createSocket } from 'node:dgram';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createLocalBus, type Publication } from '../../backend/bus/bus.ts';
import { createLivekit, type Livekit } from '../../backend/calls/livekit.ts';
import { findLivekit } from '../../backend/calls/livekit-binary.mjs';
import { type Calls, startCalls } from '../../backend/calls/start.ts';
import { EXTENSION_ID } from '../../backend/config.ts';
import type { Caller } from '../../backend/gateway/command.ts';
import { createHttp } from '../../backend/http/server.ts';
import { type Database, openDatabase } from '../../backend/storage/database.ts';
import type { MemberRole } from '../../protocol/chats.ts';
import type { PersonRole } from '../../protocol/people.ts';

/** The pinned LiveKit; tests of calls cannot run without it. */
export function livekitBinary(): string {
  const binary = findLivekit(process.env);
  if (!binary) throw new Error('no LiveKit server: run `node backend/calls/livekit-binary.mjs` first');
  return binary;
}

/** Bytes of the largest file, where a test wishes no other. */
export const FILE_LIMIT = 100_000_000;

/** What links of guests begin with. */
export const GUESTS_AT = 'https://school.example';

/** Below the ports that the system gives to outgoing connections: one of these must not take it while we do not listen. */
const somePort = () => 15_000 + Math.floor(Math.random() * 17_000);

async function firstFree(isFree: (port: number) => Promise<boolean>): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = somePort();
    if (await isFree(port)) return port;
  }
  throw new Error('no free port');
}

/** A port that nobody listens on, for a server that may be stopped and started on it again. */
export const freeTcpPort = (): Promise<number> =>
  firstFree(
    (port) =>
      new Promise((resolve) => {
        const server = createServer().once('error', () => resolve(false));
        server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
      }),
  );

export const freeUdpPort = (): Promise<number> =>
  firstFree(
    (port) =>
      new Promise((resolve) => {
        const socket = createSocket('udp4').once('error', () => resolve(false));
        socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
      }),
  );

/** Process ids whose command line has this text, by Linux's /proc. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** The LiveKit of this port, without its guard. */
export function livekitPid(port: number): number | undefined {
  return processesWith(`livekit-${port}.yaml`).find((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/exe`) === livekitBinary();
    } catch {
      return false;
    }
  });
}

/** Resolves when the condition holds; rejects after `ms` with what was waited for. */
export async function until<T>(
  what: string,
  check: () => Promise<T | undefined | false> | T | undefined | false,
  ms = 30_000,
): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** One school, a teacher who owns the chat «7Б алгебра», another teacher without it, two pupils and a parent. */
async function fill(db: Database): Promise<void> {
  await db.insertInto('schools').values({ id: 'school', sourcedId: 's', name: 'Школа № 12' }).execute();
  const person = (id: string, role: PersonRole, givenName: string, familyName: string, className: string | null) => ({
    ...{ id, role, givenName, familyName, className, schoolId: 'school', sourcedId: id },
    ...{ middleName: role === 'teacher' ? 'Викторовна' : null, subjects: '[]', phone: null, leftAt: null },
  });
  await db
    .insertInto('people')
    .values([
      person('elena', 'teacher', 'Елена', 'Орлова', null),
      person('marina', 'teacher', 'Марина', 'Белова', null),
      person('anna', 'pupil', 'Анна', 'Иванова', '7Б'),
      person('ivan', 'pupil', 'Иван', 'Соколов', '7Б'),
      person('olga', 'parent', 'Ольга', 'Иванова', null),
    ])
    .execute();
  const chat = (id: string, kind: 'subject' | 'staff' | 'parents') => ({
    ...{ id, kind, schoolId: 'school', rosterKey: id, className: kind === 'staff' ? null : '7Б' },
    ...{ subject: kind === 'subject' ? 'Алгебра' : null, groupName: null, lastOrdinal: 0 },
  });
  await db
    .insertInto('chats')
    .values([chat('algebra', 'subject'), chat('staff', 'staff'), chat('parents', 'parents')])
    .execute();
  const member = (chatId: string, personId: string, role: MemberRole = 'member') => ({
    ...{ chatId, personId, role, firstOrdinal: 1, readOrdinal: 0, leftAt: null },
  });
  await db
    .insertInto('members')
    .values([
      member('algebra', 'elena', 'owner'),
      member('algebra', 'anna'),
      member('algebra', 'ivan'),
      member('staff', 'elena'),
      member('staff', 'marina'),
      member('parents', 'elena', 'owner'),
      member('parents', 'olga'),
    ])
    .execute();
}

export interface School {
  db: Database;
  calls: Calls;
  /** Everything that was published, oldest first. */
  published: Publication[];
  publish(publications: Publication[]): void;
  /** Calls back with everything that is published from now on, until the returned function is called. */
  onPublished(listener: (one: Publication) => void): () => void;
  as(personId: string): Caller;
  /** Moves the clock of the rules forward. */
  passTime(ms: number): void;
  url: string;
  livekitPort: number;
  livekitUdpPort: number;
  /** LiveKit's own word, past our rules; with a LiveKit of our own only. */
  livekit(): Livekit;
  /** Ends LiveKit with SIGKILL; it is started again by its supervisor. */
  killLivekit(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the chat's call without a lobby, for tests in which the door is not the matter: everybody comes in. */
export async function startOpen({ calls, as }: Pick<School, 'calls' | 'as'>, who: string, chatId: string) {
  const started = await calls.commands['call:start'](as(who), { chatId });
  await calls.commands['call:set-rules'](as(who), { callId: started.call.id, change: { hasLobby: false } });
  return started;
}

export interface SchoolOptions {
  binary?: string | undefined;
  /** A LiveKit that the test runs itself. */
  external?: { url: string; apiKey: string; apiSecret: string };
  probeEvery?: number;
  reconcileEvery?: number;
  /** Bytes of the largest file that the school takes. */
  fileLimit?: number;
  /** A school that invites no guests. */
  hasNoGuests?: boolean;
}

/** A server of calls with the real LiveKit (unless `binary` is undefined), on free ports, with a database in memory. */
export async function openSchool(options: SchoolOptions = { binary: livekitBinary() }): Promise<School> {
  const db = await openDatabase(':memory:');
  await fill(db);
  const bus = createLocalBus();
  const published: Publication[] = [];
  const listeners = new Set<(one: Publication) => void>();
  bus.subscribe((list) => {
    published.push(...list);
    for (const listener of listeners) list.forEach(listener);
  });
  let offset = 0;
  const dataDir = mkdtempSync(join(tmpdir(), 'calls-'));
  const port = await freeTcpPort();
  const udpPort = await freeUdpPort();
  const logger = pino({ level: process.env.LOG_LEVEL ?? 'silent' });
  const calls = startCalls({
    guests: options.hasNoGuests ? undefined : { publicUrl: GUESTS_AT, webDir: join(dataDir, 'web') },
    ...{ db, bus, logger, clock: () => Date.now() + offset },
    ...{ probeEvery: options.probeEvery ?? 200, reconcileEvery: options.reconcileEvery ?? 1000 },
    config: {
      ...{ dataDir, fileLimit: options.fileLimit ?? FILE_LIMIT },
      livekit: { external: options.external, binary: options.binary, port, udpPort },
    },
  });
  const app = await createHttp({ extensionIds: [EXTENSION_ID], logger });
  await calls.routes(app);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  calls.listening(`${url}/livekit/webhook`);
  return {
    ...{ db, calls, published, url, livekitPort: port, livekitUdpPort: udpPort },
    livekit() {
      const [, apiSecret = ''] =
        /peremenka"?: *"?([\w-]+)/.exec(readFileSync(join(dataDir, `livekit-${port}.yaml`), 'utf8')) ?? [];
      return createLivekit({ url: `ws://127.0.0.1:${port}`, apiKey: 'peremenka', apiSecret });
    },
    publish: (publications) => bus.publish(publications),
    onPublished(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    as: (personId) => ({
      ...{ personId, accountId: 'account', sessionId: 'session' },
      watchChat() {},
      unwatchChat() {},
      async renew() {},
    }),
    passTime: (ms) => {
      offset += ms;
    },
    async killLivekit() {
      const pid = livekitPid(port);
      if (!pid) throw new Error('no LiveKit process');
      process.kill(pid, 'SIGKILL');
      await until('LiveKit to be gone', () => livekitPid(port) !== pid);
    },
    async close() {
      await calls.stop();
      await app.close();
      await db.destroy();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
