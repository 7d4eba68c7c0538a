import { effect } from '@preact/signals-core';
import { AudioPresets, LocalTrack, type Room, Track } from 'livekit-client';
import type { DeviceState, Devices } from './devices.ts';

async function match(room: Room, source: Track.Source.Camera | Track.Source.Microphone, state: DeviceState) {
  const published = room.localParticipant.getTrackPublication(source)?.track;
  if (state.status === 'on') {
    if (published instanceof LocalTrack) {
      if (published.mediaStreamTrack !== state.track) await published.replaceTrack(state.track, true);
      await published.unmute();
    } else {
      await room.localParticipant.publishTrack(state.track, {
        source,
        ...(source === Track.Source.Microphone ? { audioPreset: AudioPresets.speech } : {}),
      });
    }
  } else if (published instanceof LocalTrack) {
    await published.mute();
  }
}

/** Keeps what is published equal to what the devices are: the preview's own tracks, never opened again. */
export function publishDevices(room: Room, devices: Devices): () => void {
  const stops = (['microphone', 'camera'] as const).map((kind) => {
    const source = kind === 'microphone' ? Track.Source.Microphone : Track.Source.Camera;
    let last: Promise<void> = Promise.resolve();
    return effect(() => {
      void devices[kind].state.value;
      // One after the other, each with the state as it is by then. What fails is tried again at the next change.
      last = last.then(() => match(room, source, devices[kind].state.value)).catch(() => undefined);
    });
  });
  return () => {
    for (const stop of stops) stop();
  };
}
