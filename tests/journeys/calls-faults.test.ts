import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../backend/storage/database.ts';
import { ru } from '../../i18n/ru.ts';
import { until } from '../backend/calls-school.ts';
import { press as pressButton, see } from '../browsers/call-school.ts';
import { FAKE_DEVICES } from '../browsers/chromium.ts';
import { type FaultyLink, startFaultyLink } from '../browsers/faulty-link.ts';
import { seeMoving } from '../browsers/moving.ts';
import { pidsWith } from './processes.ts';
import { type Person, type Stage, seeText, signedIn, startStage } from './stage.ts';

const FLAGS = FAKE_DEVICES;
const words = ru.call;
let stage: Stage;
let link: FaultyLink;
let pupil: Page;
let teacher: Page;
const ids = { anna: '', elena: '', chat: '' };

async function readIds(): Promise<void> {
  const db = await openDatabase(join(stage.environment.dataDir, 'peremenka.sqlite'));
  const person = (familyName: string) =>
    db.selectFrom('people').select('id').where('familyName', '=', familyName).where('role', '!=', 'parent');
  const chat = db.selectFrom('chats').select('id').where('className', '=', '7Б').where('subject', '=', 'Алгебра');
  ids.chat = (await chat.executeTakeFirstOrThrow()).id;
  ids.anna = (await person('Иванова').where('givenName', '=', 'Анна').executeTakeFirstOrThrow()).id;
  await db.destroy();
}

/** The call's page, through the link where there is one. */
async function openCall(person: Person, through?: FaultyLink): Promise<Page> {
  const page = await person.browser.newPage();
  await through?.lead(page);
  await page.goto(`chrome-extension://${person.extensionId}/call.html?chat=${ids.chat}`);
  return page;
}

/** Who of the others moves in a page. */
const other = (page: Page) =>
  page.waitForFunction(
    () =>
      [...document.querySelectorAll<HTMLElement>('[data-person]')].find((one) =>
        one.querySelector('video:not(.is-mirror)'),
      )?.dataset.person ?? false,
  );

beforeAll(async () => {
  stage = await startStage();
  await readIds();
  const { ports } = stage.environment;
  link = await startFaultyLink([ports.PORT, ports.LIVEKIT_PORT], ports.LIVEKIT_UDP_PORT);
  const serverUrl = `http://127.0.0.1:${link.portFor(ports.PORT)}`;
  const [anna, elena] = await Promise.all([
    signedIn(stage, 'anna', '9120000001', { flags: FLAGS, serverUrl }),
    signedIn(stage, 'elena', '9120000002', { flags: FLAGS }),
  ]);
  await seeText(anna.panel, '7 Б — Алгебра');
  await seeText(elena.panel, '7 Б — Алгебра');
  await Promise.all([anna.panel.close(), elena.panel.close()]);
  teacher = await openCall(elena.person);
  await pressButton(teacher, words.start);
  pupil = await openCall(anna.person, link);
  await pressButton(pupil, words.join);
  ids.elena = (await (await other(pupil)).jsonValue()) as string;
  await other(teacher);
});
afterAll(async () => {
  await stage?.close();
  await link?.close();
});

const bothMove = (ms?: number) => Promise.all([seeMoving(pupil, ids.elena, ms), seeMoving(teacher, ids.anna, ms)]);
const isUp = () => teacher.$(`[data-person="${ids.anna}"] .hand-badge`).then((badge) => badge !== null);

/** Presses until the teacher sees the hand so: while the page has no line to the server, a press only says so. */
async function move(hand: 'up' | 'down', ms: number): Promise<void> {
  const name = hand === 'up' ? words.hand.raise : words.hand.lower;
  await until(
    `the hand to be ${hand}`,
    async () => {
      if ((await isUp()) === (hand === 'up')) return true;
      const button = await pupil.$(`[aria-label="${name}"]`);
      await button?.evaluate((one) => (one as HTMLElement).click());
      await sleep(500);
      return false;
    },
    ms,
  );
}

test('CALL98 our server is killed: sound and pictures go on, and commands and the room’s state are back with it', async () => {
  await move('up', 10_000);
  for (const pid of pidsWith('backend/main.ts', `PORT=${stage.environment.ports.PORT}`)) process.kill(pid, 'SIGKILL');
  await bothMove();
  expect(await pupil.evaluate(() => document.body.innerText)).not.toContain(words.reconnecting);
  await pressButton(teacher, words.participants);
  await see(teacher, words.hand.raised(1));
  await move('down', 30_000);
  await bothMove();
});

test('CALL99 the address changes under a page: pictures go on, and its commands and what it is told come again', async () => {
  link.move();
  await bothMove();
  await move('up', 60_000);
  await pupil.waitForSelector(`[aria-label="${words.hand.lower}"]`);
  await bothMove();
  expect(await pupil.evaluate(() => document.body.innerText)).not.toContain(words.leftTitle);
});
