import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'puppeteer';
import { expect } from 'vitest';

/** How a screen is looked at. `text`: size of the text, percent. */
export interface Look {
  width: number;
  height: number;
  scheme: 'light' | 'dark';
  text?: number;
  /** The few colours that somebody chose for everything (Windows' contrast themes). */
  isForced?: boolean;
}

/** The panel's looks: narrow, light and dark, and with text twice as large. */
export const PANEL_LOOKS: Look[] = [
  { width: 360, height: 720, scheme: 'light' },
  { width: 360, height: 720, scheme: 'dark' },
  { width: 400, height: 720, scheme: 'light', text: 200 },
];

/** As a page of its own in a wide window, and in forced colours. */
export const MORE_LOOKS: Look[] = [
  { width: 1100, height: 800, scheme: 'light' },
  { width: 360, height: 720, scheme: 'dark', isForced: true },
];

/** A picture to look at, where SCREENS names a folder (`npm run screens`). */
export async function shoot(page: Page, name: string): Promise<void> {
  if (!process.env.SCREENS) return;
  const folder = resolve(process.env.SCREENS);
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}

/** A picture for the README: two pixels where the screen has one. */
export async function shootForReadme(page: Page, name: string, look: Look): Promise<void> {
  const { width, height, scheme } = look;
  await page.setViewport({ width, height, deviceScaleFactor: 2 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await settled(page);
  await shoot(page, `readme-${name}`);
  await page.setViewport({ width, height });
}

/** Waits until what a new size or new colours bring is drawn, and ends colours that are still changing. */
const settled = (page: Page) =>
  page.evaluate(async () => {
    // A covered page draws no frames.
    const late = new Promise((done) => setTimeout(done, 100));
    const drawn = new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await Promise.race([drawn, late]);
    for (const change of document.getAnimations()) if (change instanceof CSSTransition) change.finish();
  });

/**
 * Draws the screen, and expects no finding of axe and nothing wider than the window. `onlyColours`: what was there in
 * this size a moment ago has other colours and nothing else.
 */
export async function checkScreen(page: Page, name: string, onlyColours = false): Promise<void> {
  await shoot(page, name);
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(
    async (rules) => {
      const { axe: runner } = window as unknown as { axe: typeof import('axe-core') };
      const { violations } = await runner.run(rules ? { runOnly: { type: 'rule', values: rules } } : {});
      return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`);
    },
    onlyColours ? ['color-contrast'] : null,
  );
  expect(found, name).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${name} is wider than the window`).toBeLessThanOrEqual(0);
  const cut = await page.$$eval('dialog[open]', (all) => all.map((one) => one.scrollWidth - one.clientWidth));
  expect(Math.max(0, ...cut), `${name} has a dialog whose text is cut off`).toBe(0);
}

/** The same screen in each look. */
export async function checkLooks(page: Page, name: string, looks: Look[]): Promise<void> {
  const seen = new Set<string>();
  for (const { width, height, scheme, text = 100, isForced } of looks) {
    await page.setViewport({ width, height });
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'forced-colors', value: isForced ? 'active' : 'none' },
    ]);
    await page.evaluate((size) => {
      document.documentElement.style.fontSize = `${size}%`;
    }, text);
    await settled(page);
    const sort = `${text === 100 ? '' : `-${text}`}${isForced ? '-forced' : ''}`;
    const size = `${width} ${height} ${text} ${isForced}`;
    await checkScreen(page, `${name}-${width}-${scheme}${sort}`, seen.has(size));
    seen.add(size);
  }
  // What is done on the screen next is done with text and colours as they usually are.
  await page.emulateMediaFeatures([{ name: 'forced-colors', value: 'none' }]);
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '';
  });
}
