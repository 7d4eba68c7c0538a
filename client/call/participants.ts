import { type Participant, type Room, Track, type TrackPublication } from 'livekit-client';
import * as v from 'valibot';
import { Person } from '../../protocol/people.ts';
import { byPerson, type CallParticipant } from './participants-order.ts';

/** LiveKit checks a track's declared source, not its kind: both must fit before we show or play it. */
export function isHonest(publication: Pick<TrackPublication, 'kind' | 'source'>): boolean {
  const isSound =
    publication.source === Track.Source.Microphone || publication.source === Track.Source.ScreenShareAudio;
  return publication.kind === (isSound ? Track.Kind.Audio : Track.Kind.Video);
}

function isOpen(publication: TrackPublication | undefined): publication is TrackPublication {
  return publication !== undefined && !publication.isMuted && isHonest(publication);
}

/** Our server wrote it into the token, and nobody may change it; who has none is not shown. */
export function personOf(participant: Participant): Person | undefined {
  try {
    return v.parse(Person, JSON.parse(participant.metadata ?? ''));
  } catch {
    return undefined;
  }
}

function toParticipant(device: Participant, person: Person, isMe: boolean): CallParticipant {
  const camera = device.getTrackPublication(Track.Source.Camera);
  const track = isOpen(camera) ? camera.track : undefined;
  const hasMicrophone = isOpen(device.getTrackPublication(Track.Source.Microphone));
  return {
    person,
    isMe,
    hasMicrophone,
    // LiveKit is told of speakers now and then: who is muted meanwhile speaks no more.
    isSpeaking: device.isSpeaking && hasMicrophone,
    quality: device.connectionQuality,
    cameraId: track ? track.mediaStreamTrack.id : null,
    attachVideo(element) {
      track?.attach(element);
      return () => void track?.detach(element);
    },
    joinedAt: device.joinedAt?.getTime() ?? 0,
  };
}

/** A screen that somebody shows. */
export interface CallScreenShare {
  /** Of the picture: another one has another id. */
  id: string;
  person: Person;
  isMe: boolean;
  hasSound: boolean;
  /** Shows it in an element until the returned function is called. */
  attach(element: HTMLVideoElement): () => void;
}

function toShare(device: Participant, person: Person, isMe: boolean): CallScreenShare[] {
  const screen = device.getTrackPublication(Track.Source.ScreenShare);
  const track = isOpen(screen) ? screen.track : undefined;
  if (!track) return [];
  return [
    {
      id: track.mediaStreamTrack.id,
      person,
      isMe,
      hasSound: isOpen(device.getTrackPublication(Track.Source.ScreenShareAudio)),
      attach(element) {
        track.attach(element);
        return () => void track.detach(element);
      },
    },
  ];
}

/** The screens that are shown, the own among them. */
export function sharesOf(room: Room, me: Person): CallScreenShare[] {
  const others = [...room.remoteParticipants.values()].flatMap((device) => {
    const person = personOf(device);
    return person ? toShare(device, person, false) : [];
  });
  return [...others, ...toShare(room.localParticipant, me, true)];
}

/** Who is in the room, for the screen. */
export function participantsOf(room: Room, me: Person): CallParticipant[] {
  const others = [...room.remoteParticipants.values()].flatMap((device) => {
    const person = personOf(device);
    return person ? [toParticipant(device, person, person.id === me.id)] : [];
  });
  return byPerson([toParticipant(room.localParticipant, me, true), ...others]);
}
