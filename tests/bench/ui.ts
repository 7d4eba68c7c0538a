import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer';
import { openDatabase } from '../../backend/storage/database.ts';
import { buildDemo } from '../../demo/launcher/build.ts';
import { openChat, type Person, type Stage, seeText, signedIn, startStage } from '../journeys/stage.ts';
import { loadedBy, packedSize } from '../tools/built.ts';
import { glide, openOnce, scrollUp, searchAndOpen, toNewest } from './ui-chat.ts';
import { watchFrames } from './ui-frames.ts';
import { addBarePage, paintOnce } from './ui-list.ts';
import { BIG, CHATS, fillSchool, MESSAGES } from './ui-school.ts';

/**
 * `npm run bench:ui [times]`: the built extension in a real Chromium: how soon the panel is painted with 100 chats,
 * and how a chat of 100,000 messages opens, scrolls and is searched. docs/performance.md says what it means.
 */
const [times = 20] = process.argv.slice(2).map(Number);

/** The value that so great a part of them does not exceed. */
function at(part: number, values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * part) - 1] ?? 0;
}
const spread = (values: number[]) => `p50 ${at(0.5, values).toFixed(0)} ms, p95 ${at(0.95, values).toFixed(0)} ms`;

async function measureList(person: Person, personId: string): Promise<void> {
  const bare: number[] = [];
  const local: number[] = [];
  const fresh: number[] = [];
  // In turns: what else the machine does meanwhile meets all three.
  for (let time = 0; time < times; time++) {
    bare.push(await paintOnce(person, 'bare.html'));
    local.push(await paintOnce(person, 'sidepanel.html'));
    fresh.push(await paintOnce(person, 'sidepanel.html', personId));
  }
  const ratio = (values: number[]) => `${(at(0.5, values) / at(0.5, bare)).toFixed(1)} times the bare page`;
  console.log(`bare page with one row: ${spread(bare)}`);
  console.log(`${CHATS} chats from the local store (goal p95 150): ${spread(local)}; ${ratio(local)}`);
  console.log(`${CHATS} chats, nothing stored (goal p95 400): ${spread(fresh)}; ${ratio(fresh)}`);
}

/** Does something and says how smoothly the page went on meanwhile. */
async function measureFrames(page: Page, name: string, work: () => Promise<unknown>): Promise<void> {
  const stop = await watchFrames(page);
  const detail = await work();
  const { seconds, gaps, longestGap, long, longest, cpu } = await stop();
  console.log(
    `${name}: ${seconds.toFixed(1)} s, ${gaps} gaps over 50 ms (longest ${longestGap.toFixed(0)}), ${long} long frames (longest ${longest.toFixed(0)}), longest task ${cpu.toFixed(0)} ms of the processor${typeof detail === 'string' ? `; ${detail}` : ''}`,
  );
}

async function measureChat(person: Person): Promise<void> {
  const page = await person.page('sidepanel.html');
  await page.setViewport({ width: 400, height: 800 });
  await seeText(page, BIG);
  await sleep(1500);
  await measureFrames(page, 'nothing, for comparison', () => sleep(3000));
  const opened: number[] = [];
  await measureFrames(page, 'opening', async () => {
    for (let time = 0; time < times; time++) opened.push(await openOnce(page, BIG));
  });
  console.log(
    `${MESSAGES} messages, a press until they are painted (goal p95 100): first ${opened[0]?.toFixed(0)} ms, then ${spread(opened.slice(1))}`,
  );
  await openChat(page, BIG);
  await sleep(500);
  await measureFrames(page, '40 pages up', async () => `a page ${spread(await scrollUp(page, 40))}`);
  await measureFrames(page, 'to the newest', () => toNewest(page, MESSAGES));
  await measureFrames(page, '30 screens up and down, gliding', async () => {
    await glide(page, 30);
    await glide(page, -30);
  });
  await measureFrames(page, 'search, and open what is far back', () => searchAndOpen(page));
  await measureFrames(page, '30 screens up and down there', async () => {
    await glide(page, 30);
    await glide(page, -30);
  });
  await measureFrames(page, 'to the newest from there', () => toNewest(page, MESSAGES));
  await measureFrames(page, '20 pages up', async () => `a page ${spread(await scrollUp(page, 20))}`);
}

async function fill(stage: Stage): Promise<string> {
  const db = await openDatabase(join(stage.environment.dataDir, 'peremenka.sqlite'));
  const personId = await fillSchool(db);
  await db.destroy();
  return personId;
}

// One reads as fast here as no person does.
process.env.RATE_LIMITS = 'off';
const load = () => `load average ${loadavg()[0]?.toFixed(1)}`;

const root = await buildDemo('http://127.0.0.1:4100');
addBarePage(root);
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, ${load()}`);
const stage = await startStage();
try {
  const personId = await fill(stage);
  const { person, panel } = await signedIn(stage, 'anna', '9120000001');
  console.log(await person.browser.version());
  await seeText(panel, BIG);
  await panel.close();
  await measureList(person, personId);
  await measureChat(person);
} finally {
  await stage.close();
}
const packed = (paths: string[]) => (packedSize(root, paths) / 1000).toFixed(1);
console.log(`packed, kB: content script ${packed(['content-scripts/diary.js'])} (goal 12)`);
console.log(`panel's first load ${packed(loadedBy(root, 'sidepanel.html'))} (goal 60)`);
console.log(`call page with its media ${packed(loadedBy(root, 'call.html', true))} (goal 190)`);
console.log(load());
