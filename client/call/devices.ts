import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import * as v from 'valibot';
import { watchLevel, watchMuted } from './level.ts';
import { createSpeaker, type Speaker } from './speaker.ts';

/** Why a microphone or camera does not open: refused by the person or a policy, not there, or in use elsewhere. */
export type DeviceError = 'denied' | 'missing' | 'busy';

/** One device. `on` has the track that is shown in the preview and published in the call. */
export type DeviceState =
  | { status: 'off' }
  | { status: 'opening' }
  | { status: 'on'; track: MediaStreamTrack }
  | { status: 'failed'; error: DeviceError };

export type DeviceKind = 'microphone' | 'camera';

export interface DeviceChoice {
  id: string;
  label: string;
}

/** Where the choice of devices is remembered, per browser. */
export interface KeyValue {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
}

export interface Device {
  state: ReadonlySignal<DeviceState>;
  /** What there is to choose from; labels are empty until the browser allowed a device once. */
  choices: ReadonlySignal<DeviceChoice[]>;
  chosenId: ReadonlySignal<string>;
  turnOn(): Promise<void>;
  turnOff(): void;
  /** Turned off by somebody else: nothing is remembered of it. */
  takeAway(): void;
  /** Remembers the device, and switches to it where it is on. */
  choose(id: string): Promise<void>;
}

export interface Devices {
  microphone: Device;
  camera: Device;
  speaker: Speaker;
  /** Loudness of the own microphone, 0 to 1; 0 while it is off. */
  level: ReadonlySignal<number>;
  /** What the microphone hears while it is off, for this page alone; 0 unless it was on before. */
  mutedLevel: ReadonlySignal<number>;
  /** Opens what was on the last time, both at first: one question of the browser for both. */
  open(): Promise<void>;
  /** Turns both off, without remembering it. */
  turnOff(): void;
  close(): void;
}

const KEY = 'call-devices';
const Remembered = v.object({
  microphoneId: v.optional(v.string(), ''),
  cameraId: v.optional(v.string(), ''),
  speakerId: v.optional(v.string(), ''),
  isMicrophoneOn: v.optional(v.boolean(), true),
  isCameraOn: v.optional(v.boolean(), true),
});
type Remembered = v.InferOutput<typeof Remembered>;

function toDeviceError(error: unknown): DeviceError {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'missing';
}

// A device that is gone is no reason to fail: another one is taken.
const wish = (id: string) => (id ? { deviceId: { ideal: id } } : {});

const CONSTRAINTS: Record<DeviceKind, (id: string) => MediaTrackConstraints> = {
  microphone: (id) => ({ ...wish(id), echoCancellation: true, noiseSuppression: true, autoGainControl: true }),
  camera: (id) => ({
    ...wish(id),
    ...{ width: { ideal: 960 }, height: { ideal: 540 }, frameRate: { ideal: 24 } },
  }),
};

async function openTrack(kind: DeviceKind, id: string): Promise<MediaStreamTrack> {
  const constraints = CONSTRAINTS[kind](id);
  const stream = await navigator.mediaDevices.getUserMedia(
    kind === 'microphone' ? { audio: constraints } : { video: constraints },
  );
  const [track] = stream.getTracks();
  if (!track) throw new DOMException('no track', 'NotFoundError');
  return track;
}

/**
 * One device and its track. Turning the camera off stops the track (its light goes out); the microphone is only
 * silenced, so that the first word after turning it on is not lost.
 */
function createDevice(kind: DeviceKind, remembered: { id: string }, onChange: (isOn: boolean) => void) {
  const state = signal<DeviceState>({ status: 'off' });
  const choices = signal<DeviceChoice[]>([]);
  const chosenId = signal(remembered.id);
  const silenced = signal<MediaStreamTrack | null>(null);
  // An opening that was overtaken by a later wish throws its track away.
  let wishes = 0;

  function stop(): void {
    if (state.value.status === 'on') state.value.track.stop();
    silenced.value?.stop();
    silenced.value = null;
  }

  function take(track: MediaStreamTrack): void {
    chosenId.value = track.getSettings().deviceId ?? chosenId.value;
    track.addEventListener('ended', () => {
      if (state.value.status === 'on' && state.value.track === track) {
        state.value = { status: 'failed', error: 'missing' };
      }
    });
    state.value = { status: 'on', track };
  }

  async function openWith(request: () => Promise<MediaStreamTrack>): Promise<void> {
    wishes += 1;
    const wished = wishes;
    state.value = { status: 'opening' };
    try {
      const track = await request();
      if (wished === wishes) take(track);
      else track.stop();
    } catch (error) {
      if (wished === wishes) state.value = { status: 'failed', error: toDeviceError(error) };
    }
  }

  const device = {
    state,
    choices,
    chosenId,
    silenced,
    openWith,
    async turnOn() {
      onChange(true);
      const track = silenced.value;
      if (track?.readyState === 'live') {
        track.enabled = true;
        silenced.value = null;
        state.value = { status: 'on', track };
      } else if (state.value.status !== 'on') {
        await openWith(() => openTrack(kind, chosenId.value));
      }
    },
    turnOff() {
      onChange(false);
      device.silence(kind === 'microphone');
    },
    takeAway() {
      device.silence(kind === 'microphone');
    },
    silence(isKept: boolean) {
      wishes += 1;
      const now = state.value;
      if (now.status === 'on' && isKept) {
        now.track.enabled = false;
        silenced.value = now.track;
      } else {
        stop();
      }
      state.value = { status: 'off' };
    },
    async choose(id: string) {
      chosenId.value = id;
      onChange(state.value.status !== 'off');
      const wasOff = state.value.status === 'off';
      stop();
      if (!wasOff) await openWith(() => openTrack(kind, id));
    },
  };
  return device;
}

/** The person's microphone and camera, for the preview and the call alike: a track is opened once and published as it is. */
export function createDevices(storage: KeyValue): Devices {
  const remembered: Remembered = v.parse(Remembered, {});
  function remember(kind: DeviceKind, isOn: boolean): void {
    remembered[kind === 'microphone' ? 'isMicrophoneOn' : 'isCameraOn'] = isOn;
    remembered.microphoneId = microphone.chosenId.value;
    remembered.cameraId = camera.chosenId.value;
    keep();
  }
  function keep(): void {
    // Losing the choice costs one click.
    storage.set(KEY, { ...remembered }).catch(() => undefined);
  }
  const microphone = createDevice('microphone', { id: '' }, (isOn) => remember('microphone', isOn));
  const camera = createDevice('camera', { id: '' }, (isOn) => remember('camera', isOn));
  const speaker = createSpeaker(() => {
    remembered.speakerId = speaker.chosenId.value;
    keep();
  });

  async function list(): Promise<void> {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    const of = (kind: MediaDeviceKind) =>
      all
        .filter((device) => device.kind === kind && device.deviceId)
        .map((device) => ({ id: device.deviceId, label: device.label }));
    microphone.choices.value = of('audioinput');
    camera.choices.value = of('videoinput');
    speaker.choices.value = speaker.canChoose ? of('audiooutput') : [];
  }

  async function openBoth(): Promise<void> {
    const both = navigator.mediaDevices.getUserMedia({
      audio: CONSTRAINTS.microphone(microphone.chosenId.value),
      video: CONSTRAINTS.camera(camera.chosenId.value),
    });
    // Where both together fail, each alone shows which one it was, and the other works.
    const one = (kind: DeviceKind) => async () => {
      const stream = await both.catch(() => undefined);
      const [track] = (kind === 'microphone' ? stream?.getAudioTracks() : stream?.getVideoTracks()) ?? [];
      return track ?? openTrack(kind, (kind === 'microphone' ? microphone : camera).chosenId.value);
    };
    await Promise.all([microphone.openWith(one('microphone')), camera.openWith(one('camera'))]);
  }

  const meter = watchLevel(
    computed(() => (microphone.state.value.status === 'on' ? microphone.state.value.track : null)),
  );
  const muted = watchMuted(microphone.silenced);
  const onDevices = () => void list().catch(() => undefined);
  navigator.mediaDevices?.addEventListener('devicechange', onDevices);

  return {
    microphone,
    camera,
    speaker,
    level: meter.level,
    mutedLevel: muted.level,
    async open() {
      const known = v.safeParse(Remembered, await storage.get(KEY).catch(() => undefined));
      if (known.success) Object.assign(remembered, known.output);
      microphone.chosenId.value = remembered.microphoneId;
      camera.chosenId.value = remembered.cameraId;
      speaker.restore(remembered.speakerId);
      const { isMicrophoneOn, isCameraOn } = remembered;
      if (isMicrophoneOn && isCameraOn) await openBoth();
      else if (isMicrophoneOn) await microphone.turnOn();
      else if (isCameraOn) await camera.turnOn();
      await list();
    },
    turnOff() {
      microphone.silence(false);
      camera.silence(false);
    },
    close() {
      navigator.mediaDevices?.removeEventListener('devicechange', onDevices);
      microphone.silence(false);
      camera.silence(false);
      meter.close();
      muted.close();
    },
  };
}
