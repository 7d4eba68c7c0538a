import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenChat } from '../../client/messages/open-chat.ts';
import type { RunningSchool } from '../backend/running-school.ts';
import { openPage, type Page, until } from '../client/two-people.ts';
import { type Journal, keyIn, keyOf } from './journal.ts';
import type { Attempt, Found } from './judge.ts';
import type { Link } from './link.ts';

/** A person's computer: the real application on its own store, whose page can be killed and opened again. */
export interface Machine {
  link: Link;
  /** Writes one message as a person does; resolves when the disk has it, or the page is gone. */
  write(): Promise<void>;
  /** Ends the page in the middle of whatever it does, and opens it again on the same store. */
  reopen(): Promise<void>;
  /** Waits until nothing is on its way, and reads the whole chat as the page shows it. */
  readAll(lastOrdinal: () => Promise<number>): Promise<Found[]>;
  /** What the page showed that it must never show. */
  oddities: string[];
  close(): void;
}

export interface MachineOptions {
  name: string;
  school: RunningSchool;
  link: Link;
  personId: string;
  token: string;
  chatId: string;
  journal: Journal;
  /** How far this machine's clock is off, ms. */
  skew: number;
  /** Says that a send is leaving for the server. */
  onSend: () => void;
}

/** Runs the beginning of a call, up to its first await, by another clock. */
function atSkew<T>(skew: number, run: () => T): T {
  const { now } = Date;
  Date.now = () => now() + skew;
  try {
    return run();
  } finally {
    Date.now = now;
  }
}

export async function startMachine(options: MachineOptions): Promise<Machine> {
  const { name, school, link, personId, chatId, journal } = options;
  const seen: RunningSchool = { ...school, url: link.url, token: async () => options.token };
  const written = new Map<string, Attempt>();
  const oddities: string[] = [];
  let page: Page;
  let chat: OpenChat;
  let generation = 0;
  /** Resolves when the page is open: nobody writes on a page that is gone. */
  let ready: Promise<void>;

  /** Every state that the page shows stands without a hole, and nothing stands in it twice (G4). */
  function watch(opened: OpenChat) {
    opened.state.subscribe(({ messages }) => {
      messages.forEach((message, index) => {
        const before = messages[index - 1];
        if (before && before.ordinal + 1 !== message.ordinal) {
          oddities.push(`${name} showed ${message.ordinal} after ${before.ordinal}`);
        }
      });
      if (new Set(messages.map(({ clientId }) => clientId)).size < messages.length) {
        oddities.push(`${name} showed a message twice`);
      }
    });
  }

  async function open() {
    page = await openPage(seen, personId);
    const { call } = page.app.connection;
    page.app.connection.call = async (command, input) => {
      if (command !== 'message:send') return call(command, input);
      options.onSend();
      const answer = await call(command, input);
      const attempt = written.get(keyOf((input as { text: string }).text));
      if (attempt) journal.ack(attempt, (answer as { ordinal: number }).ordinal);
      return answer;
    };
    chat = page.open(chatId);
    watch(chat);
  }
  ready = open();
  await ready;

  return {
    link,
    oddities,

    async write() {
      const mine = generation;
      await ready;
      const attempt = journal.begin(journal.newKey(), name);
      written.set(attempt.key, attempt);
      try {
        await atSkew(options.skew, () => page.app.outbox.send(chatId, `${attempt.key} written by ${name}`));
        attempt.outcome = 'ok';
      } catch (error) {
        // A page that was killed before its disk had the message promised nothing (G6).
        if (mine === generation) throw error;
      }
    },

    async reopen() {
      generation++;
      link.reset();
      page.close();
      ready = open();
      await ready;
    },

    async readAll(lastOrdinal) {
      await until(`${name} has sent everything`, async () => {
        const { connection, outbox } = page.app;
        if (connection.status.value.kind !== 'online') connection.retryNow();
        else await outbox.flush();
        const failed = outbox.entries.value.find((entry) => entry.failed);
        if (failed) throw new Error(`${name}: ${failed.text} failed: ${failed.failed}`);
        if (outbox.entries.value.length > 0) await sleep(100);
        return outbox.entries.value.length === 0 && connection.status.value.kind === 'online';
      });
      const last = await lastOrdinal();
      await until(`${name} is up to date`, () => {
        const state = chat.state.value;
        return state.status === 'fresh' && (state.messages.at(-1)?.ordinal ?? 0) >= last;
      });
      while (chat.state.value.hasEarlier) {
        const before = chat.state.value.messages[0]?.ordinal;
        await chat.loadEarlier();
        if (chat.state.value.messages[0]?.ordinal === before && chat.state.value.hasEarlier) {
          throw new Error(`${name} cannot read what was before ${before}: ${chat.error.value}`);
        }
      }
      return chat.state.value.messages.map(({ clientId, text, ordinal }) => ({ key: keyIn(clientId, text), ordinal }));
    },

    close: () => page.close(),
  };
}
