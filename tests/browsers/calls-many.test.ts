import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ru } from '../../i18n/ru.ts';
import { buildCallPage, launchForCalls, press, serveCallPage } from './call-school.ts';
import { checkLooks, type Look } from './screen.ts';

const words = ru.callView;
let browser: Browser;
let server: Awaited<ReturnType<typeof serveCallPage>>;

beforeAll(async () => {
  server = await serveCallPage(await buildCallPage());
  browser = await launchForCalls();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

async function openMany(query: string, width: number, height: number): Promise<Page> {
  const page = await browser.newPage();
  await page.setViewport({ width, height });
  await page.goto(`${server.url}/many.html?${query}`);
  await page.waitForSelector('.call-tile');
  return page;
}

const LOOKS: Look[] = [
  { width: 360, height: 740, scheme: 'light' },
  { width: 1389, height: 868, scheme: 'dark' },
  { width: 1920, height: 1080, scheme: 'light' },
  { width: 400, height: 740, scheme: 'light', text: 200 },
];
const people = (page: Page) =>
  page.$$eval('.call-tile[data-person]', (tiles) => tiles.map((tile) => tile.getAttribute('data-person') ?? ''));

test('CALL72 a class of 60 is shown page by page, up to 49 at once, and everybody is on a page', async () => {
  const page = await openMany('count=60', 1920, 1080);
  await press(page, words.more);
  await page.waitForSelector('.call-side-row select');
  await page.select('.call-side-row select', '49');
  await page.waitForFunction(() => document.querySelectorAll('.call-tile').length === 49);
  const first = await people(page);
  expect(first).toHaveLength(48);
  await page.locator('.call-more').click();
  await page.waitForFunction(() => document.querySelectorAll('.call-tile[data-person]').length === 12);
  expect(new Set([...first, ...(await people(page))]).size).toBe(60);
  await press(page, words.previousPage);
  await page.waitForFunction(() => document.querySelectorAll('.call-tile').length === 49);
  expect(await people(page)).toEqual(first);
  await page.close();
});

test('CALL73 grid, participants, «Ещё» and a screen with a full class have no finding of axe at any width', async () => {
  const page = await openMany('count=18&lead=1', 1389, 868);
  await checkLooks(page, 'many-grid', LOOKS);
  await page.setViewport({ width: 1389, height: 868 });
  await press(page, ru.call.participants);
  await page.waitForSelector('.call-people');
  await checkLooks(page, 'many-people', LOOKS);
  await page.setViewport({ width: 1389, height: 868 });
  await press(page, words.more);
  await page.waitForSelector('.call-keys');
  await checkLooks(page, 'many-more', LOOKS);
  await page.close();
  const screen = await openMany('count=18&screen=1', 1389, 868);
  await screen.waitForSelector('.is-screen video');
  await checkLooks(screen, 'many-screen', LOOKS);
  await screen.close();
});

test('CALL74 somebody who is pinned stands large until unpinned, and the list of participants is searched by name', async () => {
  const page = await openMany('count=18', 1389, 868);
  await press(page, ru.call.participants);
  await page.locator('.call-people input').fill('дарья пономарева');
  await page.waitForFunction(() => document.querySelectorAll('.call-people li').length === 3);
  const name = 'Дарья Пономарёва';
  await page.locator('.call-people li button').click();
  await page.locator('.call-person-settings button').click();
  await page.waitForFunction((text) => document.querySelector('.call-large')?.textContent?.includes(text), {}, name);
  await page.locator('.call-person-settings input').fill('30');
  await page.waitForFunction(
    () => document.querySelector<HTMLInputElement>('.call-person-settings input')?.value === '30',
  );
  await page.hover('.call-large');
  await press(page, words.unpin(name));
  await page.waitForFunction(() => !document.querySelector('.call-large'));
  await page.close();
});
