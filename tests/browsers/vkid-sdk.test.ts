import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import puppeteer, { type Browser, type Page } from 'puppeteer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_ACCOUNTS } from '../../demo/vkid/accounts.ts';
import { createVkIdListener } from '../../demo/vkid/server.ts';
import { selfSigned } from './certificate.ts';
import { chromiumPath } from './chromium.ts';

const SDK = readFileSync(
  createRequire(import.meta.url)
    .resolve('@vkid/sdk')
    .replace(/cjs.index\.js$/, 'umd/index.js'),
);
const APP = 54321;
const REDIRECT = 'https://school.test/';

let server: Server;
let browser: Browser;
let page: Page;
const failures: string[] = [];

beforeAll(async () => {
  const stand = createVkIdListener({
    clientId: String(APP),
    redirectUris: [REDIRECT],
    accounts: DEMO_ACCOUNTS,
    log: () => undefined,
  });
  // One server for both hosts: VK's name leads to the stand-in, the school's to a page with the SDK.
  server = createServer(selfSigned(['id.vk.ru', 'school.test']), (request, response) => {
    if (request.headers.host === 'id.vk.ru') return stand.listener(request, response);
    if (request.url === '/sdk.js') return response.writeHead(200, { 'content-type': 'text/javascript' }).end(SDK);
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><script src="/sdk.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  browser = await puppeteer.launch({
    executablePath: chromiumPath(),
    headless: true,
    acceptInsecureCerts: true,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Specific rules first; nothing else leaves this machine.
      `--host-resolver-rules=MAP id.vk.ru:443 127.0.0.1:${port}, MAP school.test:443 127.0.0.1:${port}, MAP * ~NOTFOUND`,
    ],
  });
  page = await browser.newPage();
  page.on('requestfailed', (request) => failures.push(`${request.url()} ${request.failure()?.errorText}`));
});

afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

/** The public SDK's interface, as far as the test uses it. */
interface Sdk {
  Config: { init(options: Record<string, unknown>): void };
  ConfigAuthMode: { Redirect: string };
  Auth: {
    login(): Promise<void>;
    exchangeCode(code: string, deviceId: string): Promise<Tokens>;
    refreshToken(token: string, deviceId: string): Promise<Tokens>;
    userInfo(token: string): Promise<{ user: { user_id: string; phone?: string } }>;
    publicInfo(token: string): Promise<{ user: { phone: string } }>;
    logout(token: string): Promise<{ response: number }>;
  };
}
interface Tokens {
  access_token: string;
  refresh_token: string;
  id_token: string;
  user_id: number;
}
declare const VKIDSDK: Sdk;

async function press(action: string, fields: Record<string, string> = {}): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.type(`input[name="${name}"]`, value);
  await Promise.all([page.waitForNavigation(), page.click(`button[value="${action}"]`)]);
}

it('VKID13 the public SDK signs in at the stand-in: authorize, exchange, user info, refresh, logout', async () => {
  await page.goto(REDIRECT);
  await Promise.all([
    page.waitForNavigation(),
    page.evaluate(
      (app, redirectUrl) => {
        const mode = VKIDSDK.ConfigAuthMode.Redirect;
        VKIDSDK.Config.init({ app, redirectUrl, mode, scope: 'vkid.personal_info phone' });
        void VKIDSDK.Auth.login();
      },
      APP,
      REDIRECT,
    ),
  ]);
  expect(new URL(page.url()).host).toBe('id.vk.ru');
  await press('phone', { phone: '+7 912 000-00-01' });
  await press('password', { password: 'demo' });
  await press('allow');
  const back = new URL(page.url());
  expect(back.origin + back.pathname).toBe(REDIRECT);

  const result = await page.evaluate(
    async (app, redirectUrl, code, deviceId) => {
      const mode = VKIDSDK.ConfigAuthMode.Redirect;
      VKIDSDK.Config.init({ app, redirectUrl, mode, scope: 'vkid.personal_info phone' });
      const first = await VKIDSDK.Auth.exchangeCode(code, deviceId);
      const { user } = await VKIDSDK.Auth.userInfo(first.access_token);
      const shown = await VKIDSDK.Auth.publicInfo(first.id_token);
      const second = await VKIDSDK.Auth.refreshToken(first.refresh_token, deviceId);
      const again = await VKIDSDK.Auth.userInfo(second.access_token);
      const out = await VKIDSDK.Auth.logout(second.access_token);
      const replayed: unknown = await VKIDSDK.Auth.exchangeCode(code, deviceId).catch((error: unknown) => error);
      return { first, user, shown, second, again, out, replayed };
    },
    APP,
    REDIRECT,
    back.searchParams.get('code') ?? '',
    back.searchParams.get('device_id') ?? '',
  );
  expect(result.first.user_id).toBe(100001);
  expect(result.user).toMatchObject({ user_id: '100001', phone: '79120000001' });
  expect(result.shown.user.phone).toBe('7912*****01');
  expect(result.second.refresh_token).not.toBe(result.first.refresh_token);
  expect(result.again.user.user_id).toBe('100001');
  expect(result.out.response).toBe(1);
  expect(result.replayed).toMatchObject({ error: 'invalid_grant' });
  // The SDK's statistics and configuration calls were answered too, and nothing was asked elsewhere.
  expect(failures.filter((failure) => !failure.includes('ERR_ABORTED'))).toEqual([]);
});
