import { setTimeout as sleep } from 'node:timers/promises';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { openSocket, type TestSocket } from '../backend/running-school.ts';
import { type Journal, keyIn } from './journal.ts';
import type { Attempt, Found } from './judge.ts';
import type { Link } from './link.ts';

interface Wire {
  link: Link;
  personId: string;
  token: string;
  chatId: string;
}

/** How long a plain socket waits for anything, ms. */
const PATIENCE = 1500;

async function connectTo({ link, token, personId }: Wire): Promise<TestSocket> {
  return openSocket(link.url, { version: PROTOCOL_VERSION, token, personId }, undefined, PATIENCE);
}

/** One try on a socket of its own. True: it is settled, one way or the other. */
async function tryOnce(wire: Wire, journal: Journal, attempt: Attempt, body: string): Promise<boolean> {
  let socket: TestSocket | undefined;
  try {
    socket = await connectTo(wire);
    const text = `${attempt.key}${body}`;
    const answer = await socket.raw
      .timeout(PATIENCE)
      .emitWithAck('message:send', { chatId: wire.chatId, clientId: attempt.key, text });
    if (answer.ok) journal.ack(attempt, answer.value.ordinal);
    else if (attempt.ordinal === null && answer.error.code !== 'internal') attempt.outcome = 'fail';
    return answer.ok || attempt.outcome === 'fail';
  } catch {
    return false;
  } finally {
    socket?.close();
  }
}

/**
 * A sender without an outbox: what it never heard of stays unknown, or is tried again, also from two sockets at once
 * and with another body (G2). `chance`: numbers from 0 up to 1.
 */
export async function sendOnce(wire: Wire, journal: Journal, chance: () => number): Promise<void> {
  const attempt = journal.begin(journal.newKey(), null);
  if (chance() < 0.15) {
    await Promise.all([1, 2].map((copy) => tryOnce(wire, journal, attempt, ` from socket ${copy}`)));
    return;
  }
  if (await tryOnce(wire, journal, attempt, ' first')) return;
  if (chance() < 0.5) return;
  for (let more = 0; more < 5; more++) {
    await sleep(100);
    if (await tryOnce(wire, journal, attempt, ` again, with another body ${more}`)) return;
  }
}

/** Reads a chat's whole history page by page over a plain socket. */
export async function readHistory(wire: Wire): Promise<Found[]> {
  const socket = await connectTo(wire);
  const found: Found[] = [];
  for (let before = Number.MAX_SAFE_INTEGER; before > 1; ) {
    const { messages } = await socket.call('message:history', { chatId: wire.chatId, before });
    found.unshift(...messages.map(({ clientId, text, ordinal }) => ({ key: keyIn(clientId, text), ordinal })));
    before = messages[0]?.ordinal ?? 1;
  }
  socket.close();
  return found;
}
