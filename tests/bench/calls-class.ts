import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AudioFrame,
  AudioSource,
  dispose,
  LocalAudioTrack,
  LocalVideoTrack,
  Room,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoFrame,
  VideoSource,
} from '@livekit/rtc-node';
import { cpuOf } from './cpu.ts';

/**
 * The class: a process of its own. Reads its plan as JSON from the first argument's file; the first ticket is the
 * teacher's, who shows camera and screen and speaks, the others listen. Prints one line of JSON.
 */
export interface ClassPlan {
  url: string;
  tokens: string[];
  /** LiveKit's process, whose CPU time is read. */
  pid: number;
  seconds: number;
}

/** `cpu`: of LiveKit, seconds. `lost` of `received` and lost packets, over all listeners, and in the measured part only. */
export interface ClassMeasured {
  seconds: number;
  cpu: number;
  received: number;
  lost: number;
  bytes: number;
  frames: number;
  listeners: number;
}

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ClassPlan;
const [teacherToken = '', ...tokens] = plan.tokens;

async function join(token: string): Promise<Room> {
  const room = new Room();
  await room.connect(plan.url, token, { autoSubscribe: true, dynacast: true });
  return room;
}

/** A picture that changes everywhere a little: noise in large squares, moved on by each frame. */
function picture(width: number, height: number, time: number): VideoFrame {
  const data = new Uint8Array((width * height * 3) / 2).fill(128);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data[y * width + x] = 60 + ((((x + time * 3) >> 5) * 37 + ((y + time) >> 5) * 91) % 140);
    }
  }
  return new VideoFrame(data, width, height, VideoBufferType.I420);
}

interface Show {
  name: string;
  source: TrackSource;
  width: number;
  height: number;
  fps: number;
  maxBitrate: number;
}

async function show(room: Room, { name, source, width, height, fps, maxBitrate }: Show): Promise<() => void> {
  const video = new VideoSource(width, height);
  const options = new TrackPublishOptions({
    ...{ source, simulcast: source === TrackSource.SOURCE_CAMERA },
    videoEncoding: { maxBitrate: BigInt(maxBitrate), maxFramerate: fps },
  });
  await room.localParticipant?.publishTrack(LocalVideoTrack.createVideoTrack(name, video), options);
  // Drawn before: the process has more to do than that.
  const frames = Array.from({ length: 60 }, (_, time) => picture(width, height, time));
  let next = 0;
  const timer = setInterval(() => {
    const frame = frames[next++ % frames.length];
    if (frame) video.captureFrame(frame);
  }, 1000 / fps);
  return () => clearInterval(timer);
}

async function speak(room: Room): Promise<() => void> {
  const audio = new AudioSource(48_000, 1);
  const track = LocalAudioTrack.createAudioTrack('voice', audio);
  await room.localParticipant?.publishTrack(track, new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }));
  let isOn = true;
  void (async () => {
    let sample = 0;
    while (isOn) {
      const data = Int16Array.from({ length: 480 }, () => 8000 * Math.sin(sample++ / 20) * Math.sin(sample / 5000));
      await audio.captureFrame(new AudioFrame(data, 48_000, 1, 480));
    }
  })();
  return () => {
    isOn = false;
  };
}

/** What all listeners have got by now. */
async function received(rooms: Room[]) {
  const sum = { received: 0, lost: 0, bytes: 0, frames: 0 };
  for (const session of await Promise.all(rooms.map((room) => room.getRtcStats()))) {
    // One connection for both ways reports what comes as the publisher's.
    for (const { stats } of [...session.publisherStats, ...session.subscriberStats]) {
      if (stats.case !== 'inboundRtp') continue;
      sum.received += Number(stats.value.received?.packetsReceived ?? 0);
      sum.lost += Number(stats.value.received?.packetsLost ?? 0);
      sum.bytes += Number(stats.value.inbound?.bytesReceived ?? 0);
      sum.frames += Number(stats.value.inbound?.framesDecoded ?? 0);
    }
  }
  return sum;
}

const teacher = await join(teacherToken);
const stops = [
  await show(teacher, {
    ...{ name: 'camera', source: TrackSource.SOURCE_CAMERA, width: 640, height: 360, fps: 15, maxBitrate: 600_000 },
  }),
  await show(teacher, {
    ...{ name: 'screen', source: TrackSource.SOURCE_SCREENSHARE },
    ...{ width: 1280, height: 720, fps: 5, maxBitrate: 1_000_000 },
  }),
  await speak(teacher),
];
const listeners: Room[] = [];
for (const token of tokens) listeners.push(await join(token));
await sleep(5000);
const before = { ...(await received(listeners)), cpu: cpuOf(plan.pid)[0], at: performance.now() };
await sleep(plan.seconds * 1000);
const after = { ...(await received(listeners)), cpu: cpuOf(plan.pid)[0], at: performance.now() };
for (const stop of stops) stop();
const measured: ClassMeasured = {
  seconds: (after.at - before.at) / 1000,
  cpu: after.cpu - before.cpu,
  received: after.received - before.received,
  lost: after.lost - before.lost,
  bytes: after.bytes - before.bytes,
  frames: after.frames - before.frames,
  listeners: listeners.length,
};
console.log(JSON.stringify(measured));
await Promise.race([Promise.all([teacher, ...listeners].map((room) => room.disconnect())), sleep(5000)]);
await Promise.race([dispose(), sleep(3000)]);
process.exit(0);
