import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer';
import { DEMO_PASSWORD, DEMO_USERS } from '../../demo/diary/users.ts';
import { CHROMIUM_FLAGS } from '../../tools/chromium.mjs';
import { chromiumPath } from '../browsers/chromium.ts';

/** Chromium with the demo build of the extension. `EXTENSION_DIR` names another build. */
export async function launchWithExtension(): Promise<{ browser: Browser; extensionId: string }> {
  const folder = resolve(process.env.EXTENSION_DIR ?? '.output/chrome-mv3-demo');
  if (!existsSync(`${folder}/manifest.json`)) throw new Error(`No extension in ${folder}: run wxt build --mode demo`);
  const browser = await puppeteer.launch({
    executablePath: chromiumPath(),
    headless: true,
    pipe: true,
    enableExtensions: true,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [...CHROMIUM_FLAGS, '--disable-gpu'],
  });
  return { browser, extensionId: await browser.installExtension(folder) };
}

/** A new tab with the diary of a demo user, signed in as people do it. */
export async function openDiary(browser: Browser, url: string, login: string, query = ''): Promise<Page> {
  const user = DEMO_USERS.find((candidate) => candidate.login === login);
  if (!user) throw new Error(`No demo user ${login}`);
  const page = await browser.newPage();
  await page.setViewport({ width: 1100, height: 800 });
  await page.goto(`${url}/logout`);
  await page.goto(`${url}/authenticate?role=${user.role}`);
  await page.type('input[name=login]', login);
  await page.type('input[name=password]', DEMO_PASSWORD);
  await Promise.all([page.waitForNavigation(), page.click('button[type=submit]')]);
  if (query !== '') await page.goto(page.url() + (page.url().includes('?') ? '&' : '?') + query);
  return page;
}

interface AxNode {
  role?: { value?: string };
  name?: { value?: string };
  ignored: boolean;
}

/** Names of all buttons as assistive technology sees them, our closed shadow roots included. */
export async function buttonNames(page: Page): Promise<string[]> {
  const session = await page.createCDPSession();
  try {
    const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { nodes: AxNode[] };
    return nodes
      .filter((node) => !node.ignored && node.role?.value === 'button')
      .map((node) => String(node.name?.value ?? '').replaceAll('\u00a0', ' '));
  } finally {
    await session.detach();
  }
}

/** Waits until the buttons are as wanted; the last ones are in the error. */
export async function waitForButtons(
  page: Page,
  isAsWanted: (names: string[]) => boolean,
  what: string,
): Promise<string[]> {
  const end = Date.now() + 20_000;
  let names: string[] = [];
  while (Date.now() < end) {
    names = await buttonNames(page);
    if (isAsWanted(names)) return names;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`Never seen: ${what}. Buttons: ${names.join('; ')}`);
}

/** Runs an expression where the content script runs: what a page could at worst do if it broke into it. */
export async function evaluateInContentScript(page: Page, extensionId: string, expression: string): Promise<unknown> {
  const session = await page.createCDPSession();
  try {
    const contexts: { id: number; origin: string }[] = [];
    session.on('Runtime.executionContextCreated', ({ context }) => contexts.push(context));
    await session.send('Runtime.enable');
    const ours = contexts.find(({ origin }) => origin === `chrome-extension://${extensionId}`);
    if (!ours) throw new Error('The page has no content script');
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression,
      contextId: ours.id,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  } finally {
    await session.detach();
  }
}
