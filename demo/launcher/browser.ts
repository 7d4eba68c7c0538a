import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/chromium.mjs';

/** For the browser to come up, and then for the diary's page in it, ms; a display may be there and not answer. */
const PATIENCE = 15_000;

const hasDisplay = () => process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

async function showDiary(browser: Browser, diaryUrl: string): Promise<void> {
  const [first] = await browser.pages();
  const page = first ?? (await browser.newPage());
  await page.goto(diaryUrl, { timeout: PATIENCE });
}

/** Opens a browser with the extension in it on the diary; undefined where there is no browser or no display. */
export async function openBrowser(options: {
  extension: string;
  diaryUrl: string;
  dataDir: string;
}): Promise<{ close(): Promise<void> } | undefined> {
  const executablePath = findChromium(process.env);
  if (!executablePath || !hasDisplay()) return undefined;
  const browser = await puppeteer
    .launch({
      executablePath,
      headless: false,
      // Over a pipe: the browser ends with us, however we end.
      pipe: true,
      enableExtensions: [options.extension],
      userDataDir: join(options.dataDir, 'browser'),
      defaultViewport: null,
      timeout: PATIENCE,
      protocolTimeout: PATIENCE,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: CHROMIUM_FLAGS,
    })
    .catch(() => undefined);
  if (!browser) return undefined;
  // Without the page the browser is still of use: the address is in the last line.
  await showDiary(browser, options.diaryUrl).catch(() => {});
  return browser;
}
