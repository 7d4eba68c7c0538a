import type { Logger } from 'pino';
import { type CallRoomState, leadsCalls } from '../../protocol/call-room.ts';
import type { PersonRole } from '../../protocol/people.ts';
import type { Bus } from '../bus/bus.ts';
import { chatKindOf } from '../chats/rules.ts';
import type { Database, Queries } from '../storage/database.ts';
import { askDoor, leadsIn } from './entry.ts';
import { guestUrlOf } from './guests.ts';
import { recordingIn } from './recording-store.ts';
import { handsAndFloor, lastDeedIn, waitingIn } from './room-store.ts';
import { type CallRow, peopleInCall } from './store.ts';

/** Between two tellings of one call, ms: a class that raises its hands is one picture. */
const PAUSE = 150;

type Told = Pick<CallRow, 'id' | 'chatId'>;

interface RoomDeps {
  db: Queries;
  clock: () => number;
  guestsAt: string | null;
}

/** The room as it is now, for somebody of this role. */
export async function roomState(deps: RoomDeps, call: Told, role: PersonRole): Promise<CallRoomState> {
  const { db, guestsAt } = deps;
  const now = deps.clock();
  const chatKind = await chatKindOf(db, call.chatId);
  const canLead = leadsIn(chatKind, role);
  const { version, rules, lastDeed } = await lastDeedIn(db, call.id);
  const waiting = canLead ? await waitingIn(db, call.id) : [];
  const mayEnter = (one: (typeof waiting)[number]) =>
    chatKind !== undefined &&
    askDoor({ role: one.person.role, chatKind, rules, isStaffInside: true, before: null, now }).entry === 'admitted';
  return {
    ...{ callId: call.id, version, canLead, rules, lastDeed },
    ...(await handsAndFloor(db, call.id)),
    waiting: waiting.map((one) => ({ ...one, mayEnter: mayEnter(one) })),
    recording: await recordingIn(db, call.id),
    guestUrl: canLead && guestsAt !== null ? await guestUrlOf(db, guestsAt, call.id) : null,
  };
}

export interface RoomAnnouncer {
  /** Tells who is inside what the room is now: at once, then at most every 150 ms. */
  announce(call: Told): void;
  close(): void;
}

/** Sends `call:room-changed`; what is told is read when it is told, so the last word is right. */
export function createRoomAnnouncer(deps: RoomDeps & { db: Database; bus: Bus; logger: Logger }): RoomAnnouncer {
  const { db, bus, logger } = deps;
  const pauses = new Map<string, { timer: NodeJS.Timeout; isChanged: boolean }>();
  let last: Promise<void> = Promise.resolve();
  let isClosed = false;

  async function tell(call: Told): Promise<void> {
    if (isClosed) return;
    const inside = await peopleInCall(db, call.id);
    for (const canLead of [true, false]) {
      const people = inside.filter((person) => leadsCalls(person.role) === canLead).map(({ id }) => id);
      if (people.length === 0) continue;
      const notice = await roomState(deps, call, canLead ? 'teacher' : 'pupil');
      bus.publish([{ kind: 'notice', name: 'call:room-changed', notice, to: { people } }]);
    }
  }

  function tellNow(call: Told): void {
    const timer = setTimeout(() => {
      const { isChanged } = pauses.get(call.id) ?? {};
      pauses.delete(call.id);
      if (isChanged) tellNow(call);
    }, PAUSE);
    timer.unref();
    pauses.set(call.id, { timer, isChanged: false });
    last = last.then(() => tell(call)).catch((error) => logger.error({ err: error }, 'room not announced'));
  }

  return {
    announce(call) {
      const pause = pauses.get(call.id);
      if (pause) pause.isChanged = true;
      else tellNow(call);
    },
    close() {
      isClosed = true;
      for (const { timer } of pauses.values()) clearTimeout(timer);
    },
  };
}
