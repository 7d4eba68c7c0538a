import { RemoteVideoTrack, type Room, type TrackPublication } from 'livekit-client';

/** A picture may take so long to move by itself, ms. */
const PATIENCE = 300;
/** Two wishes within a tenth of a second are one to LiveKit's server, ms. */
const APART = 200;

/** What LiveKit's client keeps to itself of a picture that somebody sends. */
interface Sent {
  requestedDisabled: boolean | undefined;
  emitTrackUpdate(): void;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function drawnOf({ track }: TrackPublication): Promise<number> {
  const stats = track instanceof RemoteVideoTrack ? await track.getReceiverStats() : undefined;
  return stats?.framesDecoded ?? 0;
}

/** Has a picture stopped and sent again, which begins with a whole one. By the public way it would stay on for good. */
async function sendAnew(publication: TrackPublication): Promise<void> {
  const sent = publication as unknown as Sent;
  const before = sent.requestedDisabled;
  sent.requestedDisabled = true;
  sent.emitTrackUpdate();
  await pause(APART);
  sent.requestedDisabled = before;
  sent.emitTrackUpdate();
}

/**
 * After a gap in the link: pictures that come and do not move are sent anew. A browser that misses a part of a picture
 * waits three seconds for it before it asks for a whole one.
 */
export async function wakePictures(room: Room): Promise<void> {
  const all = [...room.remoteParticipants.values()]
    .flatMap((participant) => [...participant.videoTrackPublications.values()])
    .filter((publication) => publication.isSubscribed && publication.isEnabled && !publication.isMuted);
  const before = await Promise.all(all.map(drawnOf));
  await pause(PATIENCE);
  await Promise.all(
    all.map(async (publication, index) => {
      if ((await drawnOf(publication)) === before[index]) await sendAnew(publication);
    }),
  );
}
