import type { Server, Socket } from 'socket.io';

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

/** Nothing waits in engine.io or in the connection: what is written now is what comes next. */
function isIdle({ conn }: Socket): boolean {
  const { readyState, transport } = conn;
  // A connection that is not idle keeps its order in engine.io's own buffer.
  return readyState === 'open' && transport.writable && conn.request.socket.writableLength === 0;
}

/** What of socket.io the fan-out needs. */
type Sockets = Pick<ReturnType<Server['of']>, 'sockets' | 'adapter'>;

/**
 * Sends one event to all sockets of some rooms. It is encoded once, as a whole frame, and idle sockets have that
 * frame written straight to their connection; a socket with something waiting has the event behind it, by socket.io.
 */
export function createFanOut({ sockets, adapter }: Sockets) {
  function targets(rooms: string[], except: string | undefined): Iterable<string> {
    const left = except === undefined ? undefined : adapter.rooms.get(except);
    const [room = '', ...others] = rooms;
    if (!left && others.length === 0) return adapter.rooms.get(room) ?? [];
    const ids = new Set<string>();
    for (const name of rooms) {
      for (const id of adapter.rooms.get(name) ?? []) if (!left?.has(id)) ids.add(id);
    }
    return ids;
  }

  return (rooms: string[], name: string, payload: unknown, except?: string): void => {
    let frame: Buffer | undefined;
    for (const id of targets(rooms, except)) {
      const socket = sockets.get(id);
      if (!socket) continue;
      // 4: a message of engine.io, 2: an event of socket.io's default namespace.
      frame ??= textFrame(`42${JSON.stringify([name, payload])}`);
      if (isIdle(socket)) socket.conn.request.socket.write(frame);
      else socket.emit(name, payload);
    }
  };
}
