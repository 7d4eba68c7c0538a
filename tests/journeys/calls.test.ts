import type { Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAKE_DEVICES } from '../browsers/chromium.ts';
import { openDiary, waitForButtons } from './diary-browser.ts';
import { passVkId, press, type Stage, seeText, signedIn, startStage, write } from './stage.ts';

const CAMERA = { flags: FAKE_DEVICES };

let stage: Stage;
let anna: Awaited<ReturnType<typeof signedIn>>;
let elena: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  stage = await startStage();
  [anna, elena] = await Promise.all([
    signedIn(stage, 'anna', '9120000001', CAMERA),
    signedIn(stage, 'elena', '9120000002', CAMERA),
  ]);
  await seeText(anna.panel, '7 Б — Алгебра');
  await seeText(elena.panel, '7 Б — Алгебра');
});
afterAll(() => stage?.close());

/** Frames of others' video that were shown within two seconds: counted as they are drawn. */
function framesShown(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let frames = 0;
        for (const video of document.querySelectorAll<HTMLVideoElement>('video:not(.is-mirror)')) {
          const count = () => {
            frames += 1;
            video.requestVideoFrameCallback(count);
          };
          video.requestVideoFrameCallback(count);
        }
        setTimeout(() => resolve(frames), 2000);
      }),
  );
}

/** How many videos play in the page. */
const videos = (page: Page) => page.evaluate(() => document.querySelectorAll('video').length);

/** Presses today's or the first headphones of a lesson in the diary. */
async function pressHeadphones(diary: Page, name: string): Promise<void> {
  await diary.bringToFront();
  const names = await waitForButtons(diary, (all) => all.some((one) => one.includes(name)), name);
  const whole = names.find((one) => one.includes(name)) ?? name;
  const headphones = await diary.$(`::-p-aria(${whole})`);
  if (!headphones) throw new Error(`not found: ${whole}`);
  await headphones.click();
}

test('JOURNEY14 a lesson from the diary: waiting, start from the journal, live headphones, video both ways, end', async () => {
  // The pupil comes first, from the row of the diary.
  await pressHeadphones(anna.diary, 'Алгебра');
  const pupil = await anna.person.waitForPage('call.html');
  await seeText(pupil, 'Урок ещё не начался');
  // The teacher starts from the journal.
  await pressHeadphones(elena.diary, 'Алгебра');
  const teacher = await elena.person.waitForPage('call.html');
  await seeText(teacher, 'Начать урок');
  await press(teacher, 'Начать урок');
  await seeText(teacher, 'Елена Викторовна');
  // The pupil's page turns live by itself.
  await seeText(pupil, 'Подключиться к звонку „7 Б — Алгебра“?');
  await press(pupil, 'Присоединиться к звонку через браузер');
  await expect.poll(() => videos(pupil), { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
  await expect.poll(() => videos(teacher), { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
  expect(await framesShown(pupil)).toBeGreaterThan(10);
  expect(await framesShown(teacher)).toBeGreaterThan(10);
  await seeText(teacher, 'Анна Иванова');
  await seeText(pupil, 'Елена Викторовна');
  // The class sees that it is live, with the count, in panel and diary.
  await seeText(anna.panel, 'Идёт урок · 2 участника');
  await waitForButtons(
    anna.diary,
    (names) => names.some((name) => name.includes('Алгебра') && name.includes('идёт урок, 2 участника')),
    'green headphones with a count',
  );
  // Hanging up, coming back, and the end for all.
  await press(pupil, 'Выйти из звонка');
  await seeText(pupil, 'Вы вышли из звонка');
  await seeText(anna.panel, 'Идёт урок · 1 участник');
  await press(pupil, 'Вернуться');
  await press(pupil, 'Присоединиться к звонку через браузер');
  await seeText(anna.panel, 'Идёт урок · 2 участника');
  await press(teacher, 'Завершить для всех');
  await confirmEnd(teacher);
  await seeText(pupil, 'Урок окончен');
  await anna.panel.waitForFunction(() => !document.body.innerText.includes('Идёт урок'));
  await pupil.close();
  await teacher.close();
});

/** The question before ending for all. */
async function confirmEnd(page: Page): Promise<void> {
  const dialog = await page.waitForSelector('dialog[open]', { timeout: 3000 }).catch(() => null);
  const buttons = (await dialog?.$$('button')) ?? [];
  for (const button of buttons) {
    if ((await button.evaluate((one) => one.textContent))?.includes('Завершить')) await button.click();
  }
}

test('JOURNEY15 a lesson that starts is notified, and a click on it opens the call', async () => {
  await pressHeadphones(elena.diary, 'Алгебра');
  const teacher = await elena.person.waitForPage('call.html');
  await press(teacher, 'Начать урок');
  const service = await anna.person.worker();
  const shown = () =>
    service.evaluate(
      'chrome.notifications.getAll().then((all) => Object.keys(all).filter((id) => id.startsWith("call:")))',
    );
  await expect.poll(async () => ((await shown()) as string[]).length, { timeout: 15_000 }).toBe(1);
  const [id] = (await shown()) as string[];
  await service.evaluate(`chrome.notifications.onClicked.dispatch('${id}')`);
  const pupil = await anna.person.waitForPage('call.html');
  await seeText(pupil, 'Подключиться к звонку „7 Б — Алгебра“?');
  await press(teacher, 'Завершить для всех');
  await confirmEnd(teacher);
  await seeText(teacher, 'Урок окончен');
  // Who was about to come in is told so, too.
  await seeText(pupil, 'Урок окончен');
  await pupil.close();
  await teacher.close();
});

test('JOURNEY16 two language groups fit one row: the pupil’s own chat is found without a question', async () => {
  await pressHeadphones(anna.diary, 'Английский язык');
  const page = await anna.person.waitForPage('call.html');
  await seeText(page, 'Урок ещё не начался');
  expect(await page.title()).toContain('Английский язык, гр.');
  await page.close();
});

test('JOURNEY18 CALL55 a teacher stands in: the lesson of another opens with «Замена», the class comes in with her, and the chat is beside it', async () => {
  const lesson = `call.html?${new URLSearchParams({ class: '7Б', subject: 'Физика' })}`;
  const pupil = await anna.person.page(lesson);
  await seeText(pupil, 'Урок ещё не начался');
  const teacher = await elena.person.page(lesson);
  await seeText(teacher, 'Замена');
  await press(teacher, 'Провести: 7\u00a0Б\u00a0— Физика');
  await press(teacher, 'Начать урок');
  await seeText(pupil, 'Подключиться к звонку „7 Б — Физика“?');
  await press(pupil, 'Присоединиться к звонку через браузер');
  await expect.poll(() => videos(pupil), { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
  await press(pupil, 'Поднять руку');
  await press(teacher, 'Участники звонка');
  await press(teacher, 'Дать слово: Анна Иванова');
  await seeText(pupil, 'Вам дали слово');
  // The chat of the class is beside her call now, from this lesson on, and the call went on meanwhile.
  await teacher.locator('[aria-label^="Чат"]').click();
  await seeText(teacher, 'Елена Викторовна: замена');
  await pupil.locator('[aria-label^="Чат"]').click();
  await write(pupil, 'Сообщение', 'Какой параграф?');
  await pupil.keyboard.press('Enter');
  await seeText(teacher, 'Какой параграф?');
  await seeText(elena.panel, '7 Б — Физика');
  expect(await videos(teacher)).toBeGreaterThanOrEqual(2);
  await press(teacher, 'Завершить для всех');
  await confirmEnd(teacher);
  await seeText(pupil, 'Урок окончен');
  await pupil.close();
  await teacher.close();
});

test('JOURNEY17 who is signed out signs in on the call page, in place, and goes on', async () => {
  const maria = await stage.person(CAMERA);
  const diary = await openDiary(maria.browser, stage.environment.diaryUrl, 'maria');
  await pressHeadphones(diary, 'Алгебра');
  const page = await maria.waitForPage('call.html');
  await press(page, 'Войти с VK ID');
  await passVkId(maria, '9120000005');
  await press(page, 'Создать учебный профиль');
  await seeText(page, 'Связать с дневником: Ковалёва Мария, 7 Б?');
  await press(page, 'Связать');
  await seeText(page, 'Урок ещё не начался');
  await maria.close();
});
