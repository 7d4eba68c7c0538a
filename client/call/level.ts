import { effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { DeviceState } from './devices.ts';

const EVERY = 100;
/** Speech is far below full scale: this makes a normal voice fill about half of the meter. */
const GAIN = 5;

/** How loud a microphone is, 0 to 1, ten times a second while it is on. */
export function watchLevel(microphone: ReadonlySignal<DeviceState>): {
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
      level.value = Math.min(1, Math.sqrt(power) * GAIN);
    }, EVERY);
    return () => {
      clearInterval(timer);
      void context.close();
      level.value = 0;
    };
  }

  const unwatch = effect(() => {
    const now = microphone.value;
    stop();
    stop = now.status === 'on' ? listen(now.track) : () => {};
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
