/** A packet of socket.io's default namespace, ready for any number of sockets. */
export interface Packet {
  /** As engine.io takes it. */
  text: string;
  /** The same as a whole frame of the WebSocket. */
  frame: Buffer;
}

/** A text frame as a server writes it (RFC 6455, 5.2): no mask, in one piece. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const frame = Buffer.allocUnsafe(2 + extended + length);
  frame[0] = 0x81;
  frame[1] = extended === 0 ? length : extended === 2 ? 126 : 127;
  if (extended === 2) frame.writeUInt16BE(length, 2);
  if (extended === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.write(text, 2 + extended);
  return frame;
}

// 4: a message of engine.io.
const toPacket = (text: string): Packet => ({ text, frame: textFrame(`4${text}`) });

/** An event; its payload as JSON. */
export const eventPacket = (name: string, json: string): Packet => toPacket(`2["${name}",${json}]`);

/** The answer to a command. */
export const answerPacket = (id: number, answer: unknown): Packet => toPacket(`3${id}[${JSON.stringify(answer)}]`);

/** What a client asks, and the number that its answer carries. */
export interface Question {
  id: number;
  name: string;
  input: unknown;
}

const QUESTION = /^2(\d{1,15})\[/;

/** Reads an event that waits for an answer; undefined for every other packet, and for one that is not well-formed. */
export function readQuestion(text: unknown): Question | undefined {
  const match = typeof text === 'string' ? QUESTION.exec(text) : null;
  if (!match) return undefined;
  try {
    const [name, input] = JSON.parse(match.input.slice(match[0].length - 1)) as unknown[];
    return typeof name === 'string' ? { id: Number(match[1]), name, input } : undefined;
  } catch {
    return undefined;
  }
}
