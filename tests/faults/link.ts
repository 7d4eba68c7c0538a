import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How a link behaves: `slow` delays and slices every chunk; `frozen` holds everything back in both directions
 * (half-open); `mute` loses what the server says, so that acks are lost after the commit; `cut` refuses connections.
 * Bytes that were lost are never followed by others of the same connection: leaving `frozen` and `mute` cuts it.
 */
export type LinkMode = 'good' | 'slow' | 'frozen' | 'mute' | 'cut';

/** A network between one page and the server: a TCP proxy that can be made bad. */
export interface Link {
  url: string;
  set(mode: LinkMode): void;
  /** Ends every connection of the moment by a reset; new ones are as the mode says. */
  reset(): void;
  close(): Promise<void>;
}

/** A slow link passes this many bytes at a time, each after a delay of some ms. */
const SLICE = 200;
const SLICE_DELAY = 4;

export async function startLink(port: number): Promise<Link> {
  const sockets = new Set<Socket>();
  let mode: LinkMode = 'good';

  function reset() {
    for (const socket of sockets) socket.resetAndDestroy();
  }

  async function write(to: Socket, chunk: Buffer): Promise<void> {
    if (mode !== 'slow') {
      if (!to.write(chunk)) await Promise.race([once(to, 'drain'), once(to, 'close')]).catch(() => {});
      return;
    }
    for (let at = 0; at < chunk.length && !to.destroyed; at += SLICE) {
      await sleep(SLICE_DELAY);
      to.write(chunk.subarray(at, at + SLICE));
    }
  }

  /** Chunks go one after the other, so that delaying one never lets the next overtake it. */
  function pass(from: Socket, to: Socket, isAnswer: boolean) {
    let last = Promise.resolve();
    from.on('data', (chunk: Buffer) => {
      if (mode === 'frozen' || mode === 'cut' || (mode === 'mute' && isAnswer)) return;
      from.pause();
      last = last.then(() => write(to, chunk)).then(() => void from.resume());
    });
  }

  const server = createServer((inside) => {
    inside.on('error', () => inside.destroy());
    if (mode === 'cut') return void inside.resetAndDestroy();
    const outside = connect(port, '127.0.0.1');
    for (const socket of [inside, outside]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        inside.destroy();
        outside.destroy();
      });
    }
    pass(inside, outside, false);
    pass(outside, inside, true);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set(next) {
      if (next === 'cut' || mode === 'frozen' || mode === 'mute') reset();
      mode = next;
    },
    reset,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}
