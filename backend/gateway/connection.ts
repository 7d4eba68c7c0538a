import type { Socket } from 'socket.io';
import { answerPacket, type Packet, type Question, readQuestion } from './packets.ts';

/** A socket as the gateway writes to it. */
export interface Connection {
  send(packet: Packet): void;
  /** Closes it, after what was sent. */
  close(): void;
}

/**
 * The short way between the gateway and one socket. Commands are read here; what is none (the handshake, a goodbye,
 * nonsense) goes on to socket.io as it came. An idle socket has frames written straight to its connection; one with
 * something waiting has them behind it, by engine.io. What a socket gets in one tick while commands of it are
 * answered, answers and events, is one write. `ask` never rejects.
 */
export function openConnection(socket: Socket, ask: (question: Question) => Promise<unknown>): Connection {
  const { conn } = socket;
  const wire = conn.request.socket;
  let asked = 0;
  let held: Packet[] = [];

  /** Nothing waits in engine.io or in the connection: what is written now is what comes next. */
  const isIdle = () => conn.transport.writable && wire.writableLength === 0 && conn.readyState === 'open';

  function write(packets: Packet[]): void {
    if (isIdle()) {
      const [first, ...others] = packets;
      if (first && others.length === 0) wire.write(first.frame);
      else wire.write(Buffer.concat(packets.map(({ frame }) => frame)));
    } else {
      for (const { text } of packets) conn.write(text);
    }
  }

  function flush(): void {
    const packets = held;
    held = [];
    if (packets.length > 0) write(packets);
  }

  function hold(packet: Packet): void {
    if (held.length === 0) process.nextTick(flush);
    held.push(packet);
  }

  const others = conn.listeners('data');
  conn.removeAllListeners('data');
  conn.on('data', (data: unknown) => {
    const question = socket.connected ? readQuestion(data) : undefined;
    if (!question) {
      for (const listener of others) listener(data);
      return;
    }
    asked++;
    void ask(question).then((answer) => {
      asked--;
      hold(answerPacket(question.id, answer));
    });
  });

  return {
    send(packet) {
      if (asked > 0 || held.length > 0) hold(packet);
      else write([packet]);
    },
    close() {
      flush();
      socket.disconnect(true);
    },
  };
}
