import type { Browser, Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { recordTexts } from '../../i18n/call-record.ts';
import { ru } from '../../i18n/ru.ts';
import { livekitBinary, startOpen, until } from '../backend/calls-school.ts';
import { type CallSchool, launchForCalls, openCall, openCallSchool, press, see } from './call-school.ts';
import { FAKE_DEVICES_AND_TAB } from './chromium.ts';
import { checkLooks, type Look } from './screen.ts';

const words = recordTexts('ru');
const chatId = 'algebra';
const SIGN = '.call-recording';
const teacherName = 'Елена Викторовна';
let school: CallSchool;
let browser: Browser;

/** What the test's page has of recording: when the sign was there, when the first recorder began, what was saved. */
interface Watched extends Window {
  signedAt?: number;
  begunAt?: number;
  /** All notices, also those that have gone again. */
  said?: string;
  recorder?: MediaRecorder;
  captured?: MediaStream;
  isDiskFull?: boolean;
  saved: { to: { chatId: string; text: string; name: string }; file: Blob }[];
}

beforeAll(async () => {
  school = await openCallSchool({ binary: livekitBinary(), reconcileEvery: 600_000 });
  browser = await launchForCalls('fake', FAKE_DEVICES_AND_TAB);
});
afterAll(async () => {
  await browser?.close();
  await school?.close();
});
afterEach(async () => {
  const { call } = await school.calls.commands['call:state'](school.as('elena'), { chatId });
  if (call) await school.calls.commands['call:end'](school.as('elena'), { callId: call.id });
  for (const context of browser.browserContexts()) if (context.id) await context.close();
});

/** Notes in a page when the sign comes and when a recorder begins, and keeps what the browser gave to record. */
function watch(): void {
  const page = window as unknown as Watched;
  const { start } = MediaRecorder.prototype;
  MediaRecorder.prototype.start = function begin(every) {
    page.begunAt ??= Date.now();
    page.recorder = this;
    start.call(this, every);
  };
  const { getDisplayMedia } = navigator.mediaDevices;
  navigator.mediaDevices.getDisplayMedia = async (wishes) => {
    page.captured = await getDisplayMedia.call(navigator.mediaDevices, wishes);
    return page.captured;
  };
  new MutationObserver(() => {
    if (document.querySelector('.call-recording')) page.signedAt ??= Date.now();
    page.said = (page.said ?? '') + (document.querySelector('.call-notices')?.textContent ?? '');
  }).observe(document, { childList: true, subtree: true });
}

/** In the call, with `watch` and what else is asked for run in the page before ours. */
async function inside(person: string, before?: () => void, at = school): Promise<Page> {
  const page = await openCall(browser, at, person, '', before ? [watch, before] : [watch]);
  await press(page, ru.call.join);
  await page.waitForSelector(`[data-person="${person}"] video`);
  return page;
}

const LOOKS: Look[] = [
  { width: 360, height: 740, scheme: 'dark' },
  { width: 1280, height: 800, scheme: 'light' },
];
const look = (page: Page, name: string) => checkLooks(page, name, LOOKS);

async function record(page: Page): Promise<void> {
  await press(page, ru.callView.more);
  await press(page, words.record);
  await press(page, words.start);
}
const hears = (page: Page, text: string) =>
  page.waitForFunction((wanted) => (window as unknown as Watched).said?.includes(wanted) === true, {}, text);
const isOn = (page: Page) => page.waitForSelector('.call-record-time');
const stop = (page: Page) => page.locator('.call-record-stop').click();
/** Waits until a recording is so many seconds long. */
const lasts = (page: Page, seconds: number) =>
  page.waitForFunction(
    (least) => {
      const [, minutes = 0, rest = 0] =
        /(\d+):(\d\d)/.exec(document.querySelector('.call-record-time')?.textContent ?? '') ?? [];
      return Number(minutes) * 60 + Number(rest) >= least;
    },
    {},
    seconds,
  );
const savedBy = (page: Page, count: number) =>
  page
    .waitForFunction((wanted) => (window as unknown as Watched).saved.length === wanted, {}, count)
    .then(() => page.evaluate(() => (window as unknown as Watched).saved.map(({ to }) => to)));
const isGone = (page: Page) => page.waitForFunction((sign) => !document.querySelector(sign), {}, SIGN);

/** Plays what was saved: its length in s, the size of its picture, and how loud it is at its loudest, 0 to 1. */
async function play(page: Page, index: number) {
  return page.evaluate(async (at) => {
    const { file } = (window as unknown as Watched).saved[at] ?? {};
    if (!file) throw new Error('nothing saved');
    const video = document.createElement('video');
    video.muted = true;
    video.src = URL.createObjectURL(file);
    await new Promise((resolve, reject) => {
      video.addEventListener('loadeddata', resolve);
      video.addEventListener('error', () => reject(new Error(video.error?.message)));
    });
    const sound = await new AudioContext().decodeAudioData(await file.arrayBuffer());
    const loudest = sound.getChannelData(0).reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    return { length: video.duration, width: video.videoWidth, loudest, type: file.type };
  }, index);
}

test('REC1 REC2 REC7 the class sees and hears that it is recorded before it is, and the recording plays and is in the chat', async () => {
  await startOpen(school, 'elena', chatId);
  const [teacher, pupil] = [await inside('elena'), await inside('anna')];
  // The pupil's voice alone: the others' sound is in the recording.
  await press(teacher, ru.call.micOff);
  await record(teacher);
  await see(teacher, words.announced);
  await hears(pupil, words.told(teacherName));
  await isOn(teacher);
  const begunAt = await teacher.evaluate(() => (window as unknown as Watched).begunAt);
  const signedAt = await pupil.evaluate(() => (window as unknown as Watched).signedAt);
  expect(begunAt).toBeGreaterThan(signedAt ?? Number.POSITIVE_INFINITY);
  expect(await pupil.$eval('html', (html) => html.dataset.knocks)).toBe('1');
  await teacher.waitForSelector(SIGN);
  await press(pupil, ru.callView.more);
  await pupil.waitForSelector('.call-keys');
  expect(await pupil.evaluate(() => document.body.innerText)).not.toContain(words.record);

  const late = await inside('ivan');
  await late.waitForSelector(SIGN);
  await hears(late, words.told(teacherName));
  await late.waitForFunction(() => document.documentElement.dataset.knocks === '1');
  await lasts(teacher, 4);
  await look(teacher, 'call-record-teacher');
  await look(late, 'call-record-pupil');
  await stop(teacher);
  const [to] = await savedBy(teacher, 1);
  expect(to?.chatId).toBe(chatId);
  expect(to?.name).toBe(`${to?.text}.webm`);
  expect(to?.text).toMatch(/^Запись урока, 7\sБ\s— Алгебра, .+, 1\sмин$/);
  await Promise.all([isGone(pupil), isGone(late), see(teacher, words.sent)]);
  const film = await play(teacher, 0);
  expect(film).toMatchObject({ type: 'video/webm' });
  expect(film.length).toBeGreaterThan(3);
  expect(film.length).toBeLessThan(120);
  expect(film.width).toBeGreaterThan(100);
  expect(film.loudest).toBeGreaterThan(0.005);
  // Nothing of it is left on the disk.
  expect(await teacher.$('.call-record-left')).toBeNull();
});

test('REC4 REC8 after a reload the sign is gone, what was recorded is offered, and it goes on as a second part', async () => {
  await startOpen(school, 'elena', chatId);
  const [teacher, pupil] = [await inside('elena'), await inside('anna')];
  await record(teacher);
  await isOn(teacher);
  await lasts(teacher, 4);
  await pupil.waitForSelector(SIGN);
  await teacher.reload();
  await press(teacher, ru.call.join);
  await isGone(pupil);
  await teacher.waitForSelector('.call-record-left');
  await look(teacher, 'call-record-left');
  await press(teacher, words.resume);
  await isOn(teacher);
  await see(teacher, 'часть\u00a02');
  await pupil.waitForSelector(SIGN);
  await lasts(teacher, 3);
  await stop(teacher);
  const [second] = await savedBy(teacher, 1);
  expect(second?.text).toMatch(/часть\s2$/);
  await press(teacher, words.save);
  const [, first] = await savedBy(teacher, 2);
  expect(first?.text).toMatch(/мин$/);
  await teacher.waitForFunction(() => !document.querySelector('.call-record-left'));
  const films = [await play(teacher, 1), await play(teacher, 0)];
  for (const film of films) expect(film.length).toBeGreaterThan(1);
  expect(films[0]?.loudest).toBeGreaterThan(0.005);
});

test('REC1 REC2 REC4 another teacher cannot record meanwhile, nothing is recorded without the word, and she can when the first one’s page is gone', async () => {
  await startOpen(school, 'elena', chatId);
  const [teacher, other] = [await inside('elena'), await inside('marina')];
  await record(teacher);
  await isOn(teacher);
  await press(other, ru.callView.more);
  await see(other, words.taken(teacherName));
  expect(
    await other.$eval('.call-record-reason', (text) => text.previousElementSibling?.hasAttribute('disabled')),
  ).toBe(true);
  // The word is gone, as after a lost connection: nothing is recorded until it is there again.
  await school.calls.commands['call:join'](school.as('elena'), { chatId, deviceId: 'device-page' });
  await see(teacher, words.paused);
  const recorder = () => teacher.evaluate(() => (window as unknown as Watched).recorder?.state);
  expect(await recorder()).toBe('paused');
  await isOn(teacher);
  expect(await recorder()).toBe('recording');
  await teacher.close();
  await isGone(other);
  await press(other, words.record);
  await press(other, words.start);
  await isOn(other);
  const { rows } = { rows: await school.db.selectFrom('audit').select(['personId', 'deed']).execute() };
  expect(rows.filter(({ deed }) => deed.startsWith('call:record')).slice(-5)).toEqual([
    { personId: 'elena', deed: 'call:record' },
    { personId: 'elena', deed: 'call:record-end' },
    { personId: 'elena', deed: 'call:record' },
    { personId: 'elena', deed: 'call:record-end' },
    { personId: 'marina', deed: 'call:record' },
  ]);
});

test('REC9 REC13 a refused capture and a browser that cannot record are said, and nobody is told of a recording', async () => {
  await startOpen(school, 'elena', chatId);
  const teacher = await inside('elena', () => {
    navigator.mediaDevices.getDisplayMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await record(teacher);
  await see(teacher, words.problems.denied);
  expect(await teacher.$(SIGN)).toBeNull();
  const { room } = await school.calls.commands['call:room'](school.as('elena'), {
    callId: (await school.calls.commands['call:state'](school.as('elena'), { chatId })).call?.id ?? '',
  });
  expect(room).toMatchObject({ recording: null, lastDeed: { kind: 'rules' } });
  await press(teacher, words.record);
  await see(teacher, words.thisTab);
  const other = await inside('marina', () => {
    Reflect.deleteProperty(window, 'CaptureController');
  });
  await press(other, ru.callView.more);
  await press(other, words.record);
  await see(other, words.thisWindow);
  await other.evaluate(() => {
    document.querySelector('dialog')?.close();
    Object.defineProperty(navigator.mediaDevices, 'getDisplayMedia', { value: undefined });
  });
  await press(other, ru.callView.more);
  await press(other, ru.callView.more);
  await see(other, words.unsupported);
});

test('REC9 a capture that the browser’s bar ends, a chat out of reach and a full disk lose nothing', async () => {
  await startOpen(school, 'elena', chatId);
  const teacher = await inside('elena');
  await teacher.evaluate(() => Object.assign(window, { isDiskFull: true }));
  // Nobody is heard: it is recorded all the same.
  await press(teacher, ru.call.micOff);
  await record(teacher);
  await isOn(teacher);
  await lasts(teacher, 3);
  await teacher.evaluate(() => {
    const [track] = (window as unknown as Watched).captured?.getVideoTracks() ?? [];
    track?.dispatchEvent(new Event('ended'));
  });
  await see(teacher, words.problems['capture-ended']);
  await teacher.waitForSelector('.call-record-left');
  await isGone(teacher);
  await press(teacher, words.save);
  await see(teacher, words.problems['not-saved']);
  await teacher.evaluate(() => {
    Reflect.deleteProperty(window, 'isDiskFull');
  });
  await press(teacher, words.save);
  await savedBy(teacher, 1);
  expect((await play(teacher, 0)).length).toBeGreaterThan(1);

  await press(teacher, words.record);
  await press(teacher, words.start);
  await isOn(teacher);
  await lasts(teacher, 3);
  await teacher.evaluate(() => {
    FileSystemFileHandle.prototype.createWritable = () => Promise.reject(new DOMException('', 'QuotaExceededError'));
  });
  await see(teacher, words.problems['disk-full']);
  const saved = await savedBy(teacher, 2);
  expect(saved[1]?.text).toMatch(/часть\s2$/);
  expect((await play(teacher, 1)).length).toBeGreaterThan(1);
  await until('the sign to go off', async () => (await teacher.$(SIGN)) === null);
});

test('REC11 REC12 it is said in the lobby, before the door and in the small window, as long as it goes on', async () => {
  const { call } = await startOpen(school, 'elena', chatId);
  const pupil = await inside('anna');
  await press(pupil, ru.callView.more);
  await press(pupil, ru.callView.small);
  const inSmall = (isThere: boolean) =>
    pupil.waitForFunction(
      (sign, wanted) => {
        const { documentPictureInPicture: small } = window as unknown as {
          documentPictureInPicture: { window: Window | null };
        };
        const { document } = small.window ?? {};
        return document?.querySelector('.call-large') && (document.querySelector(sign) !== null) === wanted;
      },
      {},
      SIGN,
      isThere,
    );
  await inSmall(false);
  const lock = { callId: call.id, change: { isLocked: true } };
  await school.calls.commands['call:set-rules'](school.as('elena'), lock);
  const door = await openCall(browser, school, 'ivan');
  await press(door, ru.call.join);
  await see(door, ru.call.hand.knockingTitle);
  const lobby = await openCall(browser, school, 'ivan');
  await see(lobby, ru.call.join);
  const teacher = await inside('elena');
  expect(await lobby.$(SIGN)).toBeNull();
  await record(teacher);
  await isOn(teacher);
  for (const page of [lobby, door]) await see(page, words.ahead);
  await inSmall(true);
  await look(lobby, 'record-lobby');
  await look(door, 'record-door');
  await stop(teacher);
  for (const page of [lobby, door]) await isGone(page);
  await inSmall(false);
});

test('REC5 where the server takes small files only, a recording is as many parts below that, and each plays by itself', async () => {
  const fileLimit = 140_000;
  const small = await openCallSchool({ binary: livekitBinary(), reconcileEvery: 600_000, fileLimit });
  try {
    await startOpen(small, 'elena', chatId);
    const teacher = await inside('elena', undefined, small);
    await record(teacher);
    await see(teacher, 'часть\u00a03', 60_000);
    await stop(teacher);
    // The last one may have no chunk yet when it is stopped.
    await teacher.waitForFunction(() => (window as unknown as Watched).saved.length >= 2);
    await isGone(teacher);
    const saved = await teacher.evaluate(() =>
      (window as unknown as Watched).saved.map(({ to, file }) => ({ text: to.text, size: file.size })),
    );
    expect(saved.slice(0, 2).map(({ text }) => text.split('мин')[1])).toEqual(['', ', часть\u00a02']);
    for (const { size } of saved) expect(size).toBeLessThanOrEqual(fileLimit);
    // Not many small ones either.
    for (const { size } of saved.slice(0, 2)) expect(size).toBeGreaterThan(fileLimit / 2);
    for (const index of [0, 1]) expect((await play(teacher, index)).length).toBeGreaterThan(1);
    expect(await teacher.$('.call-record-left')).toBeNull();
  } finally {
    await small.close();
  }
});
