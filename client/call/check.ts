import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { CheckTicket } from '../../protocol/calls.ts';
import type { Detour, MediaCheck } from './check-media.ts';

/** What is checked over the network, in this order. */
export const CHECK_LINES = ['server', 'socket', 'udp', 'detour', 'download', 'upload'] as const;
export type CheckName = (typeof CHECK_LINES)[number];

/**
 * `weak`: it works, and a call will suffer. `skipped`: nothing to check, for the reason that `hint` names.
 * `value`: ms for answers, megabits a second for speeds.
 */
export interface CheckLine {
  name: CheckName;
  state: 'waiting' | 'running' | 'good' | 'weak' | 'bad' | 'skipped';
  value?: number;
  hint?: CheckHint;
}
export type CheckHint =
  | ('no-server' | 'no-socket' | 'no-calls' | 'no-udp' | 'no-media')
  | ('no-detour' | 'detour-shut' | 'slow' | 'far');

export interface CheckDeps {
  serverUrl: string;
  /** Resolves when the socket is there; rejects where it does not come. */
  online: () => Promise<void>;
  ticket: () => Promise<CheckTicket>;
  checkMedia: (ticket: { url: string; token: string }, only: 'any' | Detour) => Promise<MediaCheck>;
}

/** A slower answer is felt in a conversation, ms. */
const FAR = 400;
/** A lesson with a screen and some cameras wants as much, megabits a second. */
const ENOUGH = { download: 2, upload: 1 };
const PIECE = 1_000_000;
/** A speed is known after so long, ms, or after so many pieces. */
const MEASURED_FOR = 2500;
const MOST_PIECES = 8;
const PATIENCE = 12_000;

const since = (start: number) => Math.max(1, Math.round(performance.now() - start));

/** Rejects when it takes longer than a person would wait. */
function within<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('took too long')), PATIENCE);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Megabits a second, by whole pieces of a million bytes one after the other. */
async function speedOf(movePiece: () => Promise<void>): Promise<number> {
  const start = performance.now();
  let pieces = 0;
  do {
    await movePiece();
    pieces += 1;
  } while (pieces < MOST_PIECES && performance.now() - start < MEASURED_FOR);
  return Math.round((pieces * PIECE * 8) / since(start) / 100) / 10;
}

async function moved(url: string, body?: Blob): Promise<void> {
  const response = await fetch(url, {
    ...{ credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) },
    ...(body ? { method: 'POST', body, headers: { 'content-type': 'application/octet-stream' } } : {}),
  });
  if (!response.ok) throw new Error(`status ${response.status}`);
  await response.arrayBuffer();
}

const judged = (value: number, enough: number) =>
  value >= enough ? ({ state: 'good', value } as const) : ({ state: 'weak', value, hint: 'slow' } as const);

/** Runs the checks one after the other; each says how it went as soon as it is known. Never rejects. */
export function runCheck(deps: CheckDeps): { lines: ReadonlySignal<CheckLine[]>; done: Promise<void> } {
  const lines = signal<CheckLine[]>(CHECK_LINES.map((name) => ({ name, state: 'waiting' })));
  const set = (name: CheckName, change: Omit<CheckLine, 'name'>) => {
    lines.value = lines.value.map((line) => (line.name === name ? { name, ...change } : line));
  };

  /** Says how one check went; what rejects is bad, for the reason that `hint` names. */
  async function check(name: CheckName, hint: CheckHint, work: () => Promise<Omit<CheckLine, 'name'>>) {
    set(name, { state: 'running' });
    const found = await work().catch((): Omit<CheckLine, 'name'> => ({ state: 'bad', hint }));
    set(name, found);
    return found.state !== 'bad';
  }
  const answerOf = (ms: number) =>
    ms <= FAR ? ({ state: 'good', value: ms } as const) : ({ state: 'weak', value: ms, hint: 'far' } as const);

  async function checkMedia(media: CheckTicket['media']): Promise<void> {
    if (!media) {
      for (const name of ['udp', 'detour'] as const) set(name, { state: 'bad', hint: 'no-calls' });
      return;
    }
    let first: MediaCheck | undefined;
    await check('udp', 'no-media', async () => {
      first = await within(deps.checkMedia(media, 'any'));
      return first.path === 'udp' ? answerOf(first.roundTrip) : { state: 'weak', hint: 'no-udp' };
    });
    // What goes any way has tried the ways round too.
    if (!first) return set('detour', { state: 'bad', hint: 'no-media' });
    if (first.path !== 'udp') return set('detour', { state: 'good', value: first.roundTrip });
    const { detours } = first;
    if (detours.length === 0) return set('detour', { state: 'skipped', hint: 'no-detour' });
    await check('detour', 'detour-shut', async () => {
      for (const way of detours) {
        const found = await within(deps.checkMedia(media, way)).catch(() => undefined);
        if (found) return answerOf(found.roundTrip);
      }
      throw new Error('no way round');
    });
  }

  async function run(): Promise<void> {
    await check('server', 'no-server', async () => {
      const start = performance.now();
      await moved(`${deps.serverUrl}/health`);
      return answerOf(since(start));
    });
    let ticket: CheckTicket | undefined;
    await check('socket', 'no-socket', async () => {
      await within(deps.online());
      const start = performance.now();
      ticket = await deps.ticket();
      return answerOf(since(start));
    });
    if (!ticket) {
      for (const name of CHECK_LINES.slice(2)) set(name, { state: 'skipped', hint: 'no-socket' });
      return;
    }
    await checkMedia(ticket.media);
    const url = deps.serverUrl + ticket.speedPath;
    await check('download', 'no-server', async () => judged(await speedOf(() => moved(url)), ENOUGH.download));
    const body = new Blob([new Uint8Array(PIECE)]);
    await check('upload', 'no-server', async () => judged(await speedOf(() => moved(url, body)), ENOUGH.upload));
  }

  return { lines, done: run() };
}
