import { join } from 'node:path';
import puppeteer from 'puppeteer';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/chromium.mjs';

const hasDisplay = () => process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

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
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: CHROMIUM_FLAGS,
    })
    .catch(() => undefined);
  if (!browser) return undefined;
  const [first] = await browser.pages();
  const page = first ?? (await browser.newPage());
  await page.goto(options.diaryUrl).catch(() => {});
  return { close: () => browser.close() };
}
