import { type ReadonlySignal, signal } from '@preact/signals-core';

/** What I show of my screen. `failed`: the system gave no picture; who changes the mind in the picker is just `off`. */
export type ShareState =
  | { status: 'off' }
  | { status: 'asking' }
  | { status: 'on'; video: MediaStreamTrack; audio: MediaStreamTrack | null }
  | { status: 'failed' };

export interface Share {
  state: ReadonlySignal<ShareState>;
  /** Whether this browser can show its screen at all: a phone's cannot. */
  canShare: boolean;
  /** Asks what to show; must be called in the turn of a click or a key. */
  start(): Promise<void>;
  stop(): void;
}

/** Text must stay sharp; what comes with sound is a film, and must move. */
const hintFor = (audio: MediaStreamTrack | undefined) => (audio ? 'motion' : 'detail');

/** Beside what TypeScript knows: not this very tab, another one may follow, and the system's sound where there is one. */
const WISHES = {
  video: { frameRate: { ideal: 15, max: 30 } },
  audio: true,
  selfBrowserSurface: 'exclude',
  surfaceSwitching: 'include',
  systemAudio: 'include',
} as DisplayMediaStreamOptions;

/** The own screen, as picture and, where the browser can, sound. It outlives a lost connection, as the devices do. */
export function createShare(): Share {
  const state = signal<ShareState>({ status: 'off' });

  function stop(): void {
    const now = state.value;
    state.value = { status: 'off' };
    if (now.status !== 'on') return;
    now.video.stop();
    now.audio?.stop();
  }

  return {
    state,
    canShare: typeof navigator !== 'undefined' && typeof navigator.mediaDevices?.getDisplayMedia === 'function',
    async start() {
      if (state.value.status === 'asking' || state.value.status === 'on') return;
      state.value = { status: 'asking' };
      try {
        const stream = await navigator.mediaDevices.getDisplayMedia(WISHES);
        const [video] = stream.getVideoTracks();
        const [audio] = stream.getAudioTracks();
        if (!video) throw new DOMException('no picture', 'NotFoundError');
        if (state.value.status !== 'asking') {
          for (const track of stream.getTracks()) track.stop();
          return;
        }
        video.contentHint = hintFor(audio);
        // The browser's own «stop» is as good as ours.
        video.addEventListener('ended', stop);
        state.value = { status: 'on', video, audio: audio ?? null };
      } catch (error) {
        if (state.value.status !== 'asking') return;
        const isRefused = error instanceof Error && (error.name === 'NotAllowedError' || error.name === 'AbortError');
        state.value = { status: isRefused ? 'off' : 'failed' };
      }
    },
    stop,
  };
}
