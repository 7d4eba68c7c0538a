import type { VoiceDetails } from '../../protocol/attachments.ts';
import { MAX_VOICE_MS } from '../../protocol/attachments.ts';

/** A recording that goes on. */
export interface Recording {
  /** How loud it is now, 0 to 100, and for how long it has gone on, ms. */
  now(): { level: number; ms: number };
  /** Ends it; null when it was too short to be meant. */
  finish(): Promise<{ blob: Blob; voice: VoiceDetails } | null>;
  cancel(): void;
}

const BARS = 48;
/** How often loudness is looked at, ms. */
const EVERY = 100;
const SHORTEST = 500;

/** So many bars as a picture of a voice needs: the loudest of each part, the loudest of all at the top. */
export function toLevels(samples: number[], bars = BARS): number[] {
  const most = Math.max(1, ...samples);
  const count = Math.min(bars, samples.length);
  return Array.from({ length: count }, (_, bar) => {
    const part = samples.slice(
      Math.floor((bar * samples.length) / count),
      Math.ceil(((bar + 1) * samples.length) / count),
    );
    return Math.round((Math.max(0, ...part) / most) * 100);
  });
}

/** Begins to record; rejects with the browser's error where the microphone is refused or missing. */
export async function recordVoice(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { noiseSuppression: true, echoCancellation: true },
  });
  const type = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus'].find((one) => MediaRecorder.isTypeSupported(one));
  const recorder = new MediaRecorder(stream, type ? { mimeType: type, audioBitsPerSecond: 32_000 } : {});
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(stream).connect(analyser);
  const wave = new Uint8Array(analyser.fftSize);
  const parts: Blob[] = [];
  const samples: number[] = [];
  const started = performance.now();
  recorder.ondataavailable = ({ data }) => void parts.push(data);
  const timer = setInterval(() => {
    analyser.getByteTimeDomainData(wave);
    const power = wave.reduce((sum, value) => sum + (value - 128) ** 2, 0) / wave.length;
    samples.push(Math.min(100, Math.round(Math.sqrt(power) * 2.5)));
    if (performance.now() - started > MAX_VOICE_MS - 1000 && recorder.state === 'recording') recorder.pause();
  }, EVERY);
  recorder.start(1000);

  function release() {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  }
  return {
    now: () => ({ level: samples.at(-1) ?? 0, ms: Math.min(MAX_VOICE_MS, performance.now() - started) }),
    async finish() {
      const durationMs = Math.min(MAX_VOICE_MS, Math.round(performance.now() - started));
      const stopped = new Promise((done) => recorder.addEventListener('stop', done, { once: true }));
      recorder.stop();
      await stopped;
      release();
      if (durationMs < SHORTEST) return null;
      const blob = new Blob(parts, { type: recorder.mimeType });
      return { blob, voice: { durationMs, levels: toLevels(samples) } };
    },
    cancel() {
      if (recorder.state !== 'inactive') recorder.stop();
      release();
    },
  };
}
