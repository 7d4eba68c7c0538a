import { effect, type ReadonlySignal, signal } from '@preact/signals-core';

const EVERY = 100;
/** Speech is far below full scale: this makes a normal voice fill about half of the meter. */
const GAIN = 5;

/**
 * How loud a track is, 0 to 1, ten times a second while there is one; NaN while it cannot be measured, as in Firefox on
 * a computer that plays no sound.
 */
export function watchLevel(heard: ReadonlySignal<MediaStreamTrack | null>): {
  level: ReadonlySignal<number>;
  close(): void;
} {
  const level = signal(0);
  let stop = () => {};

  function listen(track: MediaStreamTrack): () => void {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      // A page without a click yet starts with a sleeping context.
      if (context.state === 'suspended') void context.resume();
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      level.value = context.state === 'running' ? Math.min(1, Math.sqrt(power) * GAIN) : Number.NaN;
    }, EVERY);
    return () => {
      clearInterval(timer);
      void context.close();
      level.value = 0;
    };
  }

  const unwatch = effect(() => {
    const track = heard.value;
    stop();
    stop = track ? listen(track) : () => {};
  });

  return {
    level,
    close() {
      unwatch();
      stop();
      stop = () => {};
    },
  };
}

/** A second listener on a microphone that is off for the others: its own track stays silenced. */
export function watchMuted(silenced: ReadonlySignal<MediaStreamTrack | null>) {
  const copy = signal<MediaStreamTrack | null>(null);
  const unfollow = effect(() => {
    const track = silenced.value?.clone() ?? null;
    if (track) track.enabled = true;
    copy.value = track;
    return () => track?.stop();
  });
  const meter = watchLevel(copy);
  return {
    level: meter.level,
    close() {
      unfollow();
      meter.close();
    },
  };
}
