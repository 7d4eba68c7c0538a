import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordTexts } from '../../i18n/call-record.ts';
import { ru } from '../../i18n/ru.ts';
import { FAKE_DEVICES_AND_TAB } from '../browsers/chromium.ts';
import { openChat, press, type Stage, seeText, signedIn, startStage } from './stage.ts';

const CAMERA = {
  flags: FAKE_DEVICES_AND_TAB,
};
const words = recordTexts('ru');
const title = '7 Б — Алгебра';
let stage: Stage;
let anna: Awaited<ReturnType<typeof signedIn>>;
let elena: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  stage = await startStage();
  [anna, elena] = await Promise.all([
    signedIn(stage, 'anna', '9120000001'),
    signedIn(stage, 'elena', '9120000002', CAMERA),
  ]);
  await seeText(elena.panel, title);
  await openChat(anna.panel, title);
});
afterAll(() => stage?.close());

test('REC7 a lesson that its teacher recorded and left comes into the chat as a film that a pupil plays', async () => {
  const query = new URLSearchParams({ class: '7Б', subject: 'Алгебра' });
  const call = await elena.person.page(`call.html?${query}`);
  await press(call, ru.call.start);
  await call.waitForSelector('[data-person] video');
  await press(call, ru.callView.more);
  await press(call, words.record);
  await press(call, words.start);
  await call.waitForSelector('.call-record-time');
  await call.waitForFunction(() => document.querySelector('.call-record-time')?.textContent?.includes('0:04') === true);
  // Who leaves need not have stopped it.
  await press(call, ru.call.leave);
  await seeText(anna.panel, 'Запись урока, 7 Б — Алгебра', 60_000);
  const film = await anna.panel.waitForSelector('video.video-box');
  await anna.panel.waitForFunction((video) => (video as HTMLVideoElement).readyState >= 2, { timeout: 30_000 }, film);
  const played = await film?.evaluate((video) => {
    const { duration, videoWidth, ariaLabel } = video as HTMLVideoElement;
    return { duration, videoWidth, ariaLabel };
  });
  expect(played?.ariaLabel).toMatch(/Запись урока, 7.Б.— Алгебра, .+, 1.мин\.webm$/);
  expect(played?.duration).toBeGreaterThan(2);
  expect(played?.duration).toBeLessThan(120);
  expect(played?.videoWidth).toBeGreaterThan(100);
  const left = await call.evaluate(async () => {
    const files: string[] = [];
    const look = async (folder: FileSystemDirectoryHandle): Promise<void> => {
      for await (const [name, entry] of folder.entries()) {
        if (entry.kind === 'directory') await look(entry as FileSystemDirectoryHandle);
        else files.push(name);
      }
    };
    await look(await navigator.storage.getDirectory());
    return files;
  });
  expect(left).toEqual([]);
});
