import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import Fastify, { type FastifyInstance } from 'fastify';
import puppeteer, { type Browser, type Page } from 'puppeteer';
import { build } from 'vite';
import { AppError } from '../../backend/errors.ts';
import { peopleByIds } from '../../backend/people/people.ts';
import { leanLivekit } from '../../tools/lean-livekit.ts';
import { livekitBinary, openSchool, type School, type SchoolOptions, until } from '../backend/calls-school.ts';
import { chromiumPath, FAKE_DEVICES } from './chromium.ts';

const PAGE = fileURLToPath(new URL('./call-page', import.meta.url));
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
};
const BARE = '<!doctype html><html lang="ru"><title>bare</title><script src="/livekit-client.js"></script></html>';

/** The call page as Vite builds it, in a folder that the caller removes. */
export async function buildCallPage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'call-page-'));
  await build({
    root: PAGE,
    configFile: false,
    logLevel: 'silent',
    // The very library that people get.
    plugins: [preact(), ...leanLivekit()],
    build: {
      ...{ outDir: folder, emptyOutDir: true, target: 'chrome120' },
      rolldownOptions: { input: ['index', 'many', 'check'].map((name) => join(PAGE, `${name}.html`)) },
    },
  });
  return folder;
}

/** Serves what was built into a folder, and removes it with `close`. */
export async function serveCallPage(folder: string): Promise<{ url: string; close: () => Promise<void> }> {
  const app = Fastify({ forceCloseConnections: true });
  servePage(app, folder);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    url,
    async close() {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function servePage(app: FastifyInstance, folder: string): void {
  app.get<{ Params: { '*': string } }>('/*', (request, reply) => {
    const file = request.params['*'] || 'index.html';
    return reply.type(TYPES[extname(file)] ?? 'application/octet-stream').send(readFileSync(join(folder, file)));
  });
}

export interface CallSchool extends School {
  /** Address of the call page: `?person=…&chat=…`; `/bare` has livekit-client alone. */
  pageUrl: string;
}

/**
 * The school of the backend's tests with pages in front: commands over HTTP, notices as server-sent events.
 * With `/bin/false` for a LiveKit calls never become available.
 */
export async function openCallSchool(options: SchoolOptions = { binary: livekitBinary() }): Promise<CallSchool> {
  const school = await openSchool(options);
  const folder = await buildCallPage();
  const umd = join(createRequire(import.meta.url).resolve('livekit-client'), '../livekit-client.umd.js');
  const app = Fastify({ forceCloseConnections: true });
  app.get('/bare', (_request, reply) => reply.type('text/html').send(BARE));
  app.get('/livekit-client.js', (_request, reply) => reply.type('text/javascript').send(readFileSync(umd)));
  app.post<{ Params: { name: string }; Querystring: { person: string } }>('/command/:name', async (request, reply) => {
    const { name } = request.params;
    const { person } = request.query;
    if (name === 'me') return (await peopleByIds(school.db, [person]))[0];
    const handler = school.calls.commands[name as 'call:state'];
    try {
      return await handler(school.as(person), request.body as { chatId: string });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return reply.status(400).send({ code: error.code });
    }
  });
  app.get<{ Querystring: { person: string } }>('/notices', (request, reply) => {
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    const { person } = request.query;
    const stop = school.onPublished((one) => {
      if (one.kind !== 'notice' || !one.name.startsWith('call:')) return;
      if ('people' in one.to && one.to.people.includes(person)) {
        reply.raw.write(`data: ${JSON.stringify({ name: one.name, notice: one.notice })}\n\n`);
      }
    });
    request.raw.on('close', stop);
    reply.hijack();
  });
  servePage(app, folder);
  const pageUrl = await app.listen({ port: 0, host: '127.0.0.1' });
  if (options.binary !== '/bin/false') await until('LiveKit', () => school.calls.status().status === 'available');
  return {
    ...school,
    pageUrl,
    async close() {
      await app.close();
      await school.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Chromium with a fake camera and microphone; `deny` refuses them. Ends with `browser.close()`. */
export async function launchForCalls(
  devices: 'fake' | 'deny' | 'none' = 'fake',
  flags: string[] = [],
): Promise<Browser> {
  return puppeteer.launch({
    ...(chromiumPath() ? { executablePath: chromiumPath() } : {}),
    ...{ headless: true, pipe: true, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', '--allow-loopback-in-peer-connection', '--mute-audio'],
      '--autoplay-policy=no-user-gesture-required',
      ...(devices === 'fake' ? FAKE_DEVICES : []),
      ...(devices === 'deny' ? ['--use-fake-ui-for-media-stream=deny', '--use-fake-device-for-media-stream'] : []),
      ...(devices === 'none' ? ['--use-fake-ui-for-media-stream'] : []),
      ...flags,
    ],
  } as Parameters<typeof puppeteer.launch>[0]);
}

/** The call page of a person in a tab of its own; `before` runs in it before ours. */
export async function openCall(
  browser: Browser,
  school: CallSchool,
  person: string,
  more = '',
  before: (() => void)[] = [],
): Promise<Page> {
  // Own storage per person; the fake devices are the browser's.
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  for (const work of before) await page.evaluateOnNewDocument(work);
  await page.goto(`${school.pageUrl}/?person=${person}&chat=algebra${more}`);
  return page;
}

/** Clicks the button of this name, once it is there and enabled. */
export async function press(page: Page, name: string): Promise<void> {
  await page.locator(`::-p-aria([name="${name}"][role="button"])`).click();
}

/** Waits until a text is on the page. */
export async function see(page: Page, text: string, ms = 15_000): Promise<void> {
  await page.waitForFunction((wanted) => document.body.innerText.includes(wanted), { timeout: ms }, text);
}

/** Counts frames that a person's tile shows until there are as many. */
export async function seeFrames(page: Page, person: string, frames: number, ms = 20_000): Promise<void> {
  await page.waitForFunction(
    (id, wanted) => {
      const video = document.querySelector<HTMLVideoElement>(`[data-person="${id}"] video`);
      return video !== null && video.getVideoPlaybackQuality().totalVideoFrames >= wanted;
    },
    { timeout: ms },
    person,
    frames,
  );
}
