import type { Browser, Page, Target } from 'puppeteer';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type RunningDiary, startDiary } from '../../demo/diary/server.ts';
import {
  buttonNames,
  evaluateInContentScript,
  launchWithExtension,
  openDiary,
  waitForButtons,
} from './diary-browser.ts';

declare global {
  interface Window {
    demoDiary: {
      isDrawn(): boolean;
      removeAnchor(): void;
      replaceHeader(): void;
      wipe(): void;
      restore(): void;
      navigate(path: string): Promise<void>;
      rerender(times: number, pauseMs?: number): Promise<void>;
    };
  }
}

const ICON = 'Личные сообщения';
const HEADPHONES = 'Наушники: ';

let diary: RunningDiary;
let browser: Browser;
let extensionId: string;
let page: Page;

beforeAll(async () => {
  // A Wednesday.
  diary = await startDiary({ port: 0, clock: () => new Date(2025, 10, 19, 12) });
  ({ browser, extensionId } = await launchWithExtension());
});
afterEach(() => page?.close());
afterAll(async () => {
  await browser?.close();
  await diary?.close();
});

const icons = (names: string[]): number => names.filter((name) => name === ICON).length;
const headphones = (names: string[]): string[] => names.filter((name) => name.startsWith(HEADPHONES));
const complete = (names: string[]): boolean => icons(names) === 1 && headphones(names).length === 34;

async function openComplete(login = 'anna'): Promise<Page> {
  page = await openDiary(browser, diary.url, login);
  await waitForButtons(page, complete, 'icon and 34 headphones');
  return page;
}

/** Whether the icon is in the header, or floats at the lower right. */
async function iconPlace(): Promise<'header' | 'floating' | 'elsewhere'> {
  const icon = await page.waitForSelector(`::-p-aria(${ICON})`);
  const box = await icon?.boundingBox();
  const view = page.viewport();
  if (!box || !view) throw new Error('The icon has no place');
  if (box.y < 80) return 'header';
  return box.x > view.width - 100 && box.y > view.height - 100 ? 'floating' : 'elsewhere';
}

/** Pages of the extension that are open: panel and call page. */
function ourPages(): string[] {
  const targets = browser.targets().map((target) => target.url());
  return targets.filter((url) => /^chrome-extension:\/\/[^/]+\/(sidepanel|call)/.test(url));
}

async function closeOurPages(): Promise<void> {
  for (const target of browser.targets()) {
    if (/^chrome-extension:\/\/[^/]+\/(sidepanel|call)/.test(target.url())) await (await target.asPage()).close();
  }
  await until(() => ourPages().length === 0, 'our pages are closed');
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 10_000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`Never: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

const settled = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

test('DIARY12 icon and headphones come although the application draws late', async () => {
  page = await openDiary(browser, diary.url, 'anna');
  expect(await page.evaluate(() => document.querySelector('.header'))).toBeNull();
  const names = await waitForButtons(page, complete, 'icon and 34 headphones');
  expect(names.filter((name) => name.startsWith('Наушники: 7 Б — Алгебра'))).not.toHaveLength(0);
  expect(await iconPlace()).toBe('header');
});

test('DIARY13 a week that replaces all rows has its headphones again, each once', async () => {
  await openComplete();
  await page.evaluate(() => document.querySelector('.schedule-item-row')?.setAttribute('data-old', ''));
  await page.click('.next-week-button');
  await page.waitForFunction(() => !document.querySelector('[data-old]'));
  await waitForButtons(page, complete, 'the next week');
});

test('DIARY14 the icon survives the loss of its anchor, of the header and of everything', async () => {
  await openComplete();
  await page.evaluate(() => window.demoDiary.removeAnchor());
  await waitForButtons(page, complete, 'the icon beside another anchor');
  expect(await iconPlace()).toBe('header');
  await page.evaluate(() => window.demoDiary.replaceHeader());
  await waitForButtons(page, complete, 'the icon in the new header');
  expect(await iconPlace()).toBe('header');
  await page.evaluate(() => window.demoDiary.wipe());
  await waitForButtons(page, (names) => icons(names) === 0, 'nothing on an empty page');
  await page.evaluate(() => window.demoDiary.restore());
  await waitForButtons(page, complete, 'all of it again');
});

test('DIARY15 a page inside the application has the icon and no headphones; going back brings them', async () => {
  await openComplete();
  await page.evaluate(() => window.demoDiary.navigate('/progress/all_marks'));
  await waitForButtons(page, (names) => icons(names) === 1 && headphones(names).length === 0, 'the page of marks');
  await page.goBack();
  await waitForButtons(page, complete, 'the diary again');
  expect(await iconPlace()).toBe('header');
});

test('DIARY16 a hundred redraws leave no second icon, and end with everything in its place', async () => {
  await openComplete();
  await page.evaluate(() => window.demoDiary.rerender(100));
  await waitForButtons(page, complete, 'all after 100 redraws at once');
  const seen: number[] = [];
  const redraws = page.evaluate(() => window.demoDiary.rerender(100, 30));
  const end = redraws.then(() => 'done');
  while ((await Promise.race([end, settled(150)])) !== 'done') seen.push(icons(await buttonNames(page)));
  expect(Math.max(...seen)).toBeLessThanOrEqual(1);
  await waitForButtons(page, complete, 'all after 100 redraws in a row');
  // The page has won for ten seconds at most.
  await settled(11_000);
  await waitForButtons(page, complete, 'still each once');
  expect(await iconPlace()).toBe('header');
});

test('DIARY17 without a header the icon floats at the lower right', async () => {
  page = await openDiary(browser, diary.url, 'anna', 'variant=no-header');
  const names = await waitForButtons(page, complete, 'the floating icon');
  expect(await iconPlace()).toBe('floating');
  expect(names).toContain('Наушники: Алгебра');
});

test('DIARY18 in a parent diary the headphones are disabled and say why', async () => {
  page = await openDiary(browser, diary.url, 'olga');
  await waitForButtons(page, complete, 'icon and headphones');
  const button = await page.waitForSelector('::-p-aria(Наушники: 7 Б — Русский язык)');
  const state = await button?.evaluate((element) =>
    ['aria-disabled', 'title'].map((name) => element.getAttribute(name)),
  );
  expect(state).toEqual(['true', 'Урок для ученика: войдите под его именем']);
  await button?.click();
  await settled(500);
  expect(ourPages()).toEqual([]);
});

test('DIARY19 a teacher has headphones beside the heading of the journal', async () => {
  page = await openDiary(browser, diary.url, 'elena');
  const names = await waitForButtons(page, (all) => icons(all) === 1 && headphones(all).length === 1, 'icon and start');
  expect(headphones(names)[0]).toMatch(/^Наушники: (начать урок, )?7 Б — Алгебра/);
});

test('DIARY20 a sign-in page has nothing of ours', async () => {
  page = await browser.newPage();
  await page.goto(`${diary.url}/authenticate?role=pupil`);
  await settled(5000);
  expect(await buttonNames(page)).toEqual(['Войти']);
});

test('S1 neither the page nor a content script can ask for more than to open the panel and a call', async () => {
  await openComplete();
  await closeOurPages();
  const chromeOfPage = 'typeof globalThis.chrome?.runtime?.sendMessage + typeof globalThis.chrome?.runtime?.connect';
  expect(await page.evaluate(chromeOfPage)).toBe('undefinedundefined');
  const targets = browser.targets().length;
  const forged = [
    { type: 'session:sign-in' },
    { type: 'call:open', chatId: 'chat-1' },
    { type: 'call:ask', lesson: { className: 7 } },
    { type: 'call:ask' },
    { type: 'session:token' },
    { type: 'panel:close' },
    'panel:open',
    null,
  ];
  for (const message of forged) {
    const send = `chrome.runtime.sendMessage(${JSON.stringify(message)}).then((answer) => answer ?? null, () => null)`;
    expect(await evaluateInContentScript(page, extensionId, send)).toBeNull();
  }
  await settled(1000);
  expect(ourPages()).toEqual([]);
  expect(browser.targets()).toHaveLength(targets);
});

test('S2 the page sees no text and no attribute of ours, in its DOM or in events', async () => {
  await openComplete();
  const dump = await page.evaluate(() => ({
    markup: document.documentElement.outerHTML,
    text: document.documentElement.innerText,
    hosts: [...document.querySelectorAll('span')]
      .filter((span) => span.attributes.length === 0)
      .map((host) => ({ markup: host.outerHTML, root: host.shadowRoot })),
  }));
  expect(dump.hosts).toEqual(Array.from({ length: 35 }, () => ({ markup: '<span></span>', root: null })));
  for (const ours of [ICON, 'Наушники', 'участник', 'Иванова Анна', 'непрочитан', 'chrome-extension']) {
    expect(dump.markup).not.toContain(ours);
    expect(dump.text).not.toContain(ours);
  }
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    for (const type of ['pointerdown', 'click', 'focusin', 'mouseover', 'message']) {
      const note = (event: Event): void => {
        const path = event.composedPath().map((target) => (target instanceof Element ? target.outerHTML : ''));
        seen.push(`${event.type} ${path.slice(0, 2).join(' ')} ${JSON.stringify((event as MessageEvent).data ?? '')}`);
      };
      window.addEventListener(type, note, true);
    }
  });
  await (await page.waitForSelector(`::-p-aria(${ICON})`))?.hover();
  await (await page.waitForSelector(`::-p-aria(${ICON})`))?.focus();
  const events = await page.evaluate(() => (window as unknown as { seen: string[] }).seen.join('\n'));
  expect(events).toContain('mouseover <span></span>');
  expect(events).not.toMatch(/button|Личные|Наушники/);
});

test('S3 clicks that a script makes start nothing, a person’s click does', async () => {
  await openComplete();
  await closeOurPages();
  await page.evaluate(() => {
    for (const host of document.querySelectorAll<HTMLElement>('span:not([class])')) {
      host.click();
      host.shadowRoot?.querySelector('button')?.click();
      host.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
    }
  });
  await settled(1000);
  expect(ourPages()).toEqual([]);
  // A click on something of the page that lies over ours is the page's.
  const icon = await page.waitForSelector(`::-p-aria(${ICON})`);
  const box = await icon?.boundingBox();
  if (!box) throw new Error('The icon has no place');
  await page.evaluate(() => {
    const cover = document.createElement('div');
    cover.id = 'cover';
    cover.style.cssText = 'position:fixed;inset:0;opacity:0;z-index:2147483647';
    document.body.append(cover);
  });
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await settled(1000);
  expect(ourPages()).toEqual([]);
  await page.evaluate(() => document.querySelector('#cover')?.remove());
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await until(() => ourPages().some((url) => url.includes('/sidepanel')), 'the panel has opened');
  const button = await page.waitForSelector('::-p-aria(Наушники: 7 Б — Литература)');
  await button?.click();
  await until(() => ourPages().some((url) => url.includes('/call')), 'the call page has opened');
  await closeOurPages();
});

test('DIARY21 when the background is killed the page wakes it', async () => {
  await openComplete();
  const isOurs = (target: Target): boolean => target.type() === 'service_worker' && target.url().includes(extensionId);
  const killed = await browser.waitForTarget(isOurs);
  await (await killed.worker())?.close();
  await until(() => !browser.targets().includes(killed), 'the background is gone');
  await browser.waitForTarget(isOurs, { timeout: 10_000 });
  await waitForButtons(page, complete, 'all as before');
});

// The last one: the browser has no extension afterwards.
test('DIARY22 when the extension is removed nothing of it stays in the page', async () => {
  await openComplete();
  await browser.uninstallExtension(extensionId);
  await waitForButtons(page, (names) => icons(names) + headphones(names).length === 0, 'a page without ours');
  const rest = await page.evaluate(
    () => [...document.querySelectorAll('span')].filter((span) => span.attributes.length === 0).length,
  );
  expect(rest).toBe(0);
});
