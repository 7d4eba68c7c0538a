import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { type RunningSchool, startRunningSchool } from '../backend/running-school.ts';
import { cpuOf } from './cpu.ts';
import type { Measured, Plan } from './load.ts';

/**
 * `npm run bench [rounds] [seconds] [in flight] [rooms]`: deliveries per CPU-second of our server beside those of the
 * raw server, in turns, with the same load; docs/performance.md says what it means. Linux only (CPU time from /proc).
 * `PROFILE=<folder>`: our server leaves a CPU profile there.
 */
const [rounds = 3, seconds = 5, inFlight = 2, ROOMS = 10] = process.argv.slice(2).map(Number);
const PROFILE = process.env.PROFILE;
const MEMBERS = 30;
const SENDERS = 4;

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['-V'], { stdio: 'ignore' });
    return availableParallelism() > 1;
  } catch {
    return false;
  }
}
const pins = hasTaskset();

/** Puts all threads of a process on one core. */
function pin(pid: number, core: number) {
  if (pins) execFileSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
}

/** Runs the load on the other core. */
async function load(plan: Plan): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'peremenka-load-'));
  const file = join(folder, 'plan.json');
  writeFileSync(file, JSON.stringify(plan), { mode: 0o600 });
  const child = spawn(process.execPath, ['tests/bench/load.ts', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.pid) pin(child.pid, 1);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise((ended) => child.once('close', ended));
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`the load ended with ${code}`);
  return JSON.parse(output) as Measured;
}

/** Ten chats with thirty people of their own, straight into the database. */
async function makeRooms(school: RunningSchool): Promise<Plan['rooms']> {
  const { db } = school;
  const { id: schoolId } = await db.selectFrom('schools').select('id').executeTakeFirstOrThrow();
  const rooms: Plan['rooms'] = [];
  for (let room = 0; room < ROOMS; room++) {
    const chatId = randomUUID();
    const ids = Array.from({ length: MEMBERS }, () => randomUUID());
    const name = { familyName: 'Bench', givenName: 'Member', middleName: null, className: null, phone: null };
    await db
      .insertInto('people')
      .values(ids.map((id) => ({ ...name, id, schoolId, sourcedId: id, role: 'pupil', subjects: '[]', leftAt: null })))
      .execute();
    await db
      .insertInto('chats')
      .values({ id: chatId, schoolId, rosterKey: `bench-${room}`, kind: 'class', lastOrdinal: 0 } as never)
      .execute();
    const member = { chatId, role: 'member' as const, firstOrdinal: 1, readOrdinal: 0, leftAt: null };
    await db
      .insertInto('members')
      .values(ids.map((personId) => ({ ...member, personId })))
      .execute();
    const members = [];
    for (const personId of ids) members.push({ personId, token: await school.token(personId) });
    rooms.push({ chatId, members });
  }
  return rooms;
}

const common = {
  ...{ sendersPerRoom: SENDERS, inFlight, version: PROTOCOL_VERSION },
  ...{ warmUpMs: 6000, measureMs: seconds * 1000 },
};

/** Messages that the search index has not got to yet. */
async function countBehind({ db }: RunningSchool): Promise<number> {
  const rows = await db
    .selectFrom('chats')
    .leftJoin('searchProgress', 'searchProgress.chatId', 'chats.id')
    .select(['chats.lastOrdinal', 'searchProgress.ordinal'])
    .execute();
  return rows.reduce((sum, { lastOrdinal, ordinal }) => sum + lastOrdinal - (ordinal ?? 0), 0);
}

/** The index gives way under load: tells how far it is behind, and what it costs to catch up. */
async function showIndex(school: RunningSchool) {
  const behind = await countBehind(school);
  const [before] = cpuOf(school.pid());
  await sleep(3000);
  const done = behind - (await countBehind(school));
  const cost = (1e6 * (cpuOf(school.pid())[0] - before)) / done;
  console.log(`      the search index is ${behind} messages behind and takes ${cost.toFixed(0)} µs of CPU for each`);
}

async function measureOurs(): Promise<Measured> {
  const school = await startRunningSchool({
    RATE_LIMITS: 'off',
    ...(PROFILE ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${PROFILE}` } : {}),
  });
  try {
    const rooms = await makeRooms(school);
    pin(school.pid(), 0);
    const measured = await load({ ...common, kind: 'ours', url: school.url, pid: school.pid(), rooms });
    await showIndex(school);
    return measured;
  } finally {
    await school.close();
  }
}

async function startRaw(folder: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['tests/bench/raw-server.ts', folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const line = await new Promise<string>((said) => child.stdout.once('data', (chunk) => said(String(chunk))));
  return { child, url: (JSON.parse(line.replace('listening ', '')) as { url: string }).url };
}

async function measureRaw(): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'peremenka-raw-'));
  const { child, url } = await startRaw(folder);
  const pid = child.pid ?? 0;
  pin(pid, 0);
  const rooms = Array.from({ length: ROOMS }, () => ({
    chatId: randomUUID(),
    members: Array.from({ length: MEMBERS }, () => ({ personId: randomUUID(), token: '' })),
  }));
  try {
    return await load({ ...common, kind: 'raw', url, pid, rooms });
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const perCpuSecond = ({ deliveries, cpu }: Measured) => deliveries / cpu;

function show(name: string, one: Measured) {
  const rate = Math.round(one.messages / one.seconds);
  const [middle, late] = one.ack.map((ms) => ms.toFixed(1));
  const d = (perCpuSecond(one) / 1000).toFixed(1);
  const inSystem = Math.round((100 * one.system) / one.cpu);
  const share = Math.round((100 * one.cpu) / one.seconds);
  const merged = (one.deliveries / one.frames).toFixed(1);
  console.log(
    `${name}: D ${d} k, ${rate} messages/s, ${merged} in a frame, ack p50 ${middle} ms p99 ${late} ms, CPU ${share} % of a core, ${inSystem} % of it in the system`,
  );
}

const ours: number[] = [];
const raw: number[] = [];
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, ${pins ? 'pinned' : 'not pinned'}`);
console.log(
  `${ROOMS} rooms × ${MEMBERS} members, ${SENDERS} senders each, ${inFlight} in flight per sender, 200 bytes`,
);
for (let round = 0; round < rounds; round++) {
  const one = await measureRaw();
  show('raw ', one);
  raw.push(perCpuSecond(one));
  const other = await measureOurs();
  show('ours', other);
  ours.push(perCpuSecond(other));
}
const ratio = (median(ours) / median(raw)).toFixed(2);
console.log(`medians: raw ${Math.round(median(raw))}, ours ${Math.round(median(ours))}, ratio ${ratio} (goal 0.75)`);
