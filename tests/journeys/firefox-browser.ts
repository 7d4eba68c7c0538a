import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer';
import { ROOT, run } from '../../demo/launcher/child.ts';
import { findFirefox } from '../../tools/firefox.mjs';

/** A made-up camera and microphone without a question, and media over loopback, where the tests have nothing else. */
const PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.loopback': true,
  // LiveKit on loopback has to know the address of who comes: a made-up name of it leads nowhere.
  'media.peerconnection.ice.obfuscate_host_addresses': false,
};

export interface Firefox {
  browser: Browser;
  /** Waits for a page whose address holds this text. */
  waitForPage(part: string): Promise<Page>;
  /** Pages that are open with this text in their addresses. */
  pages(part: string): Promise<Page[]>;
  close(): Promise<void>;
}

/** The demo's extension for Firefox, for this server. Rejects with what the build said. */
async function build(out: string, serverUrl: string): Promise<string> {
  const wxt = [join(ROOT, 'node_modules/wxt/bin/wxt.mjs'), 'build', '--browser', 'firefox', '--mode', 'demo'];
  const env = { WXT_SERVER_URL: serverUrl, EXTENSION_OUT_DIR: out, NODE_ENV: 'production' };
  const { code, output } = await run(process.execPath, wxt, env);
  if (code !== 0) throw new Error(output);
  return join(out, 'firefox-mv2-demo');
}

/** Firefox with the extension as a temporary add-on; it knows this server. */
export async function launchFirefox(serverUrl: string): Promise<Firefox> {
  const executablePath = findFirefox(process.env);
  if (!executablePath) throw new Error('no Firefox found: install it, or set FIREFOX_BIN to its path');
  const out = mkdtempSync(join(tmpdir(), 'peremenka-firefox-'));
  const folder = await build(out, serverUrl);
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    extraPrefsFirefox: PREFERENCES,
  });
  await browser.installExtension(folder);

  // What puppeteer takes for the address of an extension's page is old: the page itself is asked.
  const addressOf = (page: Page) => page.evaluate(() => location.href).catch(() => '');
  async function pages(part: string): Promise<Page[]> {
    const all = await Promise.all((await browser.pages()).map(async (page) => ({ page, url: await addressOf(page) })));
    return all.flatMap(({ page, url }) => (url.includes(part) ? [page] : []));
  }
  return {
    browser,
    pages,
    async waitForPage(part) {
      for (const end = Date.now() + 20_000; Date.now() < end; ) {
        const [page] = await pages(part);
        if (page) return page;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`Firefox never opened ${part}`);
    },
    async close() {
      await browser.close();
      rmSync(out, { recursive: true, force: true });
    },
  };
}

/** Clicks on what the extension has put beside the element with this text, into which no selector reaches. */
export async function clickBeside(page: Page, selector: string, text: string): Promise<void> {
  await page.bringToFront();
  const found = await page.waitForFunction(
    (where, wanted) => {
      const around = [...document.querySelectorAll(where)].find((one) => one.textContent?.includes(wanted));
      const ours = [...(around?.querySelectorAll('span') ?? [])].find(
        (one) => one.attributes.length === 0 && one.textContent === '' && one.offsetWidth > 0,
      );
      ours?.scrollIntoView({ block: 'center' });
      const { x = 0, y = 0, width = 0, height = 0 } = ours?.getBoundingClientRect() ?? {};
      return ours ? { x: x + width / 2, y: y + height / 2 } : null;
    },
    { timeout: 20_000 },
    selector,
    text,
  );
  const at = (await found.jsonValue()) as { x: number; y: number };
  await page.mouse.click(at.x, at.y);
}
