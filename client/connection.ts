import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Socket } from 'socket.io-client';
import * as v from 'valibot';
import { COMMANDS, type CommandInput, type CommandName, type CommandOutput } from '../protocol/commands.ts';
import { WireError } from '../protocol/errors.ts';
import { NOTICES, type Notice, type NoticeName, StreamEvent } from '../protocol/events.ts';
import type { Answer } from '../protocol/socket.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { ClientError, type ClientErrorCode } from './platform.ts';

/** `refused`: the server will not have us; trying again by itself makes no sense. */
export type ConnectionStatus =
  | { kind: 'connecting' }
  | { kind: 'online' }
  | { kind: 'offline' }
  | { kind: 'refused'; code: ClientErrorCode };

/** The events of one commit; an event of a kind that this client does not know is null, but keeps its place (G10). */
export interface ReceivedBatch {
  stream: string;
  events: { seq: number; event: StreamEvent | null }[];
}

export interface Connection {
  status: ReadonlySignal<ConnectionStatus>;
  /** Sends a command; resolves with its parsed answer, throws ClientError (`offline`, `timeout`, or the server's). */
  call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  /** Called after each connect, before anything else is sent. */
  onOnline(listener: () => void): () => void;
  onEvents(listener: (batch: ReceivedBatch) => void): () => void;
  onNotice<N extends NoticeName>(name: N, listener: (notice: Notice<N>) => void): () => void;
  /** Tries again now instead of when the delay is over. */
  retryNow(): void;
  close(): void;
}

/** How long an ack may take, ms. */
const ACK_TIMEOUT = 12_000;
/**
 * How often a connected page looks whether its token must be renewed, ms: more often than the time between the
 * moment a token counts as old (30 s before its end) and the server's patience (30 s after it).
 */
const RENEW_EVERY = 50_000;
/** First and longest delay between tries, ms; half of it is random, so that a school does not come back at once (G11). */
const RETRY_FIRST = 500;
const RETRY_MOST = 10_000;

const Batch = v.object({ stream: v.string(), events: v.array(v.looseObject({ seq: v.number(), type: v.string() })) });

/** Refusals of the handshake that a fresh token cures. */
const STALE_TOKEN: ClientErrorCode[] = ['token-expired', 'token-invalid', 'token-missing'];
const FINAL: ClientErrorCode[] = [
  'session-ended',
  'person-not-linked',
  'client-too-old',
  'origin-not-allowed',
  'bad-request',
];

/** One socket of one page, for one person. */
export function createConnection(deps: {
  serverUrl: string;
  personId: string;
  accessToken: () => Promise<string>;
  dropAccessToken: () => Promise<void>;
  /** The first try waits for this. */
  begin?: Promise<void> | undefined;
}): Connection {
  const status = signal<ConnectionStatus>({ kind: 'connecting' });
  const onlineListeners = new Set<() => void>();
  let closed = false;
  let tries = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let renewTimer: ReturnType<typeof setInterval> | undefined;
  /** The token that the server knows this socket by. */
  let current = '';
  /** What listens to frames, also before there is a socket. */
  const listeners = new Set<[name: string, receive: (raw: unknown) => void]>();
  let socket: Socket | undefined;
  let making: Promise<Socket> | undefined;

  /** The socket, not connected yet. Its library is fetched here: it is no part of a page's first paint. */
  async function makeSocket(): Promise<Socket> {
    const { io } = await import('socket.io-client');
    const made = io(deps.serverUrl, {
      transports: ['websocket'],
      autoConnect: false,
      // Our own loop reconnects: each try may need a fresh token, and a refusal is told apart from a bad network.
      reconnection: false,
      timeout: 8000,
      forceNew: true,
    });
    made.on('connect', () => {
      tries = 0;
      status.value = { kind: 'online' };
      clearInterval(renewTimer);
      renewTimer = setInterval(() => void renew(made), RENEW_EVERY);
      for (const listener of onlineListeners) listener();
    });
    made.on('connect_error', (error: Error & { data?: unknown }) => void handleRefusal(error));
    made.on('disconnect', () => {
      clearInterval(renewTimer);
      scheduleRetry();
    });
    for (const [name, receive] of listeners) made.on(name, receive);
    socket = made;
    return made;
  }

  /** Makes the socket once; a failed fetch of its library is tried again with the next connect. */
  function socketOf(): Promise<Socket> {
    making ??= makeSocket().catch((error) => {
      making = undefined;
      throw error;
    });
    return making;
  }

  function listen(name: string, receive: (raw: unknown) => void): () => void {
    const entry: [string, (raw: unknown) => void] = [name, receive];
    listeners.add(entry);
    socket?.on(name, receive);
    return () => {
      listeners.delete(entry);
      socket?.off(name, receive);
    };
  }

  async function connect(): Promise<void> {
    if (closed || socket?.connected) return;
    try {
      const [socket, token] = await Promise.all([socketOf(), deps.accessToken()]);
      if (closed) return;
      current = token;
      socket.auth = { version: PROTOCOL_VERSION, token, personId: deps.personId };
      socket.connect();
    } catch (error) {
      const code = error instanceof ClientError ? error.code : 'offline';
      if (code === 'token-missing' || FINAL.includes(code)) status.value = { kind: 'refused', code };
      else scheduleRetry();
    }
  }

  /** Shows a fresh token before the one of the handshake runs out, so that the socket stays open. */
  async function renew(socket: Socket): Promise<void> {
    try {
      const token = await deps.accessToken();
      if (closed || !socket.connected || token === current) return;
      await socket.timeout(ACK_TIMEOUT).emitWithAck('session:renew', { token });
      current = token;
    } catch {
      // The server ends the socket when the token's time is over, and we come back with a fresh one.
    }
  }

  /** The first try after a loss is still «connecting»: a server that restarts does not make the screen blink. */
  function scheduleRetry() {
    if (closed) return;
    status.value = tries === 0 ? { kind: 'connecting' } : { kind: 'offline' };
    clearTimeout(retryTimer);
    const delay = Math.min(RETRY_MOST, RETRY_FIRST * 2 ** tries++);
    retryTimer = setTimeout(() => void connect(), delay / 2 + (Math.random() * delay) / 2);
  }

  async function handleRefusal(error: Error & { data?: unknown }) {
    const parsed = v.safeParse(WireError, error.data);
    if (!parsed.success) return scheduleRetry();
    const { code } = parsed.output;
    if (FINAL.includes(code)) {
      status.value = { kind: 'refused', code };
      return;
    }
    if (STALE_TOKEN.includes(code)) await deps.dropAccessToken();
    scheduleRetry();
  }

  if (deps.begin) void deps.begin.then(connect);
  else void connect();

  return {
    status,

    async call(name, input) {
      if (!socket?.connected) throw new ClientError('offline');
      let answer: Answer<unknown>;
      try {
        answer = await socket.timeout(ACK_TIMEOUT).emitWithAck(name, input);
      } catch {
        throw new ClientError(socket.connected ? 'timeout' : 'offline');
      }
      if (!answer.ok) {
        const error = v.safeParse(WireError, answer.error);
        throw new ClientError(
          error.success ? error.output.code : 'internal',
          error.success ? error.output.retryAfterMs : undefined,
        );
      }
      const output = v.safeParse(COMMANDS[name].output as v.GenericSchema, answer.value);
      if (!output.success) throw new ClientError('internal');
      return output.output as CommandOutput<typeof name>;
    },

    onOnline(listener) {
      onlineListeners.add(listener);
      if (socket?.connected) listener();
      return () => void onlineListeners.delete(listener);
    },

    onEvents(listener) {
      const receive = (raw: unknown) => {
        const batch = v.safeParse(Batch, raw);
        if (!batch.success) return;
        const events = batch.output.events.map((one) => {
          const event = v.safeParse(StreamEvent, one);
          return { seq: one.seq, event: event.success ? event.output : null };
        });
        listener({ stream: batch.output.stream, events });
      };
      return listen('events', receive);
    },

    onNotice(name, listener) {
      const receive = (raw: unknown) => {
        const notice = v.safeParse(NOTICES[name] as v.GenericSchema, raw);
        if (notice.success) listener(notice.output as Notice<typeof name>);
      };
      return listen(name, receive);
    },

    retryNow() {
      if (closed || socket?.connected) return;
      clearTimeout(retryTimer);
      tries = 0;
      status.value = { kind: 'connecting' };
      void connect();
    },

    close() {
      closed = true;
      clearTimeout(retryTimer);
      clearInterval(renewTimer);
      socket?.disconnect();
    },
  };
}

/** Resolves when the connection is online; throws ClientError when it is refused, or `offline` after `patience` ms. */
export function whenOnline(connection: Connection, patience = 8000): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stop = () => {};
    function settle(finish: () => void) {
      clearTimeout(timer);
      // The first value comes while we are still subscribing.
      queueMicrotask(() => stop());
      finish();
    }
    timer = setTimeout(() => settle(() => reject(new ClientError('offline'))), patience);
    stop = connection.status.subscribe((status) => {
      if (status.kind === 'online') settle(resolve);
      if (status.kind === 'refused') settle(() => reject(new ClientError(status.code)));
    });
  });
}
