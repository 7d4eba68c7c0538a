import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { authorize } from './authorize.ts';
import { oauthAnswer } from './oauth.ts';
import { faultPage, PAGE_CSP, stepPage } from './pages.ts';
import { act } from './steps.ts';
import {
  type Browser,
  createWorld,
  type Flow,
  randomId,
  type Switches,
  type VkIdOptions,
  type World,
} from './world.ts';

const COOKIE = 'vkid-stand';
const MAX_BODY = 64 * 1024;

/** A running stand-in; the switches may be changed at any time. */
export interface VkIdStand {
  url: string;
  switches: Switches;
  close(): Promise<void>;
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': PAGE_CSP,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
  response.end(html);
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'cache-control': 'no-store' });
  response.end();
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error('the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The browser that asks, by its cookie; a new one gets the cookie with this answer. */
function browserOf(world: World, request: IncomingMessage, response: ServerResponse): Browser {
  const given = (request.headers.cookie ?? '').split(/;\s*/).find((cookie) => cookie.startsWith(`${COOKIE}=`));
  const known = world.browsers.get(given?.slice(COOKIE.length + 1) ?? '');
  if (known) return known;
  const browser: Browser = { id: randomId(), deviceId: randomId(64), userId: undefined };
  world.browsers.set(browser.id, browser);
  response.setHeader('set-cookie', `${COOKIE}=${browser.id}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000`);
  return browser;
}

/** Any page may call: the public SDK does, with credentials. */
function allowCors(request: IncomingMessage, response: ServerResponse): void {
  if (!request.headers.origin) return;
  response.setHeader('access-control-allow-origin', request.headers.origin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-allow-methods', 'GET, POST');
  response.setHeader('access-control-allow-headers', 'content-type');
  response.setHeader('vary', 'origin');
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

async function serveOauth(world: World, url: URL, body: string, response: ServerResponse): Promise<void> {
  world.options.onRequest?.(url.pathname);
  // Fields may come in the query, in the body or in both.
  const parameters = new URLSearchParams(url.search);
  for (const [name, value] of new URLSearchParams(body)) parameters.set(name, value);
  if (world.switches.delayMs > 0) await wait(world.switches.delayMs, undefined, { ref: false });
  if (world.switches.isBroken) {
    response.writeHead(500, { 'content-type': 'text/html' });
    response.end('<h1>500</h1>');
    return;
  }
  const answer = oauthAnswer(world, url.pathname, parameters);
  if (!answer) return sendJson(response, 404, { error: 'invalid_request', error_description: 'no such method' });
  sendJson(response, 'error' in answer ? world.switches.errorStatus : 200, answer);
}

function flowOf(world: World, browser: Browser, id: string | null): Flow | undefined {
  const flow = world.flows.get(id ?? '');
  return flow?.browser === browser ? flow : undefined;
}

type PageAnswer = { status: number; html: string } | { location: string };

function signInPage(world: World, browser: Browser, method: string, form: URLSearchParams): PageAnswer {
  const flow = flowOf(world, browser, form.get('flow'));
  if (!flow) return { status: 400, html: faultPage('Этот вход уже закончен. Вернитесь и начните ещё раз.') };
  if (method !== 'POST') return { status: 200, html: stepPage(world, flow) };
  return act(world, flow, form) ?? { location: `/sign-in?flow=${flow.id}` };
}

function pageAnswer(world: World, browser: Browser, method: string, url: URL, body: string): PageAnswer {
  if (url.pathname === '/authorize') {
    const result = authorize(world, browser, url.searchParams);
    if ('fault' in result) return { status: 400, html: faultPage(result.fault) };
    return 'flow' in result ? { location: `/sign-in?flow=${result.flow.id}` } : result;
  }
  if (url.pathname === '/sign-in') {
    return signInPage(world, browser, method, method === 'POST' ? new URLSearchParams(body) : url.searchParams);
  }
  return { status: 404, html: faultPage('Здесь ничего нет. Вход начинается на странице школы.') };
}

async function serve(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (world.switches.isDown) return void request.socket.destroy();
  const url = new URL(request.url ?? '/', 'http://stand');
  const isApi = /^\/(oauth2\/|vkid_sdk_get_config$|stat_events_vkid_sdk$)/.test(url.pathname);
  if (!isApi) {
    const browser = browserOf(world, request, response);
    const answer = pageAnswer(world, browser, request.method ?? 'GET', url, await readBody(request));
    return 'html' in answer ? sendPage(response, answer.status, answer.html) : redirect(response, answer.location);
  }
  allowCors(request, response);
  if (request.method === 'OPTIONS') return void response.writeHead(204).end();
  const body = await readBody(request);
  if (!url.pathname.startsWith('/oauth2/')) return sendJson(response, 200, { response: {} });
  if (request.method !== 'POST') return sendJson(response, 405, { error: 'invalid_request' });
  return serveOauth(world, url, body, response);
}

/** The stand-in as a request listener, for a server of one's own (https), with its switches. */
export function createVkIdListener(options: VkIdOptions): {
  listener: (request: IncomingMessage, response: ServerResponse) => void;
  switches: Switches;
} {
  const world = createWorld(options);
  return {
    switches: world.switches,
    listener: (request, response) => {
      serve(world, request, response).catch((error: unknown) => {
        options.log(`стенд VK ID: ${String(error)}`);
        request.socket.destroy();
      });
    },
  };
}

/**
 * Starts the stand-in for VK ID: the protocol of docs/spec.md, "The stand-in for VK ID" on one port (0: a free one). It keeps
 * everything in memory and is for loopback only.
 */
export async function startVkId(options: VkIdOptions & { port: number; host?: '127.0.0.1' }): Promise<VkIdStand> {
  const { listener, switches } = createVkIdListener(options);
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host ?? '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    switches,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
