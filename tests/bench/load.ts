import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { newClientId } from '../../client/messages/client-id.ts';
import { cpuOf } from './cpu.ts';

/**
 * The load: a process of its own. Reads its plan as JSON from the first argument's file, connects every member,
 * keeps each sender's messages in flight, and checks that every member gets every message once and in order. Prints
 * one line of JSON: deliveries and the server's CPU time in the measured part.
 */
export interface Plan {
  kind: 'ours' | 'raw';
  url: string;
  /** The server's process, whose CPU time is read. */
  pid: number;
  rooms: { chatId: string; members: { personId: string; token: string }[] }[];
  sendersPerRoom: number;
  inFlight: number;
  version: number;
  warmUpMs: number;
  measureMs: number;
}

/** What one run measured; `cpu`, and what of it was in the system, in seconds. */
export interface Measured {
  deliveries: number;
  messages: number;
  /** Frames with messages, over all members: one for each chat and commit. */
  frames: number;
  cpu: number;
  system: number;
  seconds: number;
  /** Median and 99th percentile from send to ack, ms. */
  ack: [number, number];
}

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Plan;
const TEXT = 'x'.repeat(200);

let deliveries = 0;
let acked = 0;
let frames = 0;
let sending = false;
let lags: number[] = [];
const faults: string[] = [];

type Batch = { events: { seq: number; message: { ordinal: number } }[] };
const latest = new Map<string, { frame: string; ordinals: number[] }>();

/** The frames of one commit are the same bytes for all members: each is read once. */
function ordinalsOf(chatId: string, frame: string): number[] {
  const before = latest.get(chatId);
  if (before?.frame === frame) return before.ordinals;
  const start = frame.indexOf('{');
  const batch = JSON.parse(frame.slice(start, frame.lastIndexOf('}') + 1)) as Batch;
  const ordinals = batch.events.map(({ message }) => message.ordinal);
  latest.set(chatId, { frame, ordinals });
  return ordinals;
}

function connectMember(chatId: string, member: Plan['rooms'][number]['members'][number], isSender: boolean) {
  const { kind, url } = plan;
  const address =
    kind === 'raw' ? `${url}/${chatId}/${member.personId}` : `${url}/socket.io/?EIO=4&transport=websocket`;
  const socket = new WebSocket(address.replace('http', 'ws'), { perMessageDeflate: false });
  const sentAt = new Map<number, number>();
  let expected = 1;
  let id = 1;

  function send() {
    sentAt.set(++id, performance.now());
    const input = { chatId, clientId: newClientId(), text: TEXT };
    const question = JSON.stringify(['message:send', input]);
    socket.send(kind === 'raw' ? `${id}${question}` : `42${id}${question}`);
  }
  function handleAck(number: number) {
    lags.push(performance.now() - (sentAt.get(number) ?? 0));
    sentAt.delete(number);
    acked++;
    if (sending) send();
  }
  function handleEvents(frame: string) {
    frames++;
    for (const ordinal of ordinalsOf(chatId, frame)) {
      if (ordinal !== expected) faults.push(`${member.personId} got ${ordinal} instead of ${expected}`);
      expected = ordinal + 1;
      deliveries++;
    }
  }
  const ready = new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    if (kind === 'raw') socket.on('open', () => resolve());
    socket.on('message', (data) => {
      const frame = String(data);
      if (kind === 'raw') {
        if (frame.startsWith('{')) handleEvents(frame);
        else handleAck(Number.parseInt(frame, 10));
        return;
      }
      if (frame.startsWith('42["events"')) return handleEvents(frame);
      if (frame === '2') return socket.send('3');
      if (frame.startsWith('0')) {
        const auth = { version: plan.version, token: member.token, personId: member.personId };
        return socket.send(`40${JSON.stringify(auth)}`);
      }
      if (frame.startsWith('40')) return socket.send(`421${JSON.stringify(['chat:open', { chatId, cursor: 0 }])}`);
      if (frame.startsWith('43')) {
        const number = Number.parseInt(frame.slice(2), 10);
        if (!frame.includes('"ok":true')) faults.push(frame.slice(0, 200));
        else if (number > 1) handleAck(number);
        else resolve();
      }
      if (frame.startsWith('44')) reject(new Error(frame));
    });
  });
  return {
    ready,
    socket,
    start: () => {
      for (let count = 0; isSender && count < plan.inFlight; count++) send();
    },
    expected: () => expected,
  };
}

const members = plan.rooms.map(({ chatId, members: people }) =>
  people.map((person, index) => connectMember(chatId, person, index < plan.sendersPerRoom)),
);
await Promise.all(members.flat().map(({ ready }) => ready));
sending = true;
for (const member of members.flat()) member.start();
await sleep(plan.warmUpMs);
const before = { deliveries, acked, frames, cpu: cpuOf(plan.pid), at: performance.now() };
lags = [];
await sleep(plan.measureMs);
const after = { deliveries, acked, frames, cpu: cpuOf(plan.pid), at: performance.now() };
const sorted = lags.toSorted((a, b) => a - b);
sending = false;
await sleep(500);
for (const room of members) {
  const ends = new Set(room.map(({ expected }) => expected()));
  if (ends.size !== 1) faults.push(`members of a room ended at ${[...ends].join(', ')}`);
}
if (faults.length > 0) throw new Error(`${faults.length} faults, the first: ${faults[0]}`);
const measured: Measured = {
  deliveries: after.deliveries - before.deliveries,
  messages: after.acked - before.acked,
  frames: after.frames - before.frames,
  cpu: after.cpu[0] - before.cpu[0],
  system: after.cpu[1] - before.cpu[1],
  seconds: (after.at - before.at) / 1000,
  ack: [sorted[Math.floor(sorted.length / 2)] ?? 0, sorted[Math.floor(sorted.length * 0.99)] ?? 0],
};
console.log(JSON.stringify(measured));
process.exit(0);
