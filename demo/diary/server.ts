import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { childrenOf, diaryApp, marksApp, type Variant } from './pages.ts';
import { applicationPage, documentPage, ENTRANCES, entrancePage, passwordPage } from './sign-in-pages.ts';
import { journalApp, journalList, journalPath } from './teacher-pages.ts';
import { weekOf } from './timetable.ts';
import { DEMO_PASSWORD, DEMO_USERS, type DemoUser } from './users.ts';

/** The demo's diary: looks and behaves to the extension as ЭПОС does, written from its description only. */
export interface RunningDiary {
  /** `http://epos.localhost:<port>`: browsers find it without DNS. */
  url: string;
  port: number;
  close(): Promise<void>;
}

export interface DiaryInput {
  /** 0: any free one. */
  port: number;
  /** The address to listen on. */
  host?: string;
  /** Decides which week is this week. */
  clock?: () => Date;
}

interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const SESSION_COOKIE = 'USESSION';
const MAX_BODY_BYTES = 10_000;

/** Starts the demo diary. Rejects when the port is taken. */
export async function startDiary({
  port,
  host = '127.0.0.1',
  clock = () => new Date(),
}: DiaryInput): Promise<RunningDiary> {
  const sessions = new Map<string, DemoUser>();
  const server = createServer((request, response) => {
    answer(request, sessions, clock).then(
      (reply) => send(response, reply),
      () => send(response, text(500, 'Дневник сломался. Обновите страницу.')),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const actual = (server.address() as AddressInfo).port;
  return {
    url: `http://epos.localhost:${actual}`,
    port: actual,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, sessions: Map<string, DemoUser>, clock: () => Date): Promise<Reply> {
  const address = new URL(request.url ?? '/', 'http://epos.localhost');
  if (address.pathname === '/assets/style.css') return asset('style.css', 'text/css');
  if (address.pathname === '/assets/page.js') return asset('page.js', 'text/javascript');
  const sessionId = cookie(request, SESSION_COOKIE);
  const user = sessions.get(sessionId);
  if (address.pathname === '/authenticate') return await signIn(request, address, sessions);
  if (address.pathname === '/logout') {
    sessions.delete(sessionId);
    return redirect('/', `${SESSION_COOKIE}=; Path=/; Max-Age=0`);
  }
  if (!user) return address.pathname === '/' ? page(documentPage(entrancePage())) : redirect('/');
  if (address.pathname === '/fragment') {
    const path = new URL(address.searchParams.get('path') ?? '/', 'http://epos.localhost');
    const markup = fragment(user, path, Number(address.searchParams.get('week')) || 0, clock());
    return markup === null ? text(404, 'Такой страницы нет.') : page(markup);
  }
  return application(user, address, clock());
}

async function signIn(request: IncomingMessage, address: URL, sessions: Map<string, DemoUser>): Promise<Reply> {
  const role = address.searchParams.get('role');
  if (role !== 'pupil' && role !== 'parent' && role !== 'teacher') return redirect('/');
  if (request.method !== 'POST') return page(documentPage(passwordPage(role, '', null)));
  const form = new URLSearchParams(await body(request));
  const login = (form.get('login') ?? '').trim().toLowerCase();
  const user = DEMO_USERS.find((candidate) => candidate.login === login);
  if (!user || form.get('password') !== DEMO_PASSWORD) {
    const fault = 'Неверный логин или пароль. Проверьте раскладку клавиатуры и попробуйте ещё раз.';
    return page(documentPage(passwordPage(role, login, fault)), 401);
  }
  if (user.role !== role) {
    const fault = `Этот логин не для этого входа. Вернитесь и выберите «${ENTRANCES[user.role]}».`;
    return page(documentPage(passwordPage(role, login, fault)), 403);
  }
  const id = randomBytes(24).toString('base64url');
  sessions.set(id, user);
  return redirect(homeOf(user), `${SESSION_COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`);
}

function application(user: DemoUser, address: URL, today: Date): Reply {
  if (fragment(user, address, 0, today) === null) return redirect(homeOf(user));
  return page(applicationPage(user.role === 'teacher' ? 'ui-view' : 'diary-root'));
}

/** What the application draws at an address; null when this user has no such page. */
function fragment(user: DemoUser, address: URL, week: number, today: Date): string | null {
  const variant = variantOf(address);
  const ng = `_ngcontent-${randomBytes(2).toString('hex')}-c${randomBytes(1)[0] ?? 0}=""`;
  if (user.role === 'teacher') {
    if (address.pathname === '/manage/journals') return journalList({ user, variant, ng }).html;
    const groupId = Number(address.searchParams.get('group_id'));
    const journal = user.journals.find((candidate) => candidate.groupId === groupId);
    if (address.pathname !== '/manage/journal' || !journal) return null;
    return journalApp({ user, variant, ng, journal, today }).html;
  }
  const children = childrenOf(user);
  const [, id] = /^\/student_diary\/student_diary\/(\d+)$/.exec(address.pathname) ?? [];
  const isMarks = address.pathname === '/progress/all_marks';
  const child = isMarks ? children[0] : children.find((candidate) => String(candidate.id) === id);
  if (!child) return null;
  const days = weekOf(child.className, today, week);
  return (isMarks ? marksApp : diaryApp)({ user, child, days, variant, ng }).html;
}

function homeOf(user: DemoUser): string {
  if (user.role !== 'teacher') return `/student_diary/student_diary/${childrenOf(user)[0]?.id ?? ''}`;
  const first = user.journals.find(({ className }) => className === '7Б');
  return first ? journalPath(first) : '/manage/journals';
}

function variantOf(address: URL): Variant {
  const variant = address.searchParams.get('variant');
  return variant === 'no-header' || variant === 'empty' ? variant : 'plain';
}

function cookie(request: IncomingMessage, name: string): string {
  const found = (request.headers.cookie ?? '').split(/;\s*/).find((part) => part.startsWith(`${name}=`));
  return found?.slice(name.length + 1) ?? '';
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function asset(name: string, type: string): Promise<Reply> {
  const content = await readFile(new URL(name, import.meta.url), 'utf8');
  return { status: 200, headers: { 'content-type': `${type}; charset=utf-8` }, body: content };
}

function page(markup: string, status = 200): Reply {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body: markup };
}

function text(status: number, sentence: string): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: sentence };
}

function redirect(location: string, setCookie?: string): Reply {
  return { status: 303, headers: { location, ...(setCookie ? { 'set-cookie': setCookie } : {}) }, body: '' };
}

function send(response: ServerResponse, { status, headers, body: content }: Reply): void {
  response.writeHead(status, headers).end(content);
}
