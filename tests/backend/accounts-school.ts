import { pino } from 'pino';
import { accountRoutes, VK_CALLBACK_PATH } from '../../backend/accounts/routes.ts';
import { accountSecret, sha256 } from '../../backend/accounts/secrets.ts';
import { createVkId } from '../../backend/accounts/vk-id.ts';
import { createWebSignIn } from '../../backend/accounts/web-sign-in.ts';
import { createLocalBus } from '../../backend/bus/bus.ts';
import { joinRoutes } from '../../backend/chats/join-routes.ts';
import { EXTENSION_ID } from '../../backend/config.ts';
import { createHttp } from '../../backend/http/server.ts';
import { type Database, openDatabase } from '../../backend/storage/database.ts';
import { DEMO_ACCOUNTS } from '../../demo/vkid/accounts.ts';
import { startVkId, type VkIdStand } from '../../demo/vkid/server.ts';
import type { Switches } from '../../demo/vkid/world.ts';
import type { PersonRole } from '../../protocol/people.ts';
import { freeTcpPort } from './calls-school.ts';

export const REDIRECT = `https://${EXTENSION_ID}.chromiumapp.org/`;
/** The extension's state and PKCE pair; any will do. */
export const STATE = 'extension-state-0123456789-abcdefghijklmno';
export const VERIFIER = 'extension-verifier-0123456789-abcdefghijklmnopq';

export interface School {
  url: string;
  db: Database;
  vk: VkIdStand;
  /** The one clock of server and stand-in; tests move it. */
  time: { now: number };
  /** Lines of the stand-in's terminal. */
  terminal: string[];
  /** Paths below `/oauth2/` that the server asked. */
  asked: string[];
  endedSessions: string[];
  lostBindings: [accountId: string, personId: string][];
  close(): Promise<void>;
}

/** The roster people of the tests: id, role, family and given name, phone. */
const ROSTER: [id: string, role: PersonRole, family: string, given: string, phone: string | null][] = [
  ['anna', 'pupil', 'Иванова', 'Анна', '79120000001'],
  ['olga', 'parent', 'Иванова', 'Ольга', '79120000003'],
  ['sokolov', 'teacher', 'Соколов', 'Пётр', '79120000004'],
  ['misha', 'pupil', 'Соколов', 'Михаил', '79120000004'],
  ['maria', 'pupil', 'Ковалёва', 'Мария', '79120000005'],
  ['nophone', 'pupil', 'Безномерный', 'Илья', null],
];

async function seed(db: Database): Promise<void> {
  await db.insertInto('schools').values({ id: 'school', sourcedId: 's1', name: 'Школа № 412' }).execute();
  const people = ROSTER.map(([id, role, familyName, givenName, phone]) => ({
    id,
    schoolId: 'school',
    sourcedId: id,
    role,
    givenName,
    familyName,
    middleName: null,
    className: role === 'pupil' ? '7Б' : null,
    subjects: '[]',
    phone,
    leftAt: null,
  }));
  await db.insertInto('people').values(people).execute();
  await db.insertInto('guardians').values({ parentId: 'olga', childId: 'anna' }).execute();
}

/** The server's sign-in over HTTP with its own stand-in; all on free loopback ports. */
export async function startSchool(
  options: {
    switches?: Partial<Switches>;
    serviceToken?: string;
    vkTimeoutMs?: number;
    hasVkId?: boolean;
    publicUrl?: string;
  } = {},
): Promise<School> {
  const port = await freeTcpPort();
  const url = `http://127.0.0.1:${port}`;
  const time = { now: Date.now() };
  const clock = () => time.now;
  const terminal: string[] = [];
  const asked: string[] = [];
  const serviceToken = options.serviceToken ?? '';
  const vk = await startVkId({
    port: 0,
    clientId: '54321',
    redirectUris: [`${url}${VK_CALLBACK_PATH}`],
    accounts: DEMO_ACCOUNTS,
    clock,
    log: (line) => terminal.push(line),
    onRequest: (path) => asked.push(path),
    ...(serviceToken ? { serviceToken } : {}),
    ...(options.switches ? { switches: options.switches } : {}),
  });
  const db = await openDatabase(':memory:');
  await seed(db);
  const logger = pino({ level: 'silent' });
  const http = await createHttp({ extensionIds: [EXTENSION_ID], logger });
  const endedSessions: string[] = [];
  const lostBindings: [string, string][] = [];
  const vkId = createVkId({
    url: vk.url,
    clientId: '54321',
    serviceToken,
    redirectUri: `${url}${VK_CALLBACK_PATH}`,
    logger,
    timeoutMs: options.vkTimeoutMs ?? 10_000,
  });
  const accounts = {
    db,
    clock,
    publicUrl: options.publicUrl ?? url,
    vkId: options.hasVkId === false ? undefined : vkId,
    secret: await accountSecret(db),
  };
  accountRoutes(http, {
    ...accounts,
    extensionIds: [EXTENSION_ID],
    endSession: (sessionId) => endedSessions.push(sessionId),
    loseBinding: (accountId, personId) => lostBindings.push([accountId, personId]),
  });
  const webSignIn = createWebSignIn({ ...accounts, log: () => {} });
  joinRoutes(http, { ...accounts, bus: createLocalBus(), webSignIn });
  await http.listen({ port, host: '127.0.0.1' });
  return {
    url,
    db,
    vk,
    time,
    terminal,
    asked,
    endedSessions,
    lostBindings,
    async close() {
      http.server.closeAllConnections();
      await http.close();
      await vk.close();
      await db.destroy();
    },
  };
}

/** Where the extension sends the browser; `changes`: parameters to replace, or to leave out (null). */
export function authorizeUrl(school: School, changes: Record<string, string | null> = {}): string {
  const parameters: Record<string, string | null> = {
    response_type: 'code',
    client_id: 'ext',
    redirect_uri: REDIRECT,
    code_challenge: sha256(VERIFIER),
    code_challenge_method: 'S256',
    state: STATE,
    ...changes,
  };
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== null);
  return `${school.url}/ext/authorize?${new URLSearchParams(given)}`;
}

/** Posts JSON; the answer's status and body. */
export async function post(
  school: School,
  path: string,
  body: unknown,
  token?: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${school.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** `GET /session` with a token. */
export async function session(school: School, token?: string) {
  const response = await fetch(`${school.url}/session`, token ? { headers: { authorization: `Bearer ${token}` } } : {});
  const body = (await response.json()) as {
    code?: string;
    accountId: string;
    school: { name: string };
    people: { id: string; children: { id: string }[] }[];
    candidates: { id: string }[];
  };
  return { status: response.status, body };
}
