import { ConnectionState, type Room, RoomEvent } from 'livekit-client';
import type { Devices } from './devices.ts';
import { watchLink } from './link.ts';
import { followRevoked } from './revoked.ts';
import { wakePictures } from './wake-pictures.ts';

/** What a call needs once one is in it, and its first picture does not (BUILD7). Goes on until the room is left. */
export function attend(room: Room, devices: Devices, onLink: (isAlive: boolean) => void): () => void {
  if (room.state === ConnectionState.Disconnected) return () => {};
  followRevoked(room, devices);
  let isWaking = false;
  async function wake(): Promise<void> {
    // Both the link and LiveKit's client may tell of the same gap.
    if (isWaking) return;
    isWaking = true;
    await wakePictures(room).catch(() => undefined);
    isWaking = false;
  }
  room.on(RoomEvent.Reconnected, () => void wake());
  return watchLink(
    room,
    () => room.state === ConnectionState.Connected,
    (isAlive) => {
      onLink(isAlive);
      if (isAlive) void wake();
    },
  );
}
