import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer';
import type { Person } from '../journeys/stage.ts';

const ROW = '.chat-row-title';

/**
 * A page of the extension with one row and nothing else: what opening any page costs here. Put into the folder that
 * `root` names before a browser has it.
 */
export function addBarePage(root: string): void {
  const script = `document.body.innerHTML = '<p class="${ROW.slice(1)}">Hello</p>';`;
  writeFileSync(join(root, 'bare.js'), script);
  writeFileSync(join(root, 'bare.html'), '<!doctype html><body><script type="module" src="/bare.js"></script>');
}

/** Forgets what this browser keeps of a person's chats, but not who is signed in. */
async function wipe(page: Page, origin: string, personId: string): Promise<void> {
  await page.goto(`${origin}/manifest.json`);
  await page.evaluate(
    (name) =>
      new Promise((done) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = done;
        request.onerror = done;
        request.onblocked = done;
      }),
    `peremenka-person-${personId}`,
  );
}

/**
 * Opens a page of the extension in a new tab; resolves with the time from the start of its navigation until the frame
 * after the one in which its first rows were drawn, ms. `wiped`: whose store is to be empty before.
 */
export async function paintOnce(person: Person, path: string, wiped?: string): Promise<number> {
  const page = await person.browser.newPage();
  const origin = `chrome-extension://${person.extensionId}`;
  if (wiped) await wipe(page, origin, wiped);
  await page.evaluateOnNewDocument((row) => {
    requestAnimationFrame(function look() {
      if (document.querySelector(row)) requestAnimationFrame(() => performance.mark('painted'));
      else requestAnimationFrame(look);
    });
  }, ROW);
  await page.goto(`${origin}/${path}`);
  await page.waitForFunction(() => performance.getEntriesByName('painted').length > 0);
  const painted = await page.evaluate(() => performance.getEntriesByName('painted')[0]?.startTime ?? 0);
  await page.close();
  return painted;
}
