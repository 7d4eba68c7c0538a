import { effect, type ReadonlySignal, signal } from '@preact/signals-core';
import { type RemoteParticipant, type RemoteTrackPublication, type Room, RoomEvent, Track } from 'livekit-client';
import { isHonest, personOf } from './participants.ts';
import type { Speaker } from './speaker.ts';

/** How I hear and see the others; it holds for the whole call, whatever the connection does. */
export interface Listening {
  /** No cameras of others, to save the connection; screens stay. */
  isAudioOnly: ReadonlySignal<boolean>;
  setAudioOnly(isOn: boolean): void;
  /** Loudness by person, 0 to 1; who is not in it is as loud as they are. */
  volumes: ReadonlySignal<ReadonlyMap<string, number>>;
  setVolume(personId: string, volume: number): void;
  /** Begins with a room; to be called before it is connected, and ended by what is returned. */
  follow(room: Room): () => void;
}

/** Sound comes only from tracks that are what they call themselves. */
function playSound(room: Room): void {
  room.on(RoomEvent.TrackSubscribed, (track, publication) => {
    if (!isHonest(publication)) publication.setSubscribed(false);
    else if (track.kind === Track.Kind.Audio) track.attach();
  });
  room.on(RoomEvent.TrackUnsubscribed, (track) => {
    if (track.kind === Track.Kind.Audio) for (const element of track.detach()) element.remove();
  });
}

export function createListening(speaker: Speaker): Listening {
  const isAudioOnly = signal(false);
  const volumes = signal<ReadonlyMap<string, number>>(new Map());
  let room: Room | undefined;

  function choose(publication: RemoteTrackPublication): void {
    if (publication.source === Track.Source.Camera && isHonest(publication)) {
      if (publication.isDesired === isAudioOnly.value) publication.setSubscribed(!isAudioOnly.value);
    }
  }

  function apply(participant: RemoteParticipant): void {
    const volume = volumes.value.get(personOf(participant)?.id ?? '');
    if (volume === undefined) return;
    participant.setVolume(volume, Track.Source.Microphone);
    participant.setVolume(volume, Track.Source.ScreenShareAudio);
  }

  return {
    isAudioOnly,
    setAudioOnly(isOn) {
      isAudioOnly.value = isOn;
      for (const participant of room?.remoteParticipants.values() ?? []) {
        for (const publication of participant.videoTrackPublications.values()) choose(publication);
      }
    },
    volumes,
    setVolume(personId, volume) {
      volumes.value = new Map(volumes.value).set(personId, volume);
      for (const participant of room?.remoteParticipants.values() ?? []) apply(participant);
    },
    follow(next) {
      room = next;
      playSound(next);
      next.on(RoomEvent.TrackPublished, choose);
      next.on(RoomEvent.TrackSubscribed, (_track, publication, participant) => {
        choose(publication);
        apply(participant);
      });
      return effect(() => {
        const id = speaker.chosenId.value;
        if (!speaker.canChoose) return;
        // One that is unplugged leaves the sound where it is.
        next.switchActiveDevice('audiooutput', id).catch(() => undefined);
      });
    },
  };
}
