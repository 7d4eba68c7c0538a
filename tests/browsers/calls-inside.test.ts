import type { Browser, ElementHandle, Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ru } from '../../i18n/ru.ts';
import { startOpen, until } from '../backend/calls-school.ts';
import { type CallSchool, launchForCalls, openCall, openCallSchool, press, see, seeFrames } from './call-school.ts';
import { FAKE_DEVICES_AND_TAB } from './chromium.ts';
import { checkScreen } from './screen.ts';

const words = { ...ru.call, ...ru.callView };
const chatId = 'algebra';
let school: CallSchool;
let browser: Browser;

beforeAll(async () => {
  school = await openCallSchool();
  // A screen to show that moves, as the fake camera does, without the picker.
  browser = await launchForCalls('fake', FAKE_DEVICES_AND_TAB);
});
afterAll(async () => {
  await browser.close();
  await school.close();
});
afterEach(async () => {
  const { call } = await state();
  if (call) await school.calls.commands['call:end'](school.as('elena'), { callId: call.id });
  for (const context of browser.browserContexts()) if (context.id) await context.close();
});

const state = () => school.calls.commands['call:state'](school.as('elena'), { chatId });
const start = () => startOpen(school, 'elena', chatId);
const countIs = (count: number) =>
  until(`${count} inside`, async () => (await state()).call?.participantCount === count, 20_000);
const button = (name: string) => `[aria-label="${name}"]`;

/** Two people in the call: Anna and Ivan. `before` runs in Anna's page before ours. */
async function two(before: () => void = () => {}): Promise<{ anna: Page; ivan: Page }> {
  await start();
  const anna = await openCall(browser, school, 'anna');
  await anna.evaluateOnNewDocument(before);
  await anna.reload();
  const ivan = await openCall(browser, school, 'ivan');
  await press(anna, words.join);
  await press(ivan, words.join);
  await anna.waitForSelector('[data-person="ivan"]');
  await ivan.waitForSelector('[data-person="anna"] video');
  return { anna, ivan };
}

/** Waits until a video has shown as many more frames. */
async function moves(page: Page, selector: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => {
      const video = document.querySelector<HTMLVideoElement>(wanted);
      return video !== null && video.getVideoPlaybackQuality().totalVideoFrames > 5;
    },
    { timeout: 20_000 },
    selector,
  );
}

test('CALL75 a screen is shown large and moves, faces stand beside it, who shows it sees what is shown and stops it', async () => {
  const { anna, ivan } = await two();
  await press(anna, words.share);
  await moves(ivan, '[data-screen="anna"] video');
  expect(await ivan.$$eval('.is-strip [data-person]', (tiles) => tiles.length)).toBe(2);
  await moves(anna, '.call-own-screen video');
  await checkScreen(anna, 'call-own-screen');
  await checkScreen(ivan, 'call-screen');
  await anna.locator('.call-own-screen button').click();
  await ivan.waitForFunction(() => !document.querySelector('[data-screen]'));
  await anna.waitForFunction(() => !document.querySelector('.call-own-screen'));
});

test('CALL78 with sound only the cameras of others are not received, a screen is, and cameras come back', async () => {
  const { anna, ivan } = await two();
  await seeFrames(ivan, 'anna', 3);
  await press(anna, words.share);
  await moves(ivan, '[data-screen="anna"] video');
  await press(ivan, words.more);
  await ivan.locator('.call-side-row input[type=checkbox]').click();
  await ivan.waitForSelector('[data-person="anna"] .avatar');
  const before = await ivan.$eval(
    '[data-screen="anna"] video',
    (video) => (video as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames,
  );
  await ivan.waitForFunction(
    (frames) =>
      (document.querySelector<HTMLVideoElement>('[data-screen="anna"] video')?.getVideoPlaybackQuality()
        .totalVideoFrames ?? 0) > frames,
    {},
    before,
  );
  // Who comes later is not received either.
  const elena = await openCall(browser, school, 'elena');
  await press(elena, words.join);
  await ivan.waitForSelector('[data-person="elena"] .avatar');
  await press(ivan, words.showCameras);
  await seeFrames(ivan, 'anna', 3);
});

test('CALL76 M, V and S work by the place of the key, never while one types, and can be turned off', async () => {
  const { anna } = await two();
  const isOn = (name: string) => anna.waitForSelector(button(name));
  await anna.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const pressKey = (code: string, key: string) =>
    anna.evaluate(
      (which, letter) => {
        const target = document.activeElement ?? document.body;
        target.dispatchEvent(
          new KeyboardEvent('keydown', { code: which, key: letter, bubbles: true, cancelable: true }),
        );
      },
      code,
      key,
    );
  await isOn(words.micOff);
  await pressKey('KeyM', 'ь');
  await isOn(words.micOn);
  await pressKey('KeyM', 'ь');
  await isOn(words.micOff);
  await anna.keyboard.press('KeyV');
  await isOn(words.cameraOn);
  await press(anna, words.participants);
  await anna.locator('.call-people input').fill('');
  await anna.type('.call-people input', 'mv');
  expect(await anna.$eval('.call-people input', (field) => (field as HTMLInputElement).value)).toBe('mv');
  expect(await anna.$(button(words.micOff))).not.toBeNull();
  expect(await anna.$(button(words.cameraOn))).not.toBeNull();
  await anna.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await anna.keyboard.type('?');
  await anna.waitForSelector('.call-keys');
  await anna.locator('section[aria-labelledby="call-more-keys"] input').click();
  await anna.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await anna.keyboard.press('KeyM');
  expect(await anna.$(button(words.micOff))).not.toBeNull();
});

test('CALL77 the space bar turns the microphone on while it is held, but presses a button that has the focus', async () => {
  const { anna, ivan } = await two();
  await press(anna, words.micOff);
  const muted = '[data-person="anna"] .call-name .icon';
  await ivan.waitForSelector(muted);
  await anna.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await anna.keyboard.down('Space');
  await ivan.waitForFunction((selector) => !document.querySelector(selector), {}, muted);
  await anna.keyboard.up('Space');
  await ivan.waitForSelector(muted);
  await anna.focus(button(words.participants));
  await anna.keyboard.press('Space');
  await anna.waitForSelector('.call-people');
  expect(await anna.$(button(words.micOn))).not.toBeNull();
});

test('CALL79 who closes the tab has left the call', async () => {
  const { anna, ivan } = await two();
  await countIs(2);
  await anna.close({ runBeforeUnload: false });
  await ivan.waitForFunction(() => !document.querySelector('[data-person="anna"]'));
  await countIs(1);
});

/** A microphone that gives one tone without a pause. */
function toneMicrophone(): void {
  const { getUserMedia } = navigator.mediaDevices;
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia.call(navigator.mediaDevices, constraints);
    if (!constraints?.audio) return stream;
    const context = new AudioContext();
    const tone = context.createOscillator();
    const out = context.createMediaStreamDestination();
    tone.connect(out);
    tone.start();
    return new MediaStream([...out.stream.getAudioTracks(), ...stream.getVideoTracks()]);
  };
}

test('CALL80 who speaks while the microphone is off is told, and turns it on there', async () => {
  const { anna } = await two(toneMicrophone);
  await press(anna, words.micOff);
  await see(anna, words.mutedWhileSpeaking);
  await checkScreen(anna, 'call-muted-speaking');
  await press(anna, words.turnOn);
  await anna.waitForSelector(button(words.micOff));
  await anna.waitForFunction((text) => !document.body.innerText.includes(text), {}, words.mutedWhileSpeaking);
});

test('CALL71 with «Говорящий крупно» whoever speaks stands large and moves, the next one after that, and never oneself', async () => {
  await start();
  /** Comes in with a microphone that hears a tone; `mute`: it is off at first. */
  const enter = async (person: string, mute: boolean) => {
    const page = await openCall(browser, school, person);
    await page.evaluateOnNewDocument(toneMicrophone);
    await page.reload();
    if (mute) await press(page, words.micOff);
    await press(page, words.join);
    await page.waitForSelector(`[data-person="${person}"] video`);
    return page;
  };
  // Anna speaks all the time: before herself she does not stand.
  const anna = await enter('anna', false);
  const ivan = await enter('ivan', true);
  const elena = await enter('elena', true);
  const large = (name: string, isSpeaking: boolean) =>
    anna.waitForFunction(
      (text, speaks) => {
        const tile = document.querySelector('.call-large');
        return tile?.textContent?.includes(text) && tile.classList.contains('is-speaking') === speaks;
      },
      { timeout: 20_000 },
      name,
      isSpeaking,
    );
  await press(anna, words.more);
  await anna.locator(`::-p-aria([name="${words.layouts.speaker}"][role="radio"])`).click();
  await anna.waitForSelector('.call-large video');
  await press(ivan, words.micOn);
  await large('Иван', true);
  await moves(anna, '.call-large video');
  await press(ivan, words.micOff);
  await press(elena, words.micOn);
  await large('Елена', true);
  await moves(anna, '.call-large video');
  const beside = await anna.$$eval('.is-strip [data-person]', (tiles) =>
    tiles.map((one) => one.getAttribute('data-person')),
  );
  expect(beside.sort()).toEqual(['anna', 'ivan']);
  // Who spoke last stays while nobody does.
  await press(elena, words.micOff);
  await large('Елена', false);
  await press(ivan, words.micOn);
  await large('Иван', true);
});

/** Writes down on which speaker and how loud what comes is played. */
function watchSound(): void {
  const heard = { sinks: [] as string[], volumes: [] as number[] };
  Object.assign(window, { heard });
  const { setSinkId } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.setSinkId = function (id) {
    heard.sinks.push(id);
    return setSinkId.call(this, id);
  };
  const volume = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'volume') as PropertyDescriptor;
  Object.defineProperty(HTMLMediaElement.prototype, 'volume', {
    ...volume,
    set(value: number) {
      heard.volumes.push(value);
      volume.set?.call(this, value);
    },
  });
}
type Heard = { heard: { sinks: string[]; volumes: number[] } };

test('CALL81 CALL82 the call is heard on the speaker that was chosen, also the next time, and each as loud as I like', async () => {
  const { anna } = await two(watchSound);
  await press(anna, words.more);
  const speakers = `select[aria-label="${words.speaker}"]`;
  await anna.waitForSelector(`${speakers} option:nth-child(2)`);
  const [chosen = ''] = await anna.$$eval(`${speakers} option`, (options) =>
    options.map((option) => (option as HTMLOptionElement).value).filter((value) => value !== ''),
  );
  expect(chosen).not.toBe('');
  await anna.select(speakers, chosen);
  await anna.waitForFunction((id) => (window as unknown as Heard).heard.sinks.includes(id), {}, chosen);
  await press(anna, words.participants);
  await anna.locator('.call-people li .icon-button').click();
  await anna.locator('.call-person-settings input').fill('25');
  await anna.waitForFunction(() => (window as unknown as Heard).heard.volumes.at(-1) === 0.25);
  await press(anna, words.leave);
  await anna.reload();
  await anna.waitForFunction(
    (selector, id) => document.querySelector<HTMLSelectElement>(selector)?.value === id,
    {},
    speakers,
    chosen,
  );
  await press(anna, words.testSound);
  await anna.waitForFunction((id) => (window as unknown as Heard).heard.sinks.includes(id), {}, chosen);
});

test('CALL83 a device that another program holds is explained with the way out, and works once it is free', async () => {
  await start();
  const page = await openCall(browser, school, 'anna');
  await page.evaluateOnNewDocument(() => {
    const { getUserMedia } = navigator.mediaDevices;
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      if (constraints?.audio && !('isFree' in window)) throw new DOMException('held', 'NotReadableError');
      return getUserMedia.call(navigator.mediaDevices, constraints);
    };
  });
  await page.reload();
  await see(page, words.busyMicrophone);
  await checkScreen(page, 'call-busy');
  expect(await page.evaluate((text) => document.body.innerText.includes(text), words.withoutMicrophone)).toBe(true);
  await page.evaluate(() => Object.assign(window, { isFree: true }));
  await press(page, ru.common.retry);
  await see(page, words.heard);
});

test('CALL90 the call goes on in a small window with the microphone and the way out', async () => {
  const { anna } = await two();
  await press(anna, words.more);
  await press(anna, words.small);
  const inWindow = (selector: string) =>
    anna.waitForFunction(
      (wanted) =>
        (
          window as unknown as { documentPictureInPicture?: { window: Window | null } }
        ).documentPictureInPicture?.window?.document.querySelector(wanted) ?? null,
      {},
      selector,
    );
  await inWindow('.call-small .call-large');
  const off = (await inWindow(`.call-small [aria-label="${words.micOff}"]`)).asElement() as ElementHandle<HTMLElement>;
  await off.evaluate((element) => element.click());
  await anna.waitForSelector(button(words.micOn));
  await press(anna, words.leave);
  await see(anna, words.leftTitle);
});

test('CALL91 the screen stays lit in a call, and not after it', async () => {
  const { anna } = await two(() => {
    const held = { locks: 0 };
    Object.assign(window, { held });
    const fake = {
      async request() {
        held.locks += 1;
        return {
          async release() {
            held.locks -= 1;
          },
        };
      },
    };
    Object.defineProperty(navigator, 'wakeLock', { value: fake });
  });
  const locks = (count: number) =>
    anna.waitForFunction(
      (wanted) => (window as unknown as { held: { locks: number } }).held.locks === wanted,
      {},
      count,
    );
  await locks(1);
  await press(anna, words.leave);
  await locks(0);
});
