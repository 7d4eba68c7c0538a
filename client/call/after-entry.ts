import { ConnectionState, type ReconnectPolicy, type Room, RoomEvent } from 'livekit-client';
import type { Devices } from './devices.ts';
import { watchLink } from './link.ts';
import { followRevoked } from './revoked.ts';
import { wakePictures } from './wake-pictures.ts';

/**
 * LiveKit's client tries again by itself, soon and spread over time, for twenty seconds; by its own policy it pauses up
 * to ten. Then the room is entered anew, with a new ticket.
 */
const reconnectPolicy: ReconnectPolicy = {
  nextRetryDelayInMs: ({ elapsedMs }) => (elapsedMs > 20_000 ? null : Math.random() * 1500),
};

/** What a call needs once one is in it, and its first picture does not (BUILD7). Goes on until the room is left. */
export function attend(room: Room, devices: Devices, onLink: (isAlive: boolean) => void): () => void {
  if (room.state === ConnectionState.Disconnected) return () => {};
  // An option of the room as well, but only the first load has no byte left for it.
  (room.engine as unknown as { reconnectPolicy: ReconnectPolicy }).reconnectPolicy = reconnectPolicy;
  followRevoked(room, devices);
  const wake = () => void wakePictures(room).catch(() => undefined);
  room.on(RoomEvent.Reconnected, wake);
  return watchLink(
    room,
    () => room.state === ConnectionState.Connected,
    (isAlive) => {
      onLink(isAlive);
      if (isAlive) wake();
    },
  );
}
