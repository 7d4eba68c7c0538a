import type { OpenPart } from './disk.ts';
import { AUDIO_BITS, CHUNK_EVERY, isFull, VIDEO_BITS } from './parts.ts';

/** What browsers record, the best first. */
const KINDS = ['video/webm;codecs=vp8,opus', 'video/webm', 'video/mp4'];

/** What this browser records; undefined where it records nothing. */
export function recordedKind(): string | undefined {
  if (typeof MediaRecorder === 'undefined') return undefined;
  return KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
}

/** One part that is being recorded. */
export interface PartRecorder {
  pause(): void;
  resume(): void;
  /** How much is recorded, ms. */
  length(): number;
  /** Resolves when the last chunk is on the disk, or is known to be lost. */
  stop(): Promise<void>;
}

/**
 * Records a stream chunk by chunk into a part of about `most` bytes. `onFull`: the part is large enough; `onError`: the
 * disk, or the browser.
 */
export function recordPart(
  stream: MediaStream,
  mimeType: string,
  { part, most }: { part: OpenPart; most: number },
  on: { onFull: () => void; onError: (error: unknown) => void },
): PartRecorder {
  const recorder = new MediaRecorder(stream, {
    ...{ mimeType, videoBitsPerSecond: VIDEO_BITS, audioBitsPerSecond: AUDIO_BITS },
  });
  let writing = Promise.resolve();
  let bytes = 0;
  let largest = 0;
  let recorded = 0;
  let runningSince: number | null = performance.now();
  const length = () => recorded + (runningSince === null ? 0 : performance.now() - runningSince);
  const halt = () => {
    recorded = length();
    runningSince = null;
  };

  recorder.addEventListener('dataavailable', ({ data }) => {
    if (data.size === 0) return;
    const ms = length();
    writing = writing.then(() => part.write(data, ms)).catch(on.onError);
    bytes += data.size;
    largest = Math.max(largest, data.size);
    if (recorder.state !== 'inactive' && isFull(bytes, largest, most)) on.onFull();
  });
  recorder.addEventListener('error', (event) => on.onError((event as ErrorEvent).error ?? event));
  const stopped = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve()));
  recorder.start(CHUNK_EVERY);

  return {
    length,
    pause() {
      if (recorder.state !== 'recording') return;
      halt();
      recorder.pause();
    },
    resume() {
      if (recorder.state !== 'paused') return;
      runningSince = performance.now();
      recorder.resume();
    },
    async stop() {
      halt();
      if (recorder.state !== 'inactive') recorder.stop();
      await stopped;
      await writing;
      await part.close();
    },
  };
}
