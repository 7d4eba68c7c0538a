import { setTimeout as sleep } from 'node:timers/promises';
import { eventsAfter } from '../../backend/storage/streams.ts';
import { createRandom, type Random } from '../../demo/school/random.ts';
import { type RunningSchool, startRunningSchool } from '../backend/running-school.ts';
import { createJournal, keyIn } from './journal.ts';
import { type Found, judge, type Verdict } from './judge.ts';
import { type Link, startLink } from './link.ts';
import { type Machine, startMachine } from './machine.ts';
import { readHistory, sendOnce } from './sockets.ts';

export interface Round extends Verdict {
  seed: number;
  /** How many sends were promised, refused, and never heard of. */
  counts: { ok: number; fail: number; unknown: number };
  /** What was done to server, links and pages, in order. */
  faults: string[];
}

/** How long sends and faults go on, ms. */
const CHAOS = 1800;
const DAY = 86_400_000;

interface Stage {
  school: RunningSchool;
  chatId: string;
  machines: Machine[];
  links: Link[];
  random: Random;
  faults: string[];
  /** Set: the next send that leaves brings this about. */
  ambush: { strike: () => void } | null;
}

const between = (random: Random, least: number, most: number) => least + Math.floor(random.next() * (most - least));

/** Kills the server, sometimes right behind a send that is on its way to the disk, and starts it again. */
async function killServer(stage: Stage): Promise<void> {
  const { school, random } = stage;
  if (random.next() < 0.6) {
    const struck = new Promise<void>((strike) => {
      stage.ambush = { strike };
    });
    await Promise.race([struck, sleep(300)]);
    stage.ambush = null;
    await sleep(between(random, 0, 8));
  }
  await school.kill();
  await sleep(between(random, 0, 200));
  await school.start();
}

async function spoilLink(stage: Stage, mode: 'slow' | 'frozen' | 'mute' | 'cut'): Promise<void> {
  const link = stage.random.pick(stage.links);
  link.set(mode);
  await sleep(between(stage.random, 50, 500));
  link.set('good');
}

const FAULTS: [name: string, weight: number, run: (stage: Stage) => Promise<void>][] = [
  ['server killed', 3, killServer],
  [
    'server stopped',
    2,
    async ({ school, random }) => {
      school.pause();
      await sleep(between(random, 50, 500));
      school.resume();
    },
  ],
  ['link cut', 2, (stage) => spoilLink(stage, 'cut')],
  ['link slow', 2, (stage) => spoilLink(stage, 'slow')],
  ['link frozen', 2, (stage) => spoilLink(stage, 'frozen')],
  ['answers lost', 3, (stage) => spoilLink(stage, 'mute')],
  ['link reset', 2, async ({ links, random }) => random.pick(links).reset()],
  ['page killed', 3, ({ machines, random }) => random.pick(machines).reopen()],
];

async function doHarm(stage: Stage, end: number): Promise<void> {
  const choices = FAULTS.flatMap((fault) => Array.from({ length: fault[1] }, () => fault));
  while (Date.now() < end) {
    const [name, , run] = stage.random.pick(choices);
    stage.faults.push(name);
    await run(stage);
    await sleep(between(stage.random, 0, 150));
  }
}

/** What the database has of the chat: its messages, and its events in the order of `seq` (G3). */
async function readDatabase(school: RunningSchool, chatId: string): Promise<{ messages: Found[]; events: Found[] }> {
  const rows = await school.db
    .selectFrom('messages')
    .selectAll()
    .where('chatId', '=', chatId)
    .orderBy('ordinal')
    .execute();
  const messages = rows.map(({ clientId, text, ordinal }) => ({ key: keyIn(clientId, text), ordinal }));
  const log = await eventsAfter(school.db, `chat:${chatId}`, 0, Number.MAX_SAFE_INTEGER);
  const keys = new Map(messages.map(({ key, ordinal }) => [ordinal, key]));
  const events = log.flatMap((event) =>
    event.type === 'message:sent' ? [{ key: keys.get(event.message.ordinal) ?? 'nothing', ordinal: event.seq }] : [],
  );
  return { messages, events };
}

/** Twenty-odd people write and read while everything breaks; then everything is well again and is read back. */
export async function runRound(seed: number): Promise<Round> {
  // Lehmer's first numbers of near seeds are near too.
  const random = createRandom(((seed * 7919) % 2_147_483_645) + 1);
  random.next();
  const school = await startRunningSchool();
  const chatId = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
  const ids = await school.db.selectFrom('members').select('personId').where('chatId', '=', chatId).limit(6).execute();
  const people = await Promise.all(
    ids.map(async ({ personId }) => ({ personId, token: await school.token(personId) })),
  );
  const links = await Promise.all(people.map(() => startLink(Number(new URL(school.url).port))));
  const journal = createJournal(seed);
  const stage: Stage = { school, chatId, machines: [], links, random, faults: [], ambush: null };
  const wires = people.map((person, index) => ({ ...person, chatId, link: links[index] as Link }));
  try {
    for (const [index, wire] of wires.slice(0, 4).entries()) {
      // The fourth only reads; each clock is off by up to a day (G9).
      const skew = between(random, -DAY, DAY);
      const name = `machine ${index + 1}`;
      stage.machines.push(
        await startMachine({ ...wire, name, school, journal, skew, onSend: () => stage.ambush?.strike() }),
      );
    }
    const end = Date.now() + CHAOS;
    const writers = stage.machines.slice(0, 3).map(async (machine) => {
      while (Date.now() < end) {
        await machine.write();
        await sleep(between(random, 0, 120));
      }
    });
    const plain = wires.slice(4).map(async (wire) => {
      while (Date.now() < end) {
        await sendOnce(wire, journal, random.next);
        await sleep(between(random, 0, 60));
      }
    });
    await Promise.all([doHarm(stage, end), ...writers, ...plain]);
    return await readBack(stage, wires, journal, seed);
  } finally {
    for (const machine of stage.machines) machine.close();
    school.resume();
    await Promise.all(links.map((link) => link.close()));
    await school.close();
  }
}

async function readBack(
  stage: Stage,
  wires: Parameters<typeof readHistory>[0][],
  journal: ReturnType<typeof createJournal>,
  seed: number,
): Promise<Round> {
  const { school, chatId, machines } = stage;
  const lastOrdinal = async () => {
    const row = await school.db
      .selectFrom('chats')
      .select('lastOrdinal')
      .where('id', '=', chatId)
      .executeTakeFirstOrThrow();
    return row.lastOrdinal;
  };
  // What the writers still have goes out first: then every reader must see the same.
  for (const machine of machines) await machine.readAll(lastOrdinal);
  const readers = new Map<string, Found[]>();
  for (const [index, machine] of machines.entries()) {
    readers.set(`machine ${index + 1}`, await machine.readAll(lastOrdinal));
  }
  const plain = wires.at(-1);
  if (plain) readers.set('plain socket', await readHistory(plain));
  const { messages, events } = await readDatabase(school, chatId);
  readers.set('events', events);
  const verdict = judge(journal.attempts, messages, readers);
  verdict.disordered.push(...machines.flatMap((machine) => machine.oddities));
  const count = (outcome: string) => journal.attempts.filter((attempt) => attempt.outcome === outcome).length;
  return {
    ...verdict,
    seed,
    counts: { ok: count('ok'), fail: count('fail'), unknown: count('unknown') },
    faults: stage.faults,
  };
}
