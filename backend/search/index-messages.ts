import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Message } from '../../protocol/messages.ts';
import type { Bus } from '../bus/bus.ts';
import type { Database } from '../storage/database.ts';
import { chatsBehind, indexMessage, messagesAfter, setProgress } from './store.ts';

/** Messages of one transaction: sends wait no longer than for these. */
const BATCH = 50;
/** How long after a send the index follows, ms: a burst is one run. */
const DELAY = 150;

export interface Indexer {
  /** Resolves when everything that is stored now is in the index. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** Brings one chat up to date, some messages at a time. */
async function catchUp(db: Database, chatId: string, from: number, isStopped: () => boolean): Promise<void> {
  let ordinal = from;
  while (!isStopped()) {
    const messages = await messagesAfter(db, chatId, ordinal, BATCH);
    const last = messages.at(-1);
    if (!last) return;
    await db.transaction().execute(async (trx) => {
      for (const message of messages) await indexMessage(trx, message);
      await setProgress(trx, chatId, last.ordinal);
    });
    ordinal = last.ordinal;
    await nextTurn();
  }
}

/**
 * Keeps the index beside the messages, off the road of a send: it follows what the bus tells, and what was stored
 * before (an older version, a server that was killed) it finds by how far each chat got.
 */
export function startIndexer(deps: { db: Database; bus: Bus; logger: Logger }): Indexer {
  const { db, bus, logger } = deps;
  let changed: Message[] = [];
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    const messages = changed;
    changed = [];
    for (const { chatId, ordinal } of await chatsBehind(db)) await catchUp(db, chatId, ordinal, () => stopped);
    for (const message of stopped ? [] : messages) {
      await db.transaction().execute((trx) => indexMessage(trx, message));
    }
  }

  /** One run after the other; a failed one is told, and the next one tries again what it left. */
  function start(): Promise<void> {
    timer = undefined;
    running = running
      .then(() => (stopped ? undefined : run()))
      .catch((error) => logger.warn({ err: error }, 'messages not indexed'));
    return running;
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
  void start();

  return {
    settled() {
      clearTimeout(timer);
      return start();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
