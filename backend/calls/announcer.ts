import type { Logger } from 'pino';
import type { Bus } from '../bus/bus.ts';
import { memberIds } from '../chats/members.ts';
import type { Database } from '../storage/database.ts';
import { guestIdsIn } from './guests.ts';
import { liveCalls } from './store.ts';

const PAUSE = 1000;

export interface Announcer {
  /** Tells the members what the chat's call is now: at once when `isUrgent`, else at most once a second. */
  announce(chatId: string, isUrgent?: boolean): void;
  close(): void;
}

/**
 * Sends `call:changed` to all members of a chat and to the guests of its call. What is told is read when it is told, so
 * the last word is right.
 */
export function createAnnouncer(deps: { db: Database; bus: Bus; logger: Logger }): Announcer {
  const { db, bus, logger } = deps;
  const pauses = new Map<string, { timer: NodeJS.Timeout; isChanged: boolean }>();
  let last: Promise<void> = Promise.resolve();
  let isClosed = false;

  async function tell(chatId: string): Promise<void> {
    if (isClosed) return;
    const [call] = await liveCalls(db, [chatId]);
    const people = [...(await memberIds(db, chatId)), ...(await guestIdsIn(db, chatId))];
    bus.publish([{ kind: 'notice', name: 'call:changed', notice: { chatId, call: call ?? null }, to: { people } }]);
  }

  function tellNow(chatId: string): void {
    clearTimeout(pauses.get(chatId)?.timer);
    const timer = setTimeout(() => {
      const { isChanged } = pauses.get(chatId) ?? {};
      pauses.delete(chatId);
      if (isChanged) tellNow(chatId);
    }, PAUSE);
    timer.unref();
    pauses.set(chatId, { timer, isChanged: false });
    // One after the other: an older state must not overtake a newer one.
    last = last.then(() => tell(chatId)).catch((error) => logger.error({ err: error, chatId }, 'call not announced'));
  }

  return {
    announce(chatId, isUrgent = false) {
      const pause = pauses.get(chatId);
      if (pause && !isUrgent) pause.isChanged = true;
      else tellNow(chatId);
    },
    close() {
      isClosed = true;
      for (const { timer } of pauses.values()) clearTimeout(timer);
    },
  };
}
