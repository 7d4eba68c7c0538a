import type { Socket } from 'socket.io';
import { answerPacket, type Packet, type Question, readQuestion } from './packets.ts';

/** A socket as the gateway writes to it. */
export interface Connection {
  /** Leaves at the end of this tick, with all else that this socket gets in it. */
  send(packet: Packet): void;
  /** Closes it, after what was sent. */
  close(): void;
}

/** Runs what the sockets have to write once at the end of a tick, in the order in which they came to have something. */
function createTickEnd() {
  let due: (() => void)[] = [];
  function run(): void {
    const now = due;
    due = [];
    for (const flush of now) flush();
  }
  return (flush: () => void): void => {
    if (due.length === 0) process.nextTick(run);
    due.push(flush);
  };
}
const atTickEnd = createTickEnd();

/**
 * The short way between the gateway and one socket. Commands are read here; what is none (the handshake, a goodbye,
 * nonsense) goes on to socket.io as it came. What a socket gets in one tick, answers and events, is one write:
 * straight to an idle connection, by engine.io behind what waits there already. `ask` never rejects.
 */
export function openConnection(socket: Socket, ask: (question: Question) => Promise<unknown>): Connection {
  const { conn } = socket;
  const wire = conn.request.socket;
  const held: Packet[] = [];
  /** engine.io may have something of ours that waits. */
  let isBehind = false;

  /** Nothing waits in engine.io or in the connection: what is written now is what comes next. */
  function isIdle(): boolean {
    if (isBehind && conn.readyState === 'open' && conn.transport.writable) isBehind = false;
    return !isBehind && wire.writable && wire.writableLength === 0;
  }

  function flush(): void {
    const [first] = held;
    if (!first) return;
    if (isIdle()) {
      wire.write(held.length === 1 ? first.frame : Buffer.concat(held.map(({ frame }) => frame)));
    } else {
      isBehind = true;
      for (const { text } of held) conn.write(text);
    }
    held.length = 0;
  }

  function send(packet: Packet): void {
    if (held.length === 0) atTickEnd(flush);
    held.push(packet);
  }

  const others = conn.listeners('data');
  conn.removeAllListeners('data');
  conn.on('data', (data: unknown) => {
    const question = socket.connected ? readQuestion(data) : undefined;
    if (question) void ask(question).then((answer) => send(answerPacket(question.id, answer)));
    else for (const listener of others) listener(data);
  });

  return {
    send,
    close() {
      flush();
      socket.disconnect(true);
    },
  };
}
