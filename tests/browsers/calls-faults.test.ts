import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { Browser, Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { superviseLivekit } from '../../backend/calls/livekit-server.ts';
import { ru } from '../../i18n/ru.ts';
import { freeTcpPort, freeUdpPort, livekitBinary, livekitPid, startOpen, until } from '../backend/calls-school.ts';
import { type CallSchool, launchForCalls, openCall, openCallSchool, press, see, seeFrames } from './call-school.ts';
import { type FaultyLink, startFaultyLink } from './faulty-link.ts';
import { seeMoving } from './moving.ts';

const words = ru.call;
const chatId = 'algebra';
let school: CallSchool;
let browser: Browser;
let link: FaultyLink;

beforeAll(async () => {
  school = await openCallSchool();
  link = await startFaultyLink([portOf(school), school.livekitPort], school.livekitUdpPort);
  browser = await launchForCalls();
});
afterAll(async () => {
  await browser?.close();
  await link?.close();
  await school?.close();
});
afterEach(async () => {
  link.restore();
  const { call } = await run('call:state', 'elena', { chatId });
  if (call) await run('call:end', 'elena', { callId: call.id });
  for (const context of browser.browserContexts()) if (context.id) await context.close();
});

type Commands = CallSchool['calls']['commands'];
function run<N extends keyof Commands>(name: N, who: string, input: Parameters<Commands[N]>[1]) {
  return school.calls.commands[name](school.as(who), input as never) as ReturnType<Commands[N]>;
}
const portOf = ({ pageUrl }: CallSchool) => Number(new URL(pageUrl).port);
const roomOf = async (callId: string) => (await run('call:room', 'elena', { callId })).room;

/** The call page of a person whose whole network is the link. */
async function openThroughLink(person: string): Promise<Page> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await link.lead(page);
  await page.goto(`http://127.0.0.1:${link.portFor(portOf(school))}/?person=${person}&chat=${chatId}`);
  return page;
}

async function enter(page: Page): Promise<Page> {
  await press(page, words.join);
  return page;
}

const isGone = (page: Page, text: string, ms: number) =>
  page.waitForFunction((gone) => !document.body.innerText.includes(gone), { timeout: ms }, text);

/** Of each pupil: the mark, and whether they are inside now. */
const attendance = async (callId: string) =>
  (await run('call:attendance', 'elena', { callId })).pupils.map((one) => [
    ...[one.person.id, one.mark, one.leftAt === null],
  ]);
const BOTH_INSIDE = [
  ['anna', 'inside', true],
  ['ivan', 'inside', true],
];
const untilInside = (callId: string) =>
  until('both to be inside', async () => JSON.stringify(await attendance(callId)) === JSON.stringify(BOTH_INSIDE));

test('CALL92 LiveKit dies for a while: said within five seconds, and back by itself within thirty after it returns', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'livekit-'));
  const [port, udpPort] = [await freeTcpPort(), await freeUdpPort()];
  const access = { apiKey: 'key', apiSecret: 'a secret of more than thirty-two characters' };
  const startLivekit = async () => {
    const livekit = superviseLivekit({
      ...{ binary: livekitBinary(), port, udpPort, ...access, dataDir },
      ...{ webhookUrl: `http://127.0.0.1:${port}/nowhere`, log: pino({ level: 'silent' }) },
    });
    await until('LiveKit', () => livekit.status().status === 'running');
    return livekit;
  };
  let livekit = await startLivekit();
  const other = await openCallSchool({ external: { url: livekit.url, ...access } });
  try {
    const { call } = await startOpen(other, 'elena', chatId);
    const anna = await enter(await openCall(browser, other, 'anna'));
    const ivan = await enter(await openCall(browser, other, 'ivan'));
    await Promise.all([seeFrames(ivan, 'anna', 5), seeFrames(anna, 'ivan', 5)]);
    process.kill(livekitPid(port) as number, 'SIGKILL');
    await Promise.all([livekit.stop(), ...[anna, ivan].map((page) => see(page, words.reconnecting, 5000))]);
    await until('the server to notice', () => other.calls.status().status === 'unavailable');
    await sleep(5000);
    expect(await anna.evaluate(() => document.body.innerText)).toContain(words.reconnecting);
    livekit = await startLivekit();
    await Promise.all([seeMoving(ivan, 'anna', 30_000), seeMoving(anna, 'ivan', 30_000)]);
    await Promise.all([anna, ivan].map((page) => isGone(page, words.reconnecting, 5000)));
    expect((await other.calls.commands['call:state'](other.as('anna'), { chatId })).call?.id).toBe(call.id);
  } finally {
    await other.close();
    await livekit.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

test('CALL93 a link that is cut for ten seconds is told, and both see each other again; nobody has left', async () => {
  const { call } = await startOpen(school, 'elena', chatId);
  const anna = await enter(await openThroughLink('anna'));
  const ivan = await enter(await openCall(browser, school, 'ivan'));
  await Promise.all([seeFrames(ivan, 'anna', 5), seeFrames(anna, 'ivan', 5)]);
  const restored = sleep(10_000);
  link.cut();
  await see(anna, words.reconnecting, 9000);
  await restored;
  link.restore();
  await Promise.all([seeMoving(ivan, 'anna'), seeMoving(anna, 'ivan')]);
  await isGone(anna, words.reconnecting, 20_000);
  await untilInside(call.id);
});

test('CALL94 a whole class that is cut off for a minute is back in the same lesson by itself', async () => {
  const { call } = await startOpen(school, 'elena', chatId);
  const anna = await enter(await openThroughLink('anna'));
  const ivan = await enter(await openThroughLink('ivan'));
  await Promise.all([seeFrames(ivan, 'anna', 5), seeFrames(anna, 'ivan', 5)]);
  const restored = sleep(60_000);
  link.cut();
  await Promise.all([see(anna, words.reconnecting), see(ivan, words.reconnecting)]);
  await until('the server to see them gone', async () => !(await attendance(call.id)).some((one) => one[2]), 50_000);
  await restored;
  link.restore();
  await Promise.all([seeMoving(ivan, 'anna'), seeMoving(anna, 'ivan')]);
  await Promise.all([anna, ivan].map((page) => isGone(page, words.reconnecting, 10_000)));
  await untilInside(call.id);
  expect((await run('call:state', 'elena', { chatId })).call?.id).toBe(call.id);
});

test('CALL95 a tab that the browser freezes comes back by itself, and its person is one line of the attendance', async () => {
  const { call } = await startOpen(school, 'elena', chatId);
  const anna = await enter(await openCall(browser, school, 'anna'));
  const ivan = await enter(await openCall(browser, school, 'ivan'));
  await Promise.all([seeFrames(ivan, 'anna', 5), seeFrames(anna, 'ivan', 5)]);
  // Only what another tab covers is frozen.
  const cover = await anna.browserContext().newPage();
  await cover.bringToFront();
  await anna.evaluate(() => {
    document.addEventListener('freeze', () => {
      document.documentElement.dataset.wasFrozen = 'yes';
    });
  });
  const session = await anna.createCDPSession();
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await sleep(3000);
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await anna.bringToFront();
  expect(await anna.evaluate(() => document.documentElement.dataset.wasFrozen)).toBe('yes');
  await Promise.all([seeMoving(ivan, 'anna'), seeMoving(anna, 'ivan')]);
  await untilInside(call.id);
  expect(await anna.evaluate(() => document.body.innerText)).not.toContain(words.leftTitle);
});

/** Ends the part of the browser that reads cameras: every camera is gone at that moment, as when it is unplugged. */
async function unplugCamera(of: Browser): Promise<void> {
  const session = await of.target().createCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const found = processInfo.find(({ type }) => type.includes('VideoCaptureService'));
  // Zero would mean ourselves.
  if (!found || found.id <= 0) throw new Error('no process reads the camera');
  process.kill(found.id, 'SIGKILL');
}

test('CALL96 a camera that is unplugged is told, the others see initials, and chosen again it is seen again', async () => {
  await startOpen(school, 'elena', chatId);
  const own = await launchForCalls();
  try {
    const anna = await enter(await openCall(own, school, 'anna'));
    const ivan = await enter(await openCall(browser, school, 'ivan'));
    await seeFrames(ivan, 'anna', 5);
    await unplugCamera(own);
    await see(anna, words.noCamera);
    await ivan.waitForSelector('[data-person="anna"] .avatar');
    // The sound goes on.
    expect(await anna.$('[data-device="microphone"].is-off')).toBeNull();
    await press(anna, ru.common.retry);
    await isGone(anna, words.noCamera, 10_000);
    await seeFrames(ivan, 'anna', 5);
  } finally {
    await own.close().catch(() => {});
  }
});

test('CALL97 the teacher’s browser crashes: the lesson goes on, and the teacher is back with powers, hands and rules', async () => {
  const { call } = await startOpen(school, 'elena', chatId);
  const first = await launchForCalls();
  const second = await launchForCalls();
  try {
    const anna = await enter(await openCall(browser, school, 'anna'));
    const ivan = await enter(await openCall(browser, school, 'ivan'));
    const teacher = await enter(await openCall(first, school, 'elena'));
    await Promise.all([seeFrames(teacher, 'anna', 5), seeFrames(ivan, 'anna', 5)]);
    await run('call:set-rules', 'elena', { callId: call.id, change: { share: 'nobody', write: 'called' } });
    await press(ivan, words.hand.raise);
    await until('the hand', async () => (await roomOf(call.id)).hands.length === 1);
    const before = await roomOf(call.id);
    first.process()?.kill('SIGKILL');
    await Promise.all([seeMoving(ivan, 'anna'), seeMoving(anna, 'ivan')]);
    const again = await enter(await openCall(second, school, 'elena'));
    await Promise.all([seeFrames(again, 'anna', 5), seeMoving(ivan, 'elena')]);
    const { rules, hands, canLead } = await roomOf(call.id);
    expect({ rules, hands, canLead }).toEqual({ rules: before.rules, hands: ['ivan'], canLead: true });
    await press(again, words.participants);
    await see(again, words.hand.raised(1));
    await press(again, words.hand.muteAll);
    await Promise.all([anna, ivan].map((page) => page.waitForSelector('[data-device="microphone"].is-off')));
    await press(again, words.endForAll);
    await again.locator('dialog .call-end').click();
    await Promise.all([see(anna, words.ended), see(ivan, words.ended)]);
  } finally {
    await second.close();
    await first.close().catch(() => {});
  }
});
