import type { Room } from 'livekit-client';
import type { Devices } from '../devices.ts';
import { isHonest } from '../participants.ts';

/** How often the sources are looked through, ms. */
const EVERY = 500;

/** The sound that others send into a room now. */
function soundsOf(room: Room | undefined): MediaStreamTrack[] {
  return [...(room?.remoteParticipants.values() ?? [])].flatMap((one) =>
    [...one.audioTrackPublications.values()].flatMap((publication) =>
      isHonest(publication) && publication.track ? [publication.track.mediaStreamTrack] : [],
    ),
  );
}

export interface Mixer {
  track: MediaStreamTrack;
  close(): void;
}

/** One track of sound: the others as they come and go, and the own microphone while it is on. */
export function createMixer(room: () => Room | undefined, { microphone }: Pick<Devices, 'microphone'>): Mixer {
  const context = new AudioContext();
  const out = context.createMediaStreamDestination();
  const [track] = out.stream.getAudioTracks();
  if (!track) throw new DOMException('no sound', 'NotSupportedError');
  const sources = new Map<MediaStreamTrack, MediaStreamAudioSourceNode>();

  function follow(): void {
    const own = microphone.state.peek();
    const wanted = new Set([...soundsOf(room()), ...(own.status === 'on' ? [own.track] : [])]);
    for (const [one, source] of sources) {
      if (wanted.has(one)) continue;
      source.disconnect();
      sources.delete(one);
    }
    for (const one of wanted) {
      if (sources.has(one)) continue;
      const source = context.createMediaStreamSource(new MediaStream([one]));
      source.connect(out);
      sources.set(one, source);
    }
  }
  follow();
  // While nobody is heard there would be no sound at all, and a recorder that waits for it writes nothing.
  const silence = new ConstantSourceNode(context, { offset: 0 });
  silence.connect(out);
  silence.start();
  void context.resume();
  const timer = setInterval(follow, EVERY);
  return {
    track,
    close() {
      clearInterval(timer);
      track.stop();
      void context.close();
    },
  };
}
