import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import puppeteer, { type Browser, type ElementHandle, type Page, type WebWorker } from 'puppeteer';
import { run } from '../../demo/launcher/child.ts';
import { type Demo, startDemo } from '../../demo/launcher/demo.ts';
import type { DemoEnvironment } from '../../demo/launcher/environment.ts';
import { CHROMIUM_FLAGS } from '../../tools/chromium.mjs';
import { freeTcpPort, freeUdpPort } from '../backend/calls-school.ts';
import { chromiumPath } from '../browsers/chromium.ts';
import { openDiary } from './diary-browser.ts';

/** How long something may take to appear on a busy machine, ms. */
const PATIENCE = 20_000;

/** The whole demo on free ports, as `npm start` starts it. */
export interface Stage {
  environment: DemoEnvironment;
  demo: Demo;
  /** What the demo said: the stand-in's codes are among it. */
  said: string[];
  /** A person at a machine of their own: a fresh browser with the extension. */
  person(options?: PersonOptions): Promise<Person>;
  close(): Promise<void>;
}

export interface PersonOptions {
  flags?: string[];
  /** Where this browser reaches the server, for a network that can be cut. */
  serverUrl?: string;
}

/** A browser with the extension in it; ids and steps as a person would take them. */
export interface Person {
  browser: Browser;
  extensionId: string;
  worker(): Promise<WebWorker>;
  /** Signs in at the diary and waits for its page. */
  diary(login: string, query?: string): Promise<Page>;
  /** One click on the icon in the diary's page; resolves with the side panel. */
  openPanel(diary: Page): Promise<Page>;
  /** A page of the extension in a tab. */
  page(path: string): Promise<Page>;
  /** Waits for a page whose address holds this text. */
  waitForPage(part: string): Promise<Page>;
  close(): Promise<void>;
}

const aria = (name: string) => `::-p-aria(${name})`;

/**
 * Waits for a button, link or field by its accessible name, and clicks it. A click waits for two frames to be drawn,
 * and a page that another tab has covered draws none: then it is brought to the front.
 */
export async function press(page: Page, name: string): Promise<void> {
  try {
    await page.locator(aria(name)).setTimeout(5000).click();
  } catch {
    await page.bringToFront().catch(() => {});
    const click = page.locator(aria(name)).setTimeout(5000).click();
    await click.catch(async () => {
      // A page that draws no frames is pressed all the same.
      const found = await page.waitForSelector(aria(name), { timeout: PATIENCE });
      await found?.evaluate((element) => {
        (element as HTMLElement).focus();
        (element as HTMLElement).click();
      });
    });
  }
}

/** Asks for the connection now, unless it has come back by itself meanwhile. */
export async function reconnect(page: Page): Promise<void> {
  const button = await page.$(aria('Повторить'));
  await button?.click().catch(() => {});
  await notSeeText(page, 'Нет связи.');
}

/** Waits until the page shows a text. */
export async function seeText(page: Page, text: string, timeout = PATIENCE): Promise<void> {
  await page
    .waitForFunction((wanted) => document.body?.innerText.replaceAll('\u00a0', ' ').includes(wanted), { timeout }, text)
    .catch(async () => {
      const shown = await page.evaluate(() => document.body.innerText).catch(() => '(page closed)');
      throw new Error(`Never seen: «${text}». The page shows:\n${shown}`);
    });
}

/** Waits until a text is gone. */
export async function notSeeText(page: Page, text: string, timeout = PATIENCE): Promise<void> {
  await page.waitForFunction(
    (wanted) => !document.body?.innerText.replaceAll('\u00a0', ' ').includes(wanted),
    { timeout },
    text,
  );
}

/** Types into a field by its accessible name. */
export async function write(page: Page, name: string, text: string): Promise<void> {
  await press(page, name);
  await page.keyboard.type(text);
}

async function launchPerson(environment: DemoEnvironment, options: PersonOptions): Promise<Person> {
  const { flags = [], serverUrl = environment.serverUrl } = options;
  const browser = await puppeteer.launch({
    executablePath: chromiumPath(),
    headless: true,
    pipe: true,
    enableExtensions: true,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [...CHROMIUM_FLAGS, '--disable-gpu', '--mute-audio', ...flags],
  });
  const extensionId = await browser.installExtension(resolve('.output/chrome-mv3-demo'));

  async function worker(): Promise<WebWorker> {
    const target = await browser.waitForTarget(
      (one) => one.type() === 'service_worker' && one.url().includes(extensionId),
      { timeout: PATIENCE },
    );
    const found = await target.worker();
    if (!found) throw new Error('the service worker is gone');
    return found;
  }
  // The build knows the demo's usual ports; here they are free ones.
  const service = await worker();
  await service.evaluate(`chrome.storage.local.set({ serverUrl: '${serverUrl}' })`);

  async function waitForPage(part: string): Promise<Page> {
    const target = await browser
      .waitForTarget((one) => one.url().includes(part), { timeout: PATIENCE })
      .catch(() => {
        const open = browser.targets().map((one) => one.url());
        throw new Error(`No page with ${part}. Open are:\n${open.join('\n')}`);
      });
    return target.asPage();
  }

  return {
    browser,
    extensionId,
    worker,
    waitForPage,
    diary: (login, query = '') => openDiary(browser, environment.diaryUrl, login, query),
    async openPanel(diary) {
      await diary.bringToFront();
      await press(diary, 'Личные сообщения');
      return waitForPage('sidepanel.html');
    },
    async page(path) {
      const page = await browser.newPage();
      await page.goto(`chrome-extension://${extensionId}/${path}`);
      return page;
    },
    close: () => browser.close(),
  };
}

/** Starts the demo on free ports in a fresh folder. The extension was built by `build-extension.ts`. */
export async function startStage(): Promise<Stage> {
  const [PORT, DIARY_PORT, VKID_PORT, LIVEKIT_PORT] = await Promise.all([1, 2, 3, 4].map(freeTcpPort));
  const ports = { PORT, DIARY_PORT, VKID_PORT, LIVEKIT_PORT, LIVEKIT_UDP_PORT: await freeUdpPort() };
  const dataDir = mkdtempSync(join(tmpdir(), 'peremenka-stage-'));
  const environment = {
    ports,
    dataDir,
    noBrowser: true,
    serverUrl: `http://127.0.0.1:${PORT}`,
    diaryUrl: `http://epos.localhost:${DIARY_PORT}`,
    vkIdUrl: `http://127.0.0.1:${VKID_PORT}`,
  } as DemoEnvironment;
  const said: string[] = [];
  const demo = await startDemo(environment, (line) => void said.push(line));
  await demo.callsStatus();
  const people: Person[] = [];
  return {
    environment,
    demo,
    said,
    async person(options = {}) {
      const person = await launchPerson(environment, options);
      people.push(person);
      return person;
    },
    async close() {
      await Promise.allSettled(people.map((person) => person.close()));
      await demo.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Walks the stand-in's pages: phone, password, then allows or denies. The window closes by itself afterwards. */
export async function passVkId(
  person: Pick<Person, 'waitForPage'>,
  phone: string,
  password = 'demo',
  answer: 'allow' | 'deny' = 'allow',
): Promise<void> {
  const page = await person.waitForPage('/sign-in?flow=');
  // A browser that knows somebody offers them first.
  const first = await page.waitForSelector('input[name=phone], button[value=other]', { timeout: PATIENCE });
  if (await first?.evaluate((element) => element.tagName === 'BUTTON')) await page.click('button[value=other]');
  await page.locator('input[name=phone]').setTimeout(PATIENCE).fill(phone);
  await page.click('button[value=phone]');
  await page.locator('input[name=password]').setTimeout(PATIENCE).fill(password);
  await page.click('button[value=password]');
  await answerVkId(page, answer);
}

/** Answers the stand-in's last question; who has allowed before is not asked again, and the window closes. */
export async function answerVkId(page: Page, answer: 'allow' | 'deny' = 'allow'): Promise<void> {
  // Null when the page closes instead.
  const button = await page.waitForSelector(`button[value=${answer}]`, { timeout: PATIENCE }).catch(() => null);
  await button?.click();
}

/** A person of the demo school, signed in: the panel beside their diary. */
export async function signedIn(stage: Stage, login: string, phone: string, options: PersonOptions = {}) {
  const person = await stage.person(options);
  const diary = await person.diary(login);
  const panel = await person.openPanel(diary);
  await press(panel, 'Войти с VK ID');
  await passVkId(person, phone);
  return { person, diary, panel };
}

/** The one-time code that the school's command line gives for a person. */
export async function schoolCode(stage: Stage, reference: string): Promise<string> {
  const { output } = await run(process.execPath, ['backend/school/cli.ts', 'code', reference], {
    DATA_DIR: stage.environment.dataDir,
  });
  const code = /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(output)?.[0];
  if (!code) throw new Error(`no code in: ${output}`);
  return code;
}

/** Opens a chat by its row. */
export async function openChat(panel: Page, title: string): Promise<void> {
  await panel.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll('.chat-row-title')].some(
        (row) => row.textContent?.replaceAll('\u00a0', ' ') === wanted,
      ),
    {},
    title,
  );
  const handle = await panel.evaluateHandle(
    (wanted) =>
      [...document.querySelectorAll('.chat-row-title')]
        .find((row) => row.textContent?.replaceAll('\u00a0', ' ') === wanted)
        ?.closest('button') ?? null,
    title,
  );
  await (handle.asElement() as ElementHandle<Element> | null)?.click();
  await panel.waitForSelector('textarea', { timeout: PATIENCE }).catch(async () => {
    const shown = await panel.evaluate(() => document.body.innerText).catch(() => '(page closed)');
    throw new Error(`«${title}» did not open. The page shows:\n${shown}`);
  });
}
