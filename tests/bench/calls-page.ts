import { copyFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'puppeteer';
import { ru } from '../../i18n/ru.ts';
import type { FaultyLink } from '../browsers/faulty-link.ts';
import type { Person } from '../journeys/stage.ts';

/** Of one joining, ms: from the page's opening to the preview, and from the click to each of the others. */
export interface Joined {
  preview: number;
  connected: number;
  audio: number;
  video: number;
}

/** How a call is entered: ours, or by livekit-client and nothing else, with a ticket that is there already. */
export type Way = { kind: 'ours'; chatId: string } | { kind: 'bare'; url: string; token: () => Promise<string> };

const BARE = `
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    video: { width: { ideal: 960 }, height: { ideal: 540 }, frameRate: { ideal: 24 } },
  });
  const preview = document.createElement('video');
  Object.assign(preview, { muted: true, autoplay: true, srcObject: stream });
  const button = document.createElement('button');
  button.id = 'join';
  document.body.append(preview, button);
  button.onclick = async () => {
    const { Room } = LivekitClient;
    const room = new Room({ adaptiveStream: true, dynacast: true });
    room.on('trackSubscribed', (track) => document.body.append(track.attach()));
    await room.connect(window.ticket.url, window.ticket.token);
    performance.mark('connected');
    for (const track of stream.getTracks()) {
      room.localParticipant.publishTrack(track, { source: track.kind === 'audio' ? 'microphone' : 'camera' });
    }
  };
`;

/** Adds the bare page to the built extension, before a browser has it: the same origin, the same rights. */
export function addBareCall(root: string): void {
  const umd = join(createRequire(import.meta.url).resolve('livekit-client'), '../livekit-client.umd.js');
  copyFileSync(umd, join(root, 'livekit-client.js'));
  writeFileSync(join(root, 'bare-call.js'), BARE);
  const scripts = '<script src="/livekit-client.js"></script><script type="module" src="/bare-call.js"></script>';
  writeFileSync(join(root, 'bare-call.html'), `<!doctype html><body>${scripts}</body>`);
}

/** In the page: marks the preview's first frame, the click, and what comes after it; `recovered` after `restoredAt`. */
function watchMedia(connecting: string): void {
  const all = window as unknown as { restoredAt?: number; recoveredAt?: number };
  const remote = new Set<MediaStreamTrack>();
  const mark = (name: string) => {
    if (performance.getEntriesByName(name).length === 0) performance.mark(name);
  };
  const pc = RTCPeerConnection.prototype as unknown as Record<
    'setRemoteDescription',
    (description: unknown) => unknown
  >;
  const { setRemoteDescription } = pc;
  const known = new WeakSet<RTCPeerConnection>();
  pc.setRemoteDescription = function (this: RTCPeerConnection, description) {
    if (!known.has(this)) this.addEventListener('track', ({ track }) => remote.add(track));
    known.add(this);
    return setRemoteDescription.call(this as never, description);
  };

  function tracksOf(element: HTMLMediaElement): MediaStreamTrack[] {
    return element.srcObject instanceof MediaStream ? element.srcObject.getTracks() : [];
  }
  const isRemote = (element: HTMLMediaElement, kind: string) =>
    tracksOf(element).some((track) => track.kind === kind && remote.has(track));
  function watchVideo(element: HTMLVideoElement): void {
    element.requestVideoFrameCallback(() => {
      if (isRemote(element, 'video')) {
        mark('video');
        if (all.restoredAt) all.recoveredAt ??= Date.now();
      } else mark('preview');
      watchVideo(element);
    });
  }
  /** Playing, and something has come: a track is muted until its first packet. */
  function watchAudio(element: HTMLAudioElement): void {
    const look = () => {
      const [track] = tracksOf(element).filter((one) => one.kind === 'audio' && remote.has(one));
      if (!track || element.paused) return;
      if (track.muted) track.addEventListener('unmute', look, { once: true });
      else mark('audio');
    };
    element.addEventListener('playing', look);
  }
  const plain = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject') as PropertyDescriptor;
  const watched = new WeakSet<HTMLMediaElement>();
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    ...plain,
    set(this: HTMLMediaElement, value) {
      if (!watched.has(this)) {
        watched.add(this);
        if (this instanceof HTMLVideoElement) watchVideo(this);
        else watchAudio(this as HTMLAudioElement);
      }
      plain.set?.call(this, value);
    },
  });
  addEventListener('click', () => mark('click'), { capture: true });
  // Ours has no place for a mark: it is connected when the page stops saying that it connects.
  const observer = new MutationObserver(() => {
    if (!document.querySelector('.call') || document.body.innerText.includes(connecting)) return;
    mark('connected');
    observer.disconnect();
  });
  observer.observe(document, { childList: true, subtree: true, characterData: true });
}

const has = (page: Page, name: string) =>
  page.waitForFunction((wanted) => performance.getEntriesByName(wanted).length > 0, { polling: 20 }, name);
const at = (page: Page, name: string) =>
  page.evaluate((wanted) => performance.getEntriesByName(wanted)[0]?.startTime ?? 0, name);

/** Opens the page, waits for the preview, joins, and waits until the other is heard and seen. The page stays open. */
export async function joinOnce(person: Person, way: Way, link?: FaultyLink): Promise<{ page: Page; joined: Joined }> {
  const page = await person.browser.newPage();
  await link?.lead(page);
  await page.evaluateOnNewDocument(watchMedia, ru.call.connecting);
  const path = way.kind === 'ours' ? `call.html?chat=${way.chatId}` : 'bare-call.html';
  await page.goto(`chrome-extension://${person.extensionId}/${path}`);
  await has(page, 'preview');
  const button = way.kind === 'ours' ? '.lobby-join' : '#join';
  await page.waitForSelector(`${button}:not([disabled])`);
  // As a person does, who looks at the preview: what is fetched meanwhile is there.
  await new Promise((resolve) => setTimeout(resolve, 700));
  if (way.kind === 'bare') {
    const ticket = { url: way.url, token: await way.token() };
    await page.evaluate((given) => Object.assign(window, { ticket: given }), ticket);
  }
  await page.click(button);
  for (const name of ['connected', 'audio', 'video']) await has(page, name);
  const click = await at(page, 'click');
  const since = async (name: string) => (await at(page, name)) - click;
  const joined = {
    preview: await at(page, 'preview'),
    ...{ connected: await since('connected'), audio: await since('audio'), video: await since('video') },
  };
  return { page, joined };
}

/** Cuts the link for so long, ms; resolves with the time from its return to the next frame of the other, ms. */
export async function recoverOnce(page: Page, link: FaultyLink, cutFor: number): Promise<number> {
  link.cut();
  await new Promise((resolve) => setTimeout(resolve, cutFor));
  const restoredAt = Date.now();
  await page.evaluate((time) => Object.assign(window, { restoredAt: time, recoveredAt: undefined }), restoredAt);
  link.restore();
  const recovered = await page.waitForFunction(
    () => (window as unknown as { recoveredAt?: number }).recoveredAt ?? false,
    { polling: 20, timeout: 60_000 },
  );
  return ((await recovered.jsonValue()) as number) - restoredAt;
}
