import { sweepWaiting } from './door.ts';
import { isRefused } from './livekit.ts';
import { endIfAlone, endIfCallerIsGone, endUnanswered } from './ringing.ts';
import { type CallDeps, endCall, endReasonOf, reconcile } from './rules.ts';
import { allLiveRows, endedRooms, staysIn } from './store.ts';

const PROBE_EVERY = 2500;
const RECONCILE_EVERY = 20_000;

/** How LiveKit stands, as the last question to it showed. */
export type Probe = 'unknown' | 'available' | 'no-answer' | 'refused';

export interface Watch {
  probe(): Probe;
  /** Looks now instead of at the next turn; resolves when all is done. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Every 2.5 s: asks LiveKit for its rooms (so that everything else knows whether calls can be made), makes those of
 * live calls again where LiveKit forgot them, deletes those of ended calls, and ends calls that nobody needs. Every
 * 20 s, and when LiveKit comes back, it compares who is inside.
 */
export function startWatch(deps: CallDeps & { probeEvery?: number; reconcileEvery?: number }): Watch {
  let probe: Probe = 'unknown';
  let reconciledAt = 0;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function askRooms(): Promise<string[] | undefined> {
    try {
      const rooms = await deps.livekit().rooms();
      return rooms;
    } catch (error) {
      const next = isRefused(error) ? 'refused' : 'no-answer';
      if (probe !== next) deps.logger.warn({ probe: next }, 'calls are unavailable');
      probe = next;
      return undefined;
    }
  }

  async function mendRooms(rooms: string[]): Promise<void> {
    const calls = await allLiveRows(deps.db);
    for (const call of calls) {
      if (!rooms.includes(call.room)) await deps.livekit().createRoom(call.room);
    }
    for (const room of await endedRooms(deps.db, rooms)) await deps.livekit().deleteRoom(room);
  }

  async function endIdle(): Promise<void> {
    for (const call of await allLiveRows(deps.db)) {
      await endIfCallerIsGone(deps, call);
      await endIfAlone(deps, call);
      await sweepWaiting(deps, call);
      const reason = endReasonOf(call.startedAt, await staysIn(deps.db, call.id), deps.clock());
      if (reason) await endCall(deps, call, reason);
    }
  }

  async function turn(): Promise<void> {
    // Whatever LiveKit says: who calls must hear that nobody answers.
    await endUnanswered(deps);
    const rooms = await askRooms();
    if (!rooms || isStopped) return;
    await mendRooms(rooms);
    const isBack = probe !== 'available';
    if (isBack) deps.logger.info('calls are available');
    probe = 'available';
    if (isBack || Date.now() - reconciledAt >= (deps.reconcileEvery ?? RECONCILE_EVERY)) {
      for (const call of await allLiveRows(deps.db)) await reconcile(deps, call);
      reconciledAt = Date.now();
    }
    await endIdle();
  }

  let running: Promise<void> = Promise.resolve();
  function look(): Promise<void> {
    clearTimeout(timer);
    running = running
      .then(() => (isStopped ? undefined : turn()))
      .catch((error) => deps.logger.warn({ err: error }, 'calls not looked after'))
      .then(() => {
        clearTimeout(timer);
        if (!isStopped) timer = setTimeout(() => void look(), deps.probeEvery ?? PROBE_EVERY);
      });
    return running;
  }
  void look();

  return {
    probe: () => probe,
    look,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
