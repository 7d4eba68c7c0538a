import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals-core';
import type { Devices } from '../devices.ts';
import type { CallHand } from '../hand.ts';
import type { CallRoom } from '../room.ts';
import { currentDesk } from './current.ts';
import { type OpenPart, recordingDisk } from './disk.ts';
import { createMixer, type Mixer } from './mixer.ts';
import { type PartRecorder, recordedKind, recordPart } from './part-recorder.ts';
import { partBytes, type RecordedPart } from './parts.ts';
import { withDuration } from './webm.ts';

/** Between the server's word to all who are inside and the first chunk, ms: everybody has seen and heard it by then. */
const LEAD = 2000;
/** Between two questions for a word that was lost with the connection, ms. */
const ASK_AGAIN = 2000;

/**
 * `asking`: the browser asks what to record; `announced`: the server is being asked, or has told the room a moment
 * ago; `paused`: the room is not told any more (the connection is lost), so nothing is recorded.
 */
export type RecordStatus = 'off' | 'asking' | 'announced' | 'on' | 'paused' | 'saving';

/** Why there is no recording, or no more: what was recorded until then is on the disk. */
export type RecordProblem = 'denied' | 'no-picture' | 'taken' | 'disk-full' | 'capture-ended' | 'failed' | 'not-saved';

/** How a part gets into its chat: resolves when it is sure to be sent, though the page be closed. */
export type SavePart = (part: RecordedPart, file: Blob) => Promise<void>;

export interface RecordDesk {
  status: ReadonlySignal<RecordStatus>;
  problem: ReadonlySignal<RecordProblem | null>;
  /** Which part of the call is being recorded, from 1. */
  part: ReadonlySignal<number>;
  /** How much of the part is recorded, ms. */
  length(): number;
  /** Whether a recording goes into the chat; else it can be downloaded only. */
  isSavable: boolean;
  /** What lies on this disk and is in no chat: of a page that died, or that could not be saved. */
  leftovers: ReadonlySignal<RecordedPart[]>;
  /** Must be called in the turn of a click. */
  start(): Promise<void>;
  /** Ends the recording, and saves it where that is possible. */
  stop(): Promise<void>;
  save(part: RecordedPart): Promise<void>;
  read(part: RecordedPart): Promise<Blob>;
  remove(part: RecordedPart): Promise<void>;
  dismiss(): void;
  /** The call is left: what is recorded is ended and saved. */
  close(): void;
}

/** Whether this browser can record a call at all. */
export function canRecord(): boolean {
  return (
    typeof navigator.mediaDevices?.getDisplayMedia === 'function' &&
    typeof navigator.storage?.getDirectory === 'function' &&
    typeof FileSystemFileHandle !== 'undefined' &&
    'createWritable' in FileSystemFileHandle.prototype &&
    recordedKind() !== undefined
  );
}

/** Whether this browser gives a page a tab to record: Firefox has only windows and whole screens. */
export const canRecordTab = () => 'CaptureController' in window;

/** This very tab, as it is looked at: few pictures a second and no more than 720 lines are enough for a lesson. */
const WISHES = {
  video: { frameRate: { ideal: 8, max: 10 }, width: { max: 1280 }, height: { max: 720 } },
  audio: false,
  preferCurrentTab: true,
  selfBrowserSurface: 'include',
  surfaceSwitching: 'exclude',
} as DisplayMediaStreamOptions;

function problemOf(error: unknown): RecordProblem {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'AbortError') return 'denied';
  return name === 'QuotaExceededError' ? 'disk-full' : 'failed';
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** What one recording holds open. */
interface Running {
  stream: MediaStream;
  mixer: Mixer;
  mimeType: string;
  callId: string;
  /** How large a part may get, bytes; the server tells it before the first one begins. */
  most: number;
  /** Null before the first part has begun. */
  recorder: PartRecorder | null;
  parts: number[];
}

/**
 * Records the call in this browser: the tab's picture, the others' sound and the own microphone. It records only while
 * the server's word to the room says so.
 */
export function openRecordDesk(deps: {
  room: CallRoom;
  hand: CallHand;
  devices: Devices;
  me: { id: string };
  chatId: string;
  title: string;
  /** Undefined where one may not write: then parts can be downloaded only. */
  save?: SavePart | undefined;
}): RecordDesk {
  const { room, hand, me, save } = deps;
  const disk = recordingDisk(me.id);
  const status = signal<RecordStatus>('off');
  const problem = signal<RecordProblem | null>(null);
  const part = signal(1);
  const leftovers = signal<RecordedPart[]>([]);
  let running: Running | null = null;
  let isClosed = false;

  /** The room is told that it is me who records. */
  const isTold = computed(
    () => room.status.value.status === 'connected' && hand.room.value?.recording?.by.id === me.id,
  );

  async function refresh(): Promise<void> {
    leftovers.value = await disk.list().catch(() => []);
  }

  /** Resolves when the room is told, or after a while in which it was not. */
  function told(): Promise<boolean> {
    return new Promise((resolve) => {
      let stop = () => {};
      const timer = setTimeout(() => done(false), 5000);
      const done = (is: boolean) => {
        clearTimeout(timer);
        resolve(is);
        queueMicrotask(() => stop());
      };
      stop = effect(() => {
        if (isTold.value) done(true);
      });
    });
  }

  async function askToRecord(now: Running): Promise<'told' | 'taken' | 'refused'> {
    const identity = room.live()?.localParticipant.identity;
    if (!identity) return 'refused';
    const answer = await hand.act('call:record', { identity, isOn: true });
    if (!answer) return 'refused';
    if (!answer.isMine) return 'taken';
    now.most = partBytes(answer.fileLimit);
    if (!(await told())) return 'refused';
    await wait(LEAD);
    return isTold.value ? 'told' : 'refused';
  }

  async function beginPart(now: Running): Promise<void> {
    const open: OpenPart = await disk.open({
      ...{ chatId: deps.chatId, callId: now.callId, title: deps.title },
      ...{ startedAt: Date.now(), mimeType: now.mimeType },
    });
    if (running !== now) return open.close();
    now.parts.push(open.part);
    part.value = open.part;
    now.recorder = recordPart(
      now.stream,
      now.mimeType,
      { part: open, most: now.most },
      {
        onFull: () => {
          turning ??= nextPart(now).finally(() => {
            turning = null;
          });
        },
        onError: (error) => void end(problemOf(error)),
      },
    );
  }

  /** A part ends and the next one begins. */
  let turning: Promise<void> | null = null;
  async function nextPart(now: Running): Promise<void> {
    if (running !== now) return;
    const before = now.recorder;
    // They overlap for a moment: better twice than not at all.
    await beginPart(now).catch((error: unknown) => void end(problemOf(error)));
    if (before !== now.recorder) await before?.stop();
  }

  /** Opens tab and sound; throws where the browser or the person refuses. */
  async function capture(): Promise<Running> {
    const mimeType = recordedKind() ?? '';
    const callId = hand.room.value?.callId ?? '';
    const tab = await navigator.mediaDevices.getDisplayMedia(WISHES);
    const [picture] = tab.getVideoTracks();
    if (!picture) throw new DOMException('no picture', 'NotFoundError');
    const mixer = createMixer(room.live, deps.devices);
    const stream = new MediaStream([picture, mixer.track]);
    const now = { ...{ stream, mixer, mimeType, callId }, most: 0, recorder: null, parts: [] };
    picture.addEventListener('ended', () => running === now && void end('capture-ended'));
    return now;
  }

  async function start(): Promise<void> {
    if (status.value !== 'off' || isClosed) return;
    problem.value = null;
    status.value = 'asking';
    try {
      running = await capture();
    } catch (error) {
      const found = problemOf(error);
      problem.value = found === 'failed' ? 'no-picture' : found;
      status.value = 'off';
      return;
    }
    const now = running;
    status.value = 'announced';
    const answer = await askToRecord(now);
    if (running !== now) return;
    if (answer !== 'told') return end(answer === 'taken' ? 'taken' : 'failed');
    try {
      await beginPart(now);
      if (running === now) status.value = isTold.value ? 'on' : 'paused';
      if (!isTold.value) now.recorder?.pause();
    } catch (error) {
      await end(problemOf(error));
    }
  }

  /** Ends what goes on: the recording first, then the sign, then what was recorded goes to its chat. */
  async function end(why: RecordProblem | null): Promise<void> {
    const now = running;
    if (!now) return;
    running = null;
    problem.value = why;
    status.value = 'saving';
    await turning;
    await now.recorder?.stop();
    for (const track of now.stream.getTracks()) track.stop();
    now.mixer.close();
    const identity = room.live()?.localParticipant.identity;
    // Where this is not heard, the server ends it with the stay.
    if (identity && why !== 'taken' && !isClosed) await hand.act('call:record', { identity, isOn: false });
    await refresh();
    const made = leftovers.value.filter((one) => one.callId === now.callId && now.parts.includes(one.part));
    if (save) for (const one of made) await saveOne(one, save);
    status.value = 'off';
  }

  async function saveOne(one: RecordedPart, into: SavePart): Promise<void> {
    try {
      const file = await disk.read(one);
      await into(one, await withDuration(file, one.ms));
      await disk.remove(one);
    } catch {
      // It stays on the disk, and is offered again.
      problem.value ??= 'not-saved';
    }
    await refresh();
  }

  const unwatch = effect(() => {
    const is = isTold.value;
    untracked(() => {
      if (status.value === 'on' && !is) {
        status.value = 'paused';
        running?.recorder?.pause();
      }
      if (status.value === 'paused' && !is) void again();
    });
  });

  let isAsking = false;
  /** The word was lost with the connection: it is asked for until it is there again, or another one has it. */
  async function again(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    const now = running;
    while (now && running === now && status.value === 'paused') {
      await wait(ASK_AGAIN);
      if (running !== now || room.status.value.status !== 'connected') continue;
      const answer = isTold.value ? 'told' : await askToRecord(now);
      if (running !== now) break;
      if (answer === 'taken') await end('taken');
      if (answer !== 'told') continue;
      now.recorder?.resume();
      status.value = 'on';
    }
    isAsking = false;
  }

  void refresh();
  const desk: RecordDesk = {
    ...{ status, problem, part, leftovers, start },
    length: () => running?.recorder?.length() ?? 0,
    isSavable: save !== undefined,
    stop: () => end(null),
    async save(one) {
      problem.value = null;
      if (save) await saveOne(one, save);
    },
    read: async (one) => withDuration(await disk.read(one), one.ms),
    async remove(one) {
      await disk.remove(one);
      await refresh();
    },
    dismiss() {
      problem.value = null;
    },
    close() {
      isClosed = true;
      unwatch();
      if (currentDesk.peek() === desk) currentDesk.value = null;
      void end(null);
    },
  };
  currentDesk.value = desk;
  return desk;
}
