import { effect } from '@preact/signals-core';
import { AudioPresets, ConnectionState, LocalTrack, type Room, Track } from 'livekit-client';
import type { DeviceState, Devices } from './devices.ts';
import type { Share, ShareState } from './share.ts';

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

/** A screen is published while it is shown and taken back afterwards: there is nothing to unmute. */
async function matchScreen(
  room: Room,
  source: Track.Source.ScreenShare | Track.Source.ScreenShareAudio,
  track: MediaStreamTrack | null,
) {
  const published = room.localParticipant.getTrackPublication(source)?.track;
  if (published instanceof LocalTrack) {
    if (published.mediaStreamTrack === track) return;
    await room.localParticipant.unpublishTrack(published, false);
  }
  if (!track) return;
  const isSound = source === Track.Source.ScreenShareAudio;
  // A film's sound is music, and its pauses are part of it.
  await room.localParticipant.publishTrack(track, {
    source,
    ...(isSound ? { audioPreset: AudioPresets.musicStereo, dtx: false } : {}),
  });
}

async function matchShare(room: Room, state: ShareState): Promise<void> {
  const isOn = state.status === 'on';
  await matchScreen(room, Track.Source.ScreenShare, isOn ? state.video : null);
  await matchScreen(room, Track.Source.ScreenShareAudio, isOn ? state.audio : null);
}

/** Pauses before what failed is tried again, ms: a network may swallow the first try, and nobody would be heard. */
const AGAIN_AFTER = [1000, 2000, 4000, 8000];

/** Runs `work` at each change of what `read` reads, one after the other; what fails a few times more. */
function keepUp(room: Room, read: () => unknown, work: () => Promise<void>): () => void {
  let last: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  function run(tries: number): void {
    clearTimeout(timer);
    last = last.then(work).catch(() => {
      const pause = AGAIN_AFTER[tries];
      // Where the room was left another one begins from the start.
      const isOver = isStopped || room.state === ConnectionState.Disconnected;
      if (pause !== undefined && !isOver) timer = setTimeout(run, pause, tries + 1);
    });
  }
  const stop = effect(() => {
    read();
    run(0);
  });
  return () => {
    stop();
    isStopped = true;
    clearTimeout(timer);
  };
}

/** Keeps what is published of the screen equal to what I show. */
export function publishShare(room: Room, share: Share): () => void {
  return keepUp(
    room,
    () => share.state.value,
    () => matchShare(room, share.state.peek()),
  );
}

/** Whether LiveKit takes my screen; it is our server's word, and may change while the call goes on. */
export function mayShare(room: Room): boolean {
  const { permissions } = room.localParticipant;
  if (!permissions) return false;
  const sources: number[] = permissions.canPublishSources;
  if (sources.length === 0) return permissions.canPublish;
  return permissions.canPublish && sources.includes(Track.sourceToProto(Track.Source.ScreenShare));
}

/** Keeps what is published equal to what the devices are: the preview's own tracks, never opened again. */
export function publishDevices(room: Room, devices: Devices): () => void {
  const stops = (['microphone', 'camera'] as const).map((kind) => {
    const source = kind === 'microphone' ? Track.Source.Microphone : Track.Source.Camera;
    const { state } = devices[kind];
    return keepUp(
      room,
      () => state.value,
      () => match(room, source, state.peek()),
    );
  });
  return () => {
    for (const stop of stops) stop();
  };
}
