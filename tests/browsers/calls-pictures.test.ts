import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ru } from '../../i18n/ru.ts';
import { startOpen } from '../backend/calls-school.ts';
import { type CallSchool, launchForCalls, openCall, openCallSchool, press, see, seeFrames } from './call-school.ts';
import { type FaultyLink, startFaultyLink } from './faulty-link.ts';
import { seeMoving } from './moving.ts';

let school: CallSchool;
let browser: Browser;
let link: FaultyLink;

beforeAll(async () => {
  school = await openCallSchool();
  link = await startFaultyLink([school.livekitPort], school.livekitUdpPort);
  browser = await launchForCalls();
});
afterAll(async () => {
  await browser?.close();
  await link?.close();
  await school?.close();
});

/** Notes what the page wishes of pictures, as it is sent to LiveKit; its browser says that none of them moves. */
function watchWishes(): void {
  const wishes: string[] = [];
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    const sent =
      typeof data === 'string' ? '' : String.fromCharCode(...new Uint8Array(data as Uint8Array<ArrayBuffer>));
    // The settings of a track: the seventh kind of LiveKit's requests, and the track's id first.
    if (/^:.{1,2}\n.TR_/s.test(sent)) wishes.push(sent);
    return send.call(this, data);
  };
  RTCRtpReceiver.prototype.getStats = async () =>
    new Map([['still', { type: 'inbound-rtp', framesDecoded: 7 }]]) as unknown as RTCStatsReport;
  Object.assign(window, { wishes });
}
const wishesOf = (page: Page) => page.evaluate(() => (window as unknown as { wishes: string[] }).wishes);

test('CALL39 a picture that stays still after a gap in the link is stopped and sent anew, as it was wished before', async () => {
  await startOpen(school, 'elena', 'algebra');
  const ivan = await openCall(browser, school, 'ivan');
  await press(ivan, ru.call.join);
  const page = await (await browser.createBrowserContext()).newPage();
  await link.lead(page);
  await page.evaluateOnNewDocument(watchWishes);
  await page.goto(`${school.pageUrl}/?person=anna&chat=algebra`);
  await press(page, ru.call.join);
  await seeFrames(page, 'ivan', 5);
  // Until what the first picture brought with it is said.
  await expect.poll(async () => (await wishesOf(page)).length, { timeout: 10_000 }).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const before = await wishesOf(page);
  link.cut();
  await see(page, ru.call.reconnecting, 15_000);
  link.restore();
  await expect.poll(async () => (await wishesOf(page)).length, { timeout: 10_000 }).toBe(before.length + 2);
  const [stopped, again] = (await wishesOf(page)).slice(-2);
  expect(again).toBe(before.at(-1));
  expect(stopped).not.toBe(again);
  await seeMoving(page, 'ivan', 15_000);
});
