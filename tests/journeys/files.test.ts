import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElementHandle, Page } from 'puppeteer';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAKE_DEVICES } from '../browsers/chromium.ts';
import { checkLooks, checkScreen, PANEL_LOOKS } from '../browsers/screen.ts';
import { type Network, startNetwork } from './network.ts';
import { openChat, press, type Stage, seeText, signedIn, startStage, write } from './stage.ts';

let stage: Stage;
let network: Network;
let folder: string;
let anna: Awaited<ReturnType<typeof signedIn>>;
let elena: Awaited<ReturnType<typeof signedIn>>;
/** A real browser's recorder, with a microphone that hums. */
const MICROPHONE = FAKE_DEVICES;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'peremenka-files-'));
  stage = await startStage();
  network = await startNetwork(stage.environment.ports.PORT);
  [anna, elena] = await Promise.all([
    signedIn(stage, 'anna', '9120000001', { serverUrl: network.url, flags: MICROPHONE }),
    signedIn(stage, 'elena', '9120000002'),
  ]);
  for (const { panel } of [anna, elena]) {
    await seeText(panel, '7 Б — Геометрия');
    await openChat(panel, '7 Б — Геометрия');
  }
});
afterAll(async () => {
  await stage?.close();
  await network?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function photo(name: string, color: string, width = 1200, height = 800): Promise<string> {
  const path = join(folder, name);
  const picture = sharp({
    create: { width, height, channels: 3, background: color, noise: { type: 'gaussian', mean: 120, sigma: 25 } },
  });
  writeFileSync(path, await picture.jpeg().toBuffer());
  return path;
}
async function attach(panel: Page, kind: 'photos' | 'files', ...paths: string[]): Promise<void> {
  const input = (await panel.waitForSelector(`.attach-${kind}`)) as ElementHandle<HTMLInputElement>;
  await input.uploadFile(...paths);
}
/** How many pictures the last message shows, drawn. */
const drawn = (panel: Page) =>
  panel.evaluate(() => {
    const last = [...document.querySelectorAll('.message')].filter((one) => one.querySelector('.album')).at(-1);
    return [...(last?.querySelectorAll('img') ?? [])].filter((one) => one.complete && one.naturalWidth > 0).length;
  });
const ready = (panel: Page, count: number) =>
  panel.waitForFunction(
    (wanted) => document.querySelectorAll('.upload').length === wanted && !document.querySelector('.upload progress'),
    { timeout: 20_000 },
    count,
  );

test('JOURNEY40 SCREEN40 a pupil sends photos, the teacher sees them, opens one and turns the page', async () => {
  const paths = [await photo('доска.jpg', '#334'), await photo('тетрадь.jpg', '#543'), await photo('опыт.jpg', '#353')];
  await attach(anna.panel, 'photos', ...paths);
  await ready(anna.panel, 3);
  await checkLooks(anna.panel, 'tray', PANEL_LOOKS);
  await write(anna.panel, 'Сообщение', 'Вот что вышло');
  await anna.panel.keyboard.press('Enter');
  await seeText(elena.panel, 'Вот что вышло');
  await expect.poll(() => drawn(elena.panel), { timeout: 20_000 }).toBe(3);
  await expect.poll(() => drawn(anna.panel), { timeout: 20_000 }).toBe(3);
  await anna.panel.waitForFunction(() => !document.querySelector('.upload'));
  await checkLooks(elena.panel, 'album', PANEL_LOOKS);
  await press(elena.panel, 'Открыть фото: доска.jpg');
  await seeText(elena.panel, '1 из 3');
  await elena.panel.keyboard.press('ArrowRight');
  await seeText(elena.panel, '2 из 3');
  await elena.panel.waitForFunction(
    () => (document.querySelector('.viewer img') as HTMLImageElement)?.naturalWidth > 900,
  );
  await checkScreen(elena.panel, 'viewer');
  await elena.panel.keyboard.press('Escape');
  await elena.panel.waitForFunction(() => !document.querySelector('.viewer'));
});

test('JOURNEY82 a photo in the viewer is turned, zoomed, moved and closed by the keyboard', async () => {
  const { panel } = elena;
  await press(panel, 'Открыть фото: доска.jpg');
  await seeText(panel, '1 из 3');
  await panel.keyboard.press('End');
  await seeText(panel, '3 из 3');
  await panel.keyboard.press('Home');
  await seeText(panel, '1 из 3');
  await panel.keyboard.press('Equal');
  const stage = await panel.waitForSelector('.viewer-stage.is-zoomed');
  await panel.waitForFunction(() => (document.querySelector('.viewer img') as HTMLImageElement)?.naturalWidth > 900);
  await panel.keyboard.press('ArrowRight');
  await panel.keyboard.press('ArrowDown');
  await seeText(panel, '1 из 3');
  await expect.poll(() => stage?.evaluate((one) => one.scrollLeft)).toBeGreaterThan(50);
  await panel.keyboard.press('Minus');
  await panel.waitForSelector('.viewer-stage:not(.is-zoomed)');
  await panel.keyboard.press('ArrowRight');
  await seeText(panel, '2 из 3');
  await panel.keyboard.press('Escape');
  await panel.waitForFunction(() => !document.querySelector('.viewer'));
});

test('JOURNEY41 an upload goes on after a cut link and after the panel was loaded anew', async () => {
  const path = join(folder, 'архив.bin');
  writeFileSync(path, Buffer.alloc(30_000_000, 5));
  await attach(anna.panel, 'files', path);
  await anna.panel.waitForFunction(
    () => Number(document.querySelector<HTMLProgressElement>('.upload progress')?.value) > 5,
  );
  network.cut();
  await seeText(anna.panel, 'Ждёт связи');
  await write(anna.panel, 'Сообщение', 'большой файл');
  await anna.panel.keyboard.press('Enter');
  await anna.panel.waitForFunction(() => !document.querySelector('.upload'));
  await anna.panel.reload();
  network.restore();
  await seeText(anna.panel, '7 Б — Геометрия');
  await seeText(elena.panel, 'архив.bin', 60_000);
  expect(
    await elena.panel.evaluate(
      () => [...document.querySelectorAll('.file-name')].filter((one) => one.textContent === 'архив.bin').length,
    ),
  ).toBe(1);
  await openChat(anna.panel, '7 Б — Геометрия');
});

test('JOURNEY42 what the server refuses says why, and can be taken away', async () => {
  const path = join(folder, 'обрезок.jpg');
  const whole = await sharp({
    create: {
      width: 900,
      height: 900,
      channels: 3,
      background: '#777',
      noise: { type: 'gaussian', mean: 99, sigma: 40 },
    },
  })
    .jpeg()
    .toBuffer();
  writeFileSync(path, whole.subarray(0, whole.length >> 1));
  await attach(anna.panel, 'photos', path);
  await seeText(anna.panel, 'Картинка повреждена и не открывается');
  await press(anna.panel, 'Убрать: обрезок.jpg');
  await anna.panel.waitForFunction(() => !document.querySelector('.upload'));
});

test('JOURNEY43 SCREEN41 a poll is made, voted in and seen live by the other', async () => {
  for (const { panel } of [anna, elena]) {
    await press(panel, 'Назад');
    await openChat(panel, '7 Б — класс');
  }
  await press(elena.panel, 'Прикрепить');
  await press(elena.panel, 'Опрос');
  await checkLooks(elena.panel, 'poll-dialog', PANEL_LOOKS.slice(0, 2));
  await write(elena.panel, 'Вопрос', 'Во сколько консультация?');
  await write(elena.panel, 'Вариант 1', '14:00');
  await write(elena.panel, 'Вариант 2', '15:30');
  await press(elena.panel, 'Создать опрос');
  await seeText(anna.panel, 'Во сколько консультация?');
  await seeText(anna.panel, 'Опрос · один ответ · 0 голосов');
  await press(anna.panel, '15:30');
  await seeText(anna.panel, 'ваш ответ');
  await seeText(elena.panel, 'Опрос · один ответ · 1 голос');
  await seeText(elena.panel, '100 %');
  await checkLooks(anna.panel, 'poll', PANEL_LOOKS);
  // The demo's own poll has such a button too.
  const takeBack = await anna.panel.$$('::-p-aria(Отменить голос)');
  await takeBack.at(-1)?.click();
  await seeText(elena.panel, '0 голосов');
  await press(elena.panel, 'Завершить опрос');
  await seeText(anna.panel, 'закрыт');
});

test('JOURNEY44 a voice message is recorded, sent and can be played', async () => {
  await press(anna.panel, 'Записать голосовое');
  await anna.panel.waitForSelector('.recorder');
  await seeText(anna.panel, '0:02');
  await checkScreen(anna.panel, 'recorder');
  await press(anna.panel, 'Отправить голосовое');
  await elena.panel.waitForSelector('.voice-play:not(:disabled)', { timeout: 20_000 });
  await elena.panel.click('.voice-play');
  await elena.panel.waitForFunction(
    () => (document.querySelector('.voice audio') as HTMLAudioElement).currentTime > 0.2,
  );
  await checkScreen(elena.panel, 'voice');
});
