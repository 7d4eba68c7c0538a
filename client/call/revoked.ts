import { type LocalTrackPublication, type Room, RoomEvent, Track } from 'livekit-client';
import type { Devices } from './devices.ts';

/** What the server takes away (muted, or not allowed any more) is off for its owner too. For a connected room. */
export function followRevoked(room: Room, devices: Devices): void {
  const kinds = new Map<string, 'microphone' | 'camera'>();
  const know = ({ trackSid, source }: LocalTrackPublication) => {
    if (source === Track.Source.Microphone) kinds.set(trackSid, 'microphone');
    if (source === Track.Source.Camera) kinds.set(trackSid, 'camera');
  };
  room.localParticipant.trackPublications.forEach(know);
  room.on(RoomEvent.LocalTrackPublished, know);
  // Of the room's own events none tells the server's word from a connection that is being made anew.
  room.engine.on(
    'localTrackUnpublished' as Parameters<typeof room.engine.on>[0],
    ((told: { trackSid: string }) => {
      const kind = kinds.get(told.trackSid);
      if (kind) devices[kind].takeAway();
    }) as () => void,
  );
}
