import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLivekit } from '../../backend/calls/livekit.ts';
import { openDatabase } from '../../backend/storage/database.ts';
import { buildDemo } from '../../demo/launcher/build.ts';
import { ru } from '../../i18n/ru.ts';
import type { Person as SchoolPerson } from '../../protocol/people.ts';
import { livekitPid } from '../backend/calls-school.ts';
import { type FaultyLink, startFaultyLink } from '../browsers/faulty-link.ts';
import { type Person, press, type Stage, seeText, signedIn, startStage } from '../journeys/stage.ts';
import type { ClassMeasured, ClassPlan } from './calls-class.ts';
import { addBareCall, type Joined, joinOnce, recoverOnce, type Way } from './calls-page.ts';

/**
 * `npm run bench:calls [runs] [cuts] [seconds]`: how soon one is in a call, beside a bare livekit-client page in
 * turns; how soon a cut link is forgotten; what a class of 30 costs LiveKit. docs/performance.md says what it means.
 */
const [runs = 30, cuts = 10, seconds = 20] = process.argv.slice(2).map(Number);
const CLASS = 30;
/** Long enough for the page to say so, ms. */
const CUT_FOR = 12_000;
const FLAGS = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];

/** The value that so great a part of them does not exceed. */
function at(part: number, values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * part) - 1] ?? 0;
}
const spread = (values: number[]) => `p50 ${at(0.5, values).toFixed(0)}, p95 ${at(0.95, values).toFixed(0)} ms`;
const load = () => `load average ${loadavg()[0]?.toFixed(1)}`;

interface Lesson {
  chatId: string;
  room: string;
  anna: SchoolPerson;
}

async function readDatabase<T>(
  stage: Stage,
  read: (db: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>,
): Promise<T> {
  const db = await openDatabase(join(stage.environment.dataDir, 'peremenka.sqlite'));
  return read(db).finally(() => db.destroy());
}

const chatOf = (stage: Stage) =>
  readDatabase(stage, (db) =>
    db
      .selectFrom('chats')
      .select('id')
      .where('className', '=', '7Б')
      .where('subject', '=', 'Алгебра')
      .executeTakeFirstOrThrow(),
  );

const lessonOf = (stage: Stage, chatId: string): Promise<Lesson> =>
  readDatabase(stage, async (db) => {
    const { room } = await db
      .selectFrom('calls')
      .select('room')
      .where('chatId', '=', chatId)
      .where('endedAt', 'is', null)
      .executeTakeFirstOrThrow();
    const anna = await db
      .selectFrom('people')
      .select(['id', 'role', 'givenName', 'familyName'])
      .where('familyName', '=', 'Иванова')
      .where('givenName', '=', 'Анна')
      .executeTakeFirstOrThrow();
    return { chatId, room, anna: anna as SchoolPerson };
  });

/** LiveKit's own door, for who has no server of ours. */
function livekitOf({ environment: { dataDir, ports } }: Stage) {
  const configuration = JSON.parse(readFileSync(join(dataDir, `livekit-${ports.LIVEKIT_PORT}.yaml`), 'utf8')) as {
    keys: Record<string, string>;
  };
  const [[apiKey, apiSecret] = ['', '']] = Object.entries(configuration.keys);
  return createLivekit({ url: `ws://127.0.0.1:${ports.LIVEKIT_PORT}`, apiKey, apiSecret });
}

/** The teacher's page, in the call: sound and picture for who comes. */
async function startLesson(elena: Person, chatId: string): Promise<void> {
  const page = await elena.page(`call.html?chat=${chatId}`);
  await page.waitForSelector('.lobby-picture video');
  await press(page, ru.call.start);
  await page.waitForSelector('[data-person] video');
}

function ways(stage: Stage, lesson: Lesson): { ours: Way; bare: Way } {
  const livekit = livekitOf(stage);
  return {
    ours: { kind: 'ours', chatId: lesson.chatId },
    bare: {
      ...{ kind: 'bare', url: livekit.url },
      token: () => livekit.token(lesson.room, lesson.anna, 'bare', ['camera', 'microphone']),
    },
  };
}

async function measureJoining(anna: Person, { ours, bare }: ReturnType<typeof ways>): Promise<void> {
  const all: Record<Way['kind'], Joined[]> = { ours: [], bare: [] };
  // In turns: what else the machine does meanwhile meets both. The first of each is not counted; ours comes first,
  // because who was not let in by our door is taken out again.
  for (let run = 0; run <= runs; run++) {
    for (const way of [ours, bare]) {
      const { page, joined } = await joinOnce(anna, way);
      if (run > 0) all[way.kind].push(joined);
      await page.close();
      await sleep(300);
    }
  }
  const goals = { connected: 1.5, audio: 1.3, video: 1.3 };
  console.log(`${runs} runs of each, ${load()}`);
  console.log(`opened until the preview is drawn (goal p95 400): ${spread(all.ours.map((one) => one.preview))}`);
  console.log(`  the bare page: ${spread(all.bare.map((one) => one.preview))}`);
  for (const [name, goal] of Object.entries(goals)) {
    const key = name as keyof typeof goals;
    const [mine, theirs] = [all.ours, all.bare].map((list) => list.map((one) => one[key]));
    if (!mine || !theirs) continue;
    const ratio = [0.5, 0.95].map((part) => (at(part, mine) / at(part, theirs)).toFixed(2)).join(' and ');
    console.log(`click until ${name}: ours ${spread(mine)}; bare ${spread(theirs)}; ratio ${ratio} (goal ${goal})`);
  }
}

async function measureCuts(anna: Person, { ours, bare }: ReturnType<typeof ways>, link: FaultyLink): Promise<void> {
  const all: Record<Way['kind'], number[]> = { ours: [], bare: [] };
  for (let run = 0; run < cuts; run++) {
    for (const way of [ours, bare]) {
      const { page } = await joinOnce(anna, way, link);
      await sleep(1000);
      all[way.kind].push(await recoverOnce(page, link, CUT_FOR));
      await page.close();
      await sleep(300);
    }
  }
  console.log(
    `a link that was cut for ${CUT_FOR / 1000} s is back until the next picture, ${cuts} runs (goal 3000): ours ${spread(all.ours)}; bare ${spread(all.bare)}`,
  );
}

/** A class in a room of its own, by a process of its own. */
async function measureClass(stage: Stage): Promise<void> {
  const livekit = livekitOf(stage);
  const room = 'bench-class';
  await livekit.createRoom(room);
  const pid = livekitPid(stage.environment.ports.LIVEKIT_PORT);
  if (!pid) throw new Error('no LiveKit process');
  const person = (id: string, role: SchoolPerson['role']): SchoolPerson => ({
    ...{ id, role, givenName: 'Bench', familyName: id },
  });
  const tokens = [await livekit.token(room, person('teacher', 'teacher'), 'bench', ['camera', 'microphone', 'screen'])];
  for (let pupil = 0; pupil < CLASS; pupil++) {
    tokens.push(await livekit.token(room, person(`pupil-${pupil}`, 'pupil'), 'bench', []));
  }
  const folder = mkdtempSync(join(tmpdir(), 'peremenka-class-'));
  const file = join(folder, 'plan.json');
  const plan: ClassPlan = { url: livekit.url, tokens, pid, seconds };
  writeFileSync(file, JSON.stringify(plan), { mode: 0o600 });
  const child = spawn(process.execPath, ['tests/bench/calls-class.ts', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise((ended) => child.once('close', ended));
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`the class ended with ${code}`);
  const line = output.split('\n').find((one) => one.startsWith('{"seconds"')) ?? '';
  const one = JSON.parse(line) as ClassMeasured;
  const share = (100 * one.cpu) / one.seconds;
  const loss = (100 * one.lost) / (one.lost + one.received);
  const each = (value: number) => value / one.seconds / one.listeners;
  console.log(
    `${one.listeners} listeners, camera 360p15, screen 720p5 and a voice, ${one.seconds.toFixed(0)} s: LiveKit ${share.toFixed(0)} % of a core, which is ${(share / cpus().length).toFixed(0)} % of the machine (goal 50); lost ${loss.toFixed(3)} % of ${one.received + one.lost} packets (goal 0.5); each got ${each(one.frames).toFixed(1)} frames/s and ${((8 * each(one.bytes)) / 1000).toFixed(0)} kbit/s; ${load()}`,
  );
}

// One enters as often here as no person does.
process.env.RATE_LIMITS = 'off';
addBareCall(await buildDemo('http://127.0.0.1:4100'));
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, ${load()}`);
const stage = await startStage();
const { ports } = stage.environment;
const link = await startFaultyLink([ports.PORT, ports.LIVEKIT_PORT], ports.LIVEKIT_UDP_PORT);
try {
  const anna = await signedIn(stage, 'anna', '9120000001', { flags: FLAGS });
  const elena = await signedIn(stage, 'elena', '9120000002', { flags: FLAGS });
  console.log(await anna.person.browser.version());
  for (const { panel } of [anna, elena]) {
    await seeText(panel, '7 Б — Алгебра');
    await panel.close();
  }
  const { id } = await chatOf(stage);
  await startLesson(elena.person, id);
  const two = ways(stage, await lessonOf(stage, id));
  await measureJoining(anna.person, two);
  if (cuts > 0) await measureCuts(anna.person, two, link);
  await Promise.all([anna, elena].map(({ person }) => person.close()));
  if (seconds > 0) await measureClass(stage);
} finally {
  await stage.close();
  await link.close();
}
