import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';
import { type Message, searchedText } from '../../protocol/messages.ts';
import type { Bus } from '../bus/bus.ts';
import type { Database } from '../storage/database.ts';
import { chatsBehind, indexMessage, messagesAfter, setProgress } from './store.ts';

/** Messages of one transaction: sends wait no longer than for these. */
const BATCH = 200;
/** How long after a send the index follows, ms: a burst is one run. */
const DELAY = 150;
/** After a transaction the index rests so many times as long as it took. */
const REST = 4;
/** While the server is busy it rests until so much more work of others was done, sends first of all. */
const WORK_OF_OTHERS = 49;
/** Part of the time in which the event loop works; above it the server is busy. */
const BUSY = 0.1;

export interface Indexer {
  stop(): Promise<void>;
}

/** Indexes some of the messages that are not there yet, in one transaction; false when there are none. */
async function indexSome(db: Database): Promise<boolean> {
  const behind = await chatsBehind(db);
  if (behind.length === 0) return false;
  await db.transaction().execute(async (trx) => {
    let room = BATCH;
    for (const { chatId, ordinal } of behind) {
      const messages = await messagesAfter(trx, chatId, ordinal, room);
      for (const { text, extra, ...place } of messages) {
        await indexMessage(trx, { ...place, text: searchedText({ text, ...JSON.parse(extra) }) });
      }
      const last = messages.at(-1);
      if (last) await setProgress(trx, chatId, last.ordinal);
      room -= messages.length;
      if (room === 0) break;
    }
  });
  return true;
}

/**
 * Keeps the index beside the messages, off the road of a send: it follows what the bus tells, and what was stored
 * before (an older version, a server that was killed) it finds by how far each chat got. While the server is busy it
 * does a fiftieth of the work at most; when more comes than that, it falls behind, and catches up afterwards.
 */
export function startIndexer(deps: { db: Database; bus: Bus; logger: Logger }): Indexer {
  const { db, bus, logger } = deps;
  let changed: Message[] = [];
  let timer: NodeJS.Timeout | undefined;
  let wake: (() => void) | undefined;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  function rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const pause = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(pause);
        resolve();
      };
    });
  }

  /** Rests after so many ms of work. */
  async function giveWay(took: number): Promise<void> {
    for (let worked = 0; worked < took * WORK_OF_OTHERS && !stopped; ) {
      const before = performance.eventLoopUtilization();
      await rest(took * REST);
      const { active, utilization } = performance.eventLoopUtilization(before);
      if (utilization < BUSY) return;
      worked += active;
    }
  }

  async function run(): Promise<void> {
    const messages = changed;
    changed = [];
    for (let more = true; more && !stopped; ) {
      const began = performance.now();
      more = await indexSome(db);
      if (more) await giveWay(performance.now() - began);
    }
    for (const message of stopped ? [] : messages) {
      await db.transaction().execute((trx) => indexMessage(trx, { ...message, text: searchedText(message) }));
    }
  }

  /** One run after the other; a failed one is told, and the next one tries again what it left. */
  function start(): void {
    timer = undefined;
    running = running
      .then(() => (stopped ? undefined : run()))
      .catch((error) => logger.warn({ err: error }, 'messages not indexed'));
  }

  bus.subscribe((publications) => {
    let hasNews = false;
    for (const publication of publications) {
      if (publication.kind !== 'events') continue;
      for (const event of publication.batch.events) {
        if (event.type === 'message:changed') changed.push(event.message);
        hasNews ||= event.type === 'message:sent' || event.type === 'message:changed';
      }
    }
    if (hasNews && !stopped) timer ??= setTimeout(start, DELAY);
  });
  start();

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      wake?.();
      await running;
    },
  };
}
