import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Page } from 'puppeteer';

/** A link between one browser and everything on this machine that it speaks with: TCP by port, and LiveKit's UDP. */
export interface FaultyLink {
  /** The port that stands for a server's port at the browser's side. */
  portFor(port: number): number;
  /** Nothing passes, in either direction and without a word; new connections find nobody. */
  cut(): void;
  restore(): void;
  /** The browser has another address: open connections are heard no more, new ones pass, UDP comes from another port. */
  move(): void;
  /** Leads what the page opens from now on through this link; before its first address. */
  lead(page: Page): Promise<void>;
  close(): Promise<void>;
}

/** UDP from the browser reaches LiveKit from a port of ours, one for each port of the browser's. */
async function startUdp(port: number, isCut: () => boolean) {
  const outer = createSocket('udp4');
  const inner = new Map<number, UdpSocket>();
  function innerFor(from: number): UdpSocket {
    const known = inner.get(from);
    if (known) return known;
    const made = createSocket('udp4');
    made.on('message', (data) => !isCut() && inner.get(from) === made && outer.send(data, from, '127.0.0.1'));
    made.on('error', () => {});
    inner.set(from, made);
    return made;
  }
  outer.on('message', (data, from) => !isCut() && innerFor(from.port).send(data, port, '127.0.0.1'));
  outer.on('error', () => {});
  await new Promise<void>((bound) => outer.bind(0, '127.0.0.1', bound));
  const forget = () => {
    for (const socket of inner.values()) socket.close();
    inner.clear();
  };
  return {
    port: outer.address().port,
    forget,
    close() {
      forget();
      outer.close();
    },
  };
}

/** A cut holds bytes back, as TCP does: it sends them again when the link is back. */
async function startTcp(port: number, isCut: () => boolean) {
  const open = new Set<Socket>();
  const stranded = new WeakSet<Socket>();
  let ends: Socket[] = [];
  function pass(from: Socket, to: Socket): void {
    open.add(from);
    from.setNoDelay(true);
    from.on('data', (data) => !stranded.has(from) && to.write(data));
    from.on('error', () => from.destroy());
    from.on('close', () => {
      open.delete(from);
      // Of an end on the other side nothing is heard meanwhile.
      if (stranded.has(from)) return;
      if (isCut()) ends.push(to);
      else to.destroy();
    });
  }
  const server = createServer((inside) => {
    inside.on('error', () => inside.destroy());
    if (isCut()) return void inside.resetAndDestroy();
    const outside = connect(port, '127.0.0.1');
    pass(inside, outside);
    pass(outside, inside);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      for (const socket of open) socket.pause();
    },
    restore() {
      for (const socket of ends) socket.destroy();
      ends = [];
      for (const socket of open) socket.resume();
    },
    strand() {
      for (const socket of open) stranded.add(socket);
    },
    close() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

/** In the page: what speaks with one of these ports speaks with the one of the link, and no other way is offered. */
function reroute(tcp: [number, number][], from: number, to: number): void {
  const moved = (url: string | URL) =>
    tcp.reduce((now, [theirs, ours]) => now.replace(`127.0.0.1:${theirs}`, `127.0.0.1:${ours}`), String(url));
  const { WebSocket: Plain, fetch: plainFetch } = globalThis;
  globalThis.WebSocket = class extends Plain {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(moved(url), protocols);
    }
  };
  globalThis.fetch = (input, init) =>
    plainFetch(typeof input === 'string' || input instanceof URL ? moved(input) : input, init);
  const moveMedia = (text: string) => text.replaceAll(` 127.0.0.1 ${from} `, ` 127.0.0.1 ${to} `);
  // LiveKit must not learn of our own candidates: it would answer past the link.
  const mute = ({ type, sdp = '' }: RTCSessionDescriptionInit) => ({
    type,
    sdp: sdp.replaceAll(/a=candidate:.*\r\n/g, ''),
  });
  type Work = (this: unknown, ...all: unknown[]) => Promise<unknown>;
  const pc = RTCPeerConnection.prototype as unknown as Record<string, Work>;
  const wrap = (name: string, make: (plain: Work) => Work) => {
    pc[name] = make(pc[name] as Work);
  };
  for (const name of ['createOffer', 'createAnswer']) {
    wrap(
      name,
      (plain) =>
        async function (...all) {
          return mute((await plain.apply(this, all)) as RTCSessionDescriptionInit);
        },
    );
  }
  wrap(
    'setRemoteDescription',
    (plain) =>
      function (description) {
        const { type, sdp = '' } = description as RTCSessionDescriptionInit;
        return plain.call(this, { type, sdp: moveMedia(sdp) });
      },
  );
  wrap(
    'addIceCandidate',
    (plain) =>
      function (found) {
        const candidate = found as RTCIceCandidateInit | undefined;
        if (!candidate?.candidate) return plain.call(this, candidate);
        const { sdpMid = null, sdpMLineIndex = null } = candidate;
        return plain.call(this, { sdpMid, sdpMLineIndex, candidate: moveMedia(candidate.candidate) });
      },
  );
  Object.defineProperty(pc, 'onicecandidate', { set() {} });
}

/** `tcpPorts`: of our server, of LiveKit; `udpPort`: LiveKit's media. All on 127.0.0.1. */
export async function startFaultyLink(tcpPorts: number[], udpPort: number): Promise<FaultyLink> {
  let cut = false;
  const isCut = () => cut;
  const udp = await startUdp(udpPort, isCut);
  const tcp = new Map(await Promise.all(tcpPorts.map(async (port) => [port, await startTcp(port, isCut)] as const)));
  const each = (work: (one: Awaited<ReturnType<typeof startTcp>>) => void) => {
    for (const one of tcp.values()) work(one);
  };
  return {
    portFor(port) {
      const proxy = tcp.get(port);
      if (!proxy) throw new Error(`no link to ${port}`);
      return proxy.port;
    },
    cut() {
      cut = true;
      each((one) => one.cut());
    },
    restore() {
      cut = false;
      each((one) => one.restore());
    },
    move() {
      each((one) => one.strand());
      udp.forget();
    },
    async lead(page) {
      const ports = [...tcp].map(([port, one]): [number, number] => [port, one.port]);
      await page.evaluateOnNewDocument(reroute, ports, udpPort, udp.port);
    },
    async close() {
      each((one) => one.close());
      udp.close();
    },
  };
}
