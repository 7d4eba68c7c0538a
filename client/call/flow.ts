import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals-core';
import type { Attendance } from '../../protocol/attendance.ts';
import type { Call, CallState, CallTicket } from '../../protocol/calls.ts';
import type { Person } from '../../protocol/people.ts';
import { ClientError, type ClientErrorCode } from '../platform.ts';
import { createDevices, type Devices, type KeyValue } from './devices.ts';
import { type CallHand, type CallLine, createCallHand } from './hand.ts';
import type { CallEnd, CallRoom } from './room.ts';
import { createShare, type Share } from './share.ts';

/** The commands of one chat's call. They throw ClientError. */
export interface CallClient extends CallLine {
  state(): Promise<CallState>;
  start(): Promise<unknown>;
  join(deviceId: string): Promise<CallTicket>;
  end(callId: string): Promise<unknown>;
  /** Of a direct call: ends it for both, whether it rings or goes on. */
  hangUp(callId: string): Promise<unknown>;
  attendance(callId: string): Promise<Attendance>;
}

/** `lobby`: before the call, live or not; what it shows is in `CallFlow.state`. */
export type CallPhase =
  | { kind: 'loading' }
  | { kind: 'error'; code: ClientErrorCode }
  | { kind: 'lobby' }
  | { kind: 'call'; room: CallRoom; hand: CallHand }
  | { kind: 'left' }
  | { kind: 'over'; reason: Extract<CallEnd, 'ended' | 'removed' | 'refused' | 'replaced'> };

export interface CallFlow {
  phase: ReadonlySignal<CallPhase>;
  /** The call, who is inside, whether I may start it and whether calls work; null until the server has answered. */
  state: ReadonlySignal<CallState | null>;
  devices: Devices;
  share: Share;
  /** A start or join is under way. */
  isBusy: ReadonlySignal<boolean>;
  /** The preview is drawn: what it leads to may be loaded. Never rejects. */
  calm: Promise<void>;
  /** Why the last start or end was refused. */
  failure: ReadonlySignal<ClientErrorCode | null>;
  /** Joins with the devices as they are. */
  join(): Promise<void>;
  /** Starts the call and joins it. */
  start(): Promise<void>;
  leave(): void;
  endForAll(): Promise<void>;
  /** Who of the class is in the call that goes on. */
  attendance(): Promise<Attendance>;
  /** Back to the lobby after leaving, an end or a failure. */
  goBack(): void;
  retry(): void;
  close(): void;
}

/** Between two questions for who is inside, ms: a class that gathers must not ask for each pupil. */
const ASK_PAUSE = 3000;
/** While calls do not work, ms. */
const ASK_AGAIN = 5000;
/** What is not in the preview is fetched so long after the devices are open, or where the person is asked first, ms. */
const LATER_AFTER = 200;
const LATER_AT_LATEST = 1000;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function codeOf(error: unknown): ClientErrorCode {
  return error instanceof ClientError ? error.code : 'internal';
}

/** One chat's call from the first look to the end, without a view. `liveCall` follows `call:changed`. */
export function createCallFlow(deps: {
  client: CallClient;
  liveCall: ReadonlySignal<Call | null>;
  me: Person;
  storage: KeyValue;
  deviceId: string;
  /** Two people's own call: who leaves it ends it. */
  isDirect?: boolean;
  /** It was taken already: one goes in without a question. */
  isAnswering?: boolean;
}): CallFlow {
  const { client, liveCall } = deps;
  const phase = signal<CallPhase>({ kind: 'loading' });
  const answered = signal<CallState | null>(null);
  const isBusy = signal(false);
  const failure = signal<ClientErrorCode | null>(null);
  const devices = createDevices(deps.storage);
  const share = createShare();
  /** The call as we were told last, by an answer or by a notice. */
  const live = signal<Call | null>(liveCall.value);
  let isTold = liveCall.value !== null;
  const state = computed<CallState | null>(() => {
    const call = live.value;
    return answered.value && { ...answered.value, call, participants: call ? answered.value.participants : [] };
  });
  let stopRoom = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let askedAt = 0;
  let lastCallId: string | undefined;
  /** The call that we knew to be live when we went in. */
  let enteredId: string | undefined;
  let isClosed = false;
  let isFirst = true;

  async function ask(): Promise<void> {
    clearTimeout(timer);
    askedAt = Date.now();
    try {
      const next = await client.state();
      if (isClosed) return;
      answered.value = next;
      live.value = next.call;
      if (phase.value.kind === 'loading' || phase.value.kind === 'error') phase.value = { kind: 'lobby' };
      answer(next.call !== null);
      if (next.service.status === 'available') return;
      // The page says why; the refusal that led here is old by the time calls are back.
      failure.value = null;
      timer = setTimeout(() => void ask(), ASK_AGAIN);
    } catch (error) {
      if (isClosed) return;
      if (!answered.value) phase.value = { kind: 'error', code: codeOf(error) };
      timer = setTimeout(() => void ask(), ASK_AGAIN);
    }
  }

  let hasAnswered = !deps.isAnswering;
  /** Once, and into the call that rang: into a later one nobody goes without a question. */
  function answer(isLive: boolean): void {
    const isFirst = !hasAnswered;
    hasAnswered = true;
    if (!isFirst || !isLive) return;
    void opened.then(() => (isClosed || phase.value.kind !== 'lobby' ? undefined : attempt(enter)));
  }

  function askSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), Math.max(0, askedAt + ASK_PAUSE - Date.now()));
  }

  const unfollow = liveCall.subscribe((call) => {
    if (isFirst) return;
    const before = live.value;
    live.value = call;
    const wasTold = isTold;
    isTold = call !== null;
    // The list with its calls came after the answer about this one: there is nothing new to ask for.
    const isLate = !wasTold && before?.id === call?.id && before?.participantCount === call?.participantCount;
    const { kind } = phase.value;
    if (kind === 'lobby' && before && !call) {
      over(before.id);
      return;
    }
    // Who starts a call is told of it on the way in.
    if (kind === 'call' && call) enteredId ??= call.id;
    if (kind === 'lobby' && !isLate) askSoon();
    if (phase.value.kind === 'call' && before && !call) phase.value.room.askAgain();
    if (kind === 'left' && !call) {
      phase.value = { kind: 'over', reason: 'ended' };
      if (deps.isDirect) void ask();
    }
    if (kind === 'over' && call && call.id !== lastCallId) goBack();
  });
  isFirst = false;

  async function enter(): Promise<void> {
    enteredId = live.value?.id;
    // Asked for first: what is loaded and drawn meanwhile costs no time then.
    let asked: Promise<CallTicket> | undefined = client.join(deps.deviceId);
    asked.catch(() => undefined);
    const { createCallRoom } = await import('./room.ts');
    const join = () => {
      const answer = asked ?? client.join(deps.deviceId);
      asked = undefined;
      return answer;
    };
    const room = createCallRoom({ join, me: deps.me, devices, share });
    stopRoom();
    const hand = createCallHand({ line: client, me: deps.me, devices });
    const unfollowDoor = client.follow(({ name }) => name === 'call:entry-changed' && room.askAgain());
    const unback = client.onBack(room.askAgain);
    const unwatch = effect(() => {
      const status = room.status.value;
      const ticket = room.ticket.value;
      if (ticket) untracked(() => hand.take(ticket.room));
      lastCallId = room.ticket.value?.call.id ?? untracked(() => lastCallId);
      if (status.status !== 'ended') return;
      untracked(() => out(status.reason));
    });
    stopRoom = () => {
      unwatch();
      unfollowDoor();
      unback();
      hand.close();
      void room.leave();
    };
    phase.value = { kind: 'call', room, hand };
  }

  function out(reason: CallEnd): void {
    // The effect that brought us here must end on its own first.
    queueMicrotask(() => {
      stopRoom();
      stopRoom = () => {};
      if (isClosed) return;
      if (reason === 'not-started') {
        // It ended while we were on our way in.
        if (enteredId) return over(enteredId);
        phase.value = { kind: 'lobby' };
        void ask();
        return;
      }
      devices.turnOff();
      share.stop();
      phase.value = reason === 'left' ? { kind: 'left' } : { kind: 'over', reason };
      // How it ended, where nobody answered.
      if (deps.isDirect && reason === 'ended') void ask();
    });
  }

  /** The call is over; another one brings the lobby back by itself. */
  function over(callId: string): void {
    lastCallId = callId;
    devices.turnOff();
    share.stop();
    phase.value = { kind: 'over', reason: 'ended' };
    if (deps.isDirect) void ask();
  }

  function goBack(): void {
    stopRoom();
    stopRoom = () => {};
    failure.value = null;
    phase.value = { kind: answered.value ? 'lobby' : 'loading' };
    void devices.open();
    void ask();
  }

  /** One start or join at a time, with its failure for the screen. */
  async function attempt(work: () => Promise<void>): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    failure.value = null;
    try {
      await work();
    } catch (error) {
      failure.value = codeOf(error);
      void ask();
    } finally {
      isBusy.value = false;
    }
  }

  /** Who calls and closes the page must not leave it ringing: LiveKit may not hear of it before its own time is up. */
  function takeBack(): void {
    const call = live.value;
    if (call?.isRinging && call.startedBy === deps.me.id) client.hangUp(call.id).catch(() => {});
  }
  addEventListener('pagehide', takeBack);
  const opened = devices.open();
  void ask();
  // What comes later must not hold up the preview: who looks at it has the time for all of it.
  const preview = opened.catch(() => undefined).then(() => pause(LATER_AFTER));
  const calm = deps.isAnswering ? pause(0) : Promise.race([preview, pause(LATER_AT_LATEST)]);
  calm
    .then(async () => {
      await import('./room.ts');
      await (await import('./first-connection.ts')).warmUp();
    })
    .catch(() => undefined);

  return {
    ...{ phase, state, devices, share, isBusy, failure, calm, goBack },
    join: () => attempt(enter),
    start: () =>
      attempt(async () => {
        await client.start();
        await enter();
      }),
    leave() {
      const now = phase.value;
      if (now.kind !== 'call') return;
      const status = now.room.status.value;
      if (status.status === 'waiting') {
        // Where it is not heard, the server forgets who does not ask again.
        client.act('call:give-up', { callId: status.callId }).catch(() => undefined);
        return goBack();
      }
      const callId = now.room.ticket.value?.call.id ?? live.value?.id;
      out('left');
      // How it ended is known when the server has heard of it.
      if (deps.isDirect && callId) client.hangUp(callId).then(ask, () => {});
    },
    endForAll: () =>
      attempt(async () => {
        const now = phase.value;
        const call = now.kind === 'call' ? now.room.ticket.value?.call : undefined;
        if (!call) return;
        await client.end(call.id).catch((error) => {
          // Somebody else was first.
          if (codeOf(error) !== 'call-not-found') throw error;
        });
      }),
    attendance: () => client.attendance(live.value?.id ?? ''),
    retry() {
      if (phase.value.kind === 'error') phase.value = { kind: 'loading' };
      void ask();
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      removeEventListener('pagehide', takeBack);
      unfollow();
      stopRoom();
      share.stop();
      devices.close();
    },
  };
}
