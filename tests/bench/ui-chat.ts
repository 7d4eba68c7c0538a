import type { Page } from 'puppeteer';
import { press, write } from '../journeys/stage.ts';
import { FREQUENT, RARE, RARE_AT } from './ui-school.ts';

/** Two frames: what was done is drawn. */
const drawn = (page: Page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/**
 * Presses a chat's row and goes back; resolves with the time from the press until the frame after the one in which
 * messages were drawn, ms.
 */
export async function openOnce(page: Page, title: string): Promise<number> {
  const taken = await page.evaluate(
    (wanted) =>
      new Promise<number>((done) => {
        const row = [...document.querySelectorAll('.chat-row-title')].find(
          (one) => one.textContent?.replaceAll('\u00a0', ' ') === wanted,
        );
        const started = performance.now();
        row?.closest('button')?.click();
        requestAnimationFrame(function look() {
          if (!document.querySelector('.message')) requestAnimationFrame(look);
          else requestAnimationFrame(() => done(performance.now() - started));
        });
      }),
    title,
  );
  await drawn(page);
  await press(page, 'Назад');
  await page.waitForSelector('.chat-row-title');
  return taken;
}

/**
 * Goes up page by page, as who drags the scroll bar to the top again and again; resolves with how long each page took
 * to come and be drawn, ms.
 */
export function scrollUp(page: Page, pages: number): Promise<number[]> {
  return page.evaluate(async (count) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const first = () => document.querySelector<HTMLElement>('[data-ordinal]')?.dataset.ordinal;
    const taken: number[] = [];
    for (let at = 0; at < count; at++) {
      const before = first();
      const started = performance.now();
      document.querySelector('.history')?.scrollTo(0, 0);
      while (first() === before) await frame();
      await frame();
      taken.push(performance.now() - started);
    }
    return taken;
  }, pages);
}

/** Scrolls by a fraction of the screen each frame, as a wheel or a finger does: so many screens up, negative: down. */
export async function glide(page: Page, screens: number): Promise<void> {
  await page.evaluate(async (wanted) => {
    const history = document.querySelector('.history') as HTMLElement;
    const step = Math.sign(wanted) * (history.clientHeight / 6);
    for (let at = 0; at < Math.abs(wanted) * 6; at++) {
      history.scrollBy(0, -step);
      await new Promise((done) => requestAnimationFrame(done));
    }
  }, screens);
}

/** To the newest message by the button; resolves when it is drawn. */
export async function toNewest(page: Page, last: number): Promise<void> {
  await page.evaluate(() => document.querySelector<HTMLElement>('.history-jump')?.click());
  await page.waitForSelector(`[data-ordinal="${last}"]`);
  await drawn(page);
}

/** Searches a frequent word in the open chat, then one that stands far back, and opens it there. */
export async function searchAndOpen(page: Page): Promise<void> {
  await page.keyboard.down('Control');
  await page.keyboard.press('KeyF');
  await page.keyboard.up('Control');
  await write(page, 'Слова из сообщения', FREQUENT);
  await page.waitForSelector('.hit');
  await page.$eval('.search-field input', (field) => field.select());
  await page.keyboard.type(RARE);
  await page.waitForFunction((word) => document.querySelector('.hit mark')?.textContent === word, {}, RARE);
  await page.evaluate(() => document.querySelector<HTMLElement>('.hit')?.click());
  await page.waitForSelector(`[data-ordinal="${RARE_AT}"]`);
  await drawn(page);
}
