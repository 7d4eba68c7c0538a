import { type ReadonlySignal, signal } from '@preact/signals-core';
import {
  ConnectionState,
  DisconnectReason,
  LogLevel,
  type ReconnectPolicy,
  Room,
  RoomEvent,
  setLogLevel,
} from 'livekit-client';
import type { CallTicket } from '../../protocol/calls.ts';
import type { Person } from '../../protocol/people.ts';
import { ClientError, type ClientErrorCode } from '../platform.ts';
import type { Devices } from './devices.ts';
import { hearConnection } from './first-connection.ts';
import { createListening, type Listening } from './listening.ts';
import { type CallScreenShare, participantsOf, sharesOf } from './participants.ts';
import type { CallParticipant } from './participants-order.ts';
import { mayShare, publishDevices, publishShare } from './publish.ts';
import type { Share } from './share.ts';

/** `not-started`: the call ended between our look and our join, or was never live. */
export type CallEnd = 'left' | 'ended' | 'removed' | 'refused' | 'replaced' | 'not-started';

export type CallRoomStatus =
  | { status: 'connecting' }
  /** Before the door: until staff is inside, or lets me in. */
  | { status: 'waiting'; callId: string; reason: 'staff' | 'knock' }
  | { status: 'connected' }
  | { status: 'reconnecting' }
  | { status: 'ended'; reason: CallEnd }
  | { status: 'failed'; code: ClientErrorCode | 'media' };

export type LiveTicket = Extract<CallTicket, { status: 'live' }>;

export interface CallRoom {
  status: ReadonlySignal<CallRoomStatus>;
  participants: ReadonlySignal<CallParticipant[]>;
  /** The screens that are shown, the newest of others last but for the own. */
  shares: ReadonlySignal<CallScreenShare[]>;
  /** Whether I may show my screen. */
  mayShare: ReadonlySignal<boolean>;
  listening: Listening;
  /** What the server said at the last join: rights, and everybody who may be in the call. */
  ticket: ReadonlySignal<LiveTicket | null>;
  /** LiveKit's room, for what is loaded later; undefined before the first connection. */
  live: () => Room | undefined;
  /** Where one waits before the door, or for the next try to come back: asks now instead of in a while. */
  askAgain(): void;
  leave(): Promise<void>;
}

const RETRY_FIRST = 500;
/** A class that is cut off waits for this: short, as every try is one small question. */
const RETRY_MOST = 4000;
/** Who waits asks again this often, ms: what was told may have been lost. */
const WAIT_PAUSE = 10_000;
/** The first connection is given up after this many tries: then a person decides. A call that was on never is. */
const FIRST_TRIES = 3;

/** Answers to `call:join` that trying again does not change. */
const FINAL: ClientErrorCode[] = [
  ...(['chat-not-found', 'not-allowed', 'client-too-old', 'session-ended', 'person-not-linked'] as const),
  ...(['origin-not-allowed', 'bad-request', 'no-server'] as const),
];

// CLIENT_INITIATED is none: LiveKit's client also leaves when the browser freezes the page, which then comes back.
const ENDS: Partial<Record<DisconnectReason, CallEnd>> = {
  [DisconnectReason.DUPLICATE_IDENTITY]: 'replaced',
  [DisconnectReason.PARTICIPANT_REMOVED]: 'removed',
  [DisconnectReason.ROOM_DELETED]: 'ended',
};

/**
 * LiveKit's client tries again by itself, soon and spread over time, for twenty seconds; by its own policy it pauses up
 * to ten. Then the room is entered anew, with a new ticket.
 */
const reconnectPolicy: ReconnectPolicy = {
  nextRetryDelayInMs: ({ elapsedMs }) => (elapsedMs > 20_000 ? null : Math.random() * 1500),
};

const CHANGES = [
  ...[RoomEvent.ParticipantConnected, RoomEvent.ParticipantDisconnected, RoomEvent.ParticipantMetadataChanged],
  ...[RoomEvent.TrackSubscribed, RoomEvent.TrackUnsubscribed, RoomEvent.TrackMuted, RoomEvent.TrackUnmuted],
  ...[RoomEvent.LocalTrackPublished, RoomEvent.LocalTrackUnpublished, RoomEvent.ActiveSpeakersChanged],
  ...[RoomEvent.ConnectionQualityChanged, RoomEvent.TrackPublished, RoomEvent.TrackUnpublished],
  RoomEvent.ParticipantPermissionsChanged,
] as const;

// Two peer connections in Firefox: one for both ways does not work there.
const isFirefox = () => navigator.userAgent.includes('Firefox/');

/**
 * Joins the call and stays in it. `join` is our server's `call:join`; after any end but a removal, a deleted room or
 * leaving, it is asked again with a growing pause, and the room is entered anew with what the devices are by then.
 */
export function createCallRoom(options: {
  join: () => Promise<CallTicket>;
  me: Person;
  devices: Devices;
  share: Share;
}): CallRoom {
  setLogLevel(LogLevel.silent);
  const status = signal<CallRoomStatus>({ status: 'connecting' });
  const participants = signal<CallParticipant[]>([]);
  const shares = signal<CallScreenShare[]>([]);
  const isSharingAllowed = signal(false);
  const ticket = signal<LiveTicket | null>(null);
  const listening = createListening(options.devices.speaker);
  let room: Room | undefined;
  let unpublish = () => {};
  let wasConnected = false;
  let isOver = false;
  let wake = () => {};
  let pendingUpdate = false;
  /** Somebody called us in while we asked. */
  let isCalled = false;

  function finish(last: CallRoomStatus): void {
    if (isOver) return;
    isOver = true;
    unpublish();
    participants.value = [];
    shares.value = [];
    status.value = last;
  }

  function update(of: Room): void {
    if (pendingUpdate) return;
    pendingUpdate = true;
    // Many events of one moment make one new list.
    queueMicrotask(() => {
      pendingUpdate = false;
      if (of !== room || isOver) return;
      participants.value = participantsOf(of, options.me);
      shares.value = sharesOf(of, options.me);
      isSharingAllowed.value = mayShare(of);
      // Taken back while I show it: the browser's own bar must not say otherwise.
      if (of.state === ConnectionState.Connected && !isSharingAllowed.value) options.share.stop();
    });
  }

  /** Connects once; resolves with why the room was left again. Rejects where it could not be entered. */
  async function stay(live: LiveTicket): Promise<DisconnectReason | undefined> {
    const now = new Room({
      ...{ adaptiveStream: true, dynacast: true, singlePeerConnection: !isFirefox() },
      reconnectPolicy,
      // The devices own their tracks: they outlive this room.
      stopLocalTrackOnUnpublish: false,
    });
    room = now;
    hearConnection(now);
    const unfollow = listening.follow(now);
    for (const event of CHANGES) now.on(event, () => update(now));
    const onLink = (isAlive: boolean) => {
      status.value = { status: isAlive ? 'connected' : 'reconnecting' };
      update(now);
    };
    now.on(RoomEvent.Reconnecting, () => onLink(false));
    now.on(RoomEvent.Reconnected, () => onLink(true));
    let isIn = false;
    const left = new Promise<DisconnectReason | undefined>((resolve) => {
      now.on(RoomEvent.Disconnected, (reason) => isIn && resolve(reason));
    });
    try {
      await now.connect(live.url, live.token, { maxRetries: 0 });
      isIn = true;
      if (isOver) {
        await now.disconnect(false);
        return await left;
      }
      wasConnected = true;
      onLink(true);
      const stops: (() => void)[] = [];
      // The others first: their sound and pictures are there already, and what is sent takes the page a while.
      const timer = setTimeout(() => {
        stops.push(publishDevices(now, options.devices), publishShare(now, options.share));
        void import('./after-entry.ts').then(({ attend }) => stops.push(attend(now, options.devices, onLink)));
      });
      unpublish = () => {
        clearTimeout(timer);
        for (const stop of stops) stop();
      };
      now.startAudio().catch(() => undefined);
      const reason = await left;
      unpublish();
      return reason;
    } finally {
      unfollow();
    }
  }

  /** One try: the answer of our server, then the room. Returns whether another try makes sense. */
  async function enter(): Promise<boolean> {
    isCalled = false;
    const answer = await options.join();
    if (isOver) return false;
    if (answer.status === 'not-started') {
      finish({ status: 'ended', reason: wasConnected ? 'ended' : 'not-started' });
      return false;
    }
    if (answer.status === 'waiting') {
      status.value = { status: 'waiting', callId: answer.callId, reason: answer.reason };
      return true;
    }
    if (answer.status !== 'live') {
      finish({ status: 'ended', reason: answer.status });
      return false;
    }
    if (status.value.status === 'waiting') status.value = { status: 'connecting' };
    ticket.value = answer;
    const reason = await stay(answer);
    const end = reason === undefined ? undefined : ENDS[reason];
    if (end) finish({ status: 'ended', reason: end });
    else if (!isOver) status.value = { status: 'reconnecting' };
    return !end;
  }

  async function run(): Promise<void> {
    let tries = 0;
    while (!isOver) {
      try {
        if (!(await enter())) return;
        tries = 0;
      } catch (error) {
        const code = error instanceof ClientError ? error.code : 'media';
        const isFinal = FINAL.includes(code as ClientErrorCode);
        tries += 1;
        if (isFinal || (!wasConnected && tries >= FIRST_TRIES)) return finish({ status: 'failed', code });
      }
      const isWaiting = status.value.status === 'waiting';
      if (isWaiting && isCalled) continue;
      const pause = isWaiting ? WAIT_PAUSE : Math.min(RETRY_FIRST * 2 ** tries, RETRY_MOST);
      // Half of it is random, so that a class does not come back in one moment (G11).
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, pause / 2 + (Math.random() * pause) / 2);
      });
    }
  }
  void run();

  return {
    status,
    participants,
    shares,
    mayShare: isSharingAllowed,
    listening,
    ticket,
    live: () => room,
    askAgain() {
      isCalled = true;
      wake();
    },
    async leave() {
      finish({ status: 'ended', reason: 'left' });
      wake();
      await room?.disconnect(false);
    },
  };
}
