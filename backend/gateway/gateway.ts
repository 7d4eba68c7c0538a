import type { Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { type DefaultEventsMap, Server, type Socket } from 'socket.io';
import * as v from 'valibot';
import { COMMANDS, type CommandName } from '../../protocol/commands.ts';
import type { WireError } from '../../protocol/errors.ts';
import { MAX_FRAME_BYTES } from '../../protocol/limits.ts';
import { type Answer, type ClientToServer, Handshake, type ServerToClient } from '../../protocol/socket.ts';
import { OLDEST_CLIENT_VERSION } from '../../protocol/version.ts';
import type { Authenticated } from '../accounts/tokens.ts';
import type { Bus, Publication } from '../bus/bus.ts';
import { AppError } from '../errors.ts';
import { isAllowedOrigin } from '../http/origins.ts';
import type { Caller, Handlers } from './command.ts';
import { createFanOut } from './fan-out.ts';
import { createRateCheck } from './limits.ts';
import { createReadGatherer } from './read-notices.ts';

export interface GatewayOptions {
  server: HttpServer;
  extensionIds: string[];
  handlers: Handlers;
  authenticate: (token: string) => Promise<Authenticated>;
  requireBinding: (accountId: string, personId: string) => Promise<void>;
  bus: Bus;
  /** False lifts the limits on commands per person, for measuring. */
  rateLimits: boolean;
  clock: () => number;
  logger: Logger;
}

interface SocketState {
  caller: Caller;
  expiry?: NodeJS.Timeout;
}
type ClientSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, SocketState>;

/** A socket may outlive its token by this much, ms: the time in which the client renews it. */
const EXPIRY_GRACE = 30_000;

/** Turns what was thrown into the wire's error; what was not thrown on purpose is `internal` and logged. */
function toWireError(error: unknown, logger: Logger, context: object): WireError {
  if (!(error instanceof AppError)) {
    logger.error({ err: error, ...context }, 'command failed');
    return { code: 'internal' };
  }
  const wire: WireError = { code: error.code };
  if (error.issues) wire.issues = error.issues;
  if (error.retryAfterMs !== undefined) wire.retryAfterMs = error.retryAfterMs;
  return wire;
}

/** What engine.io flushes at once, the answers to several commands for one, goes to the system in one write. */
function writeFlushesWhole(conn: ClientSocket['conn']) {
  const { socket } = conn.request;
  conn.on('flush', () => socket.cork());
  conn.on('drain', () => socket.uncork());
}

export interface Gateway {
  /** Closes the sockets of a session that is over, after telling them. */
  endSession(sessionId: string): void;
  /** Closes the sockets by which an account used a person that it has lost. */
  endBinding(accountId: string, personId: string): void;
  close(): Promise<void>;
}

/** The one socket loop: handshake, commands, and what the bus brings. */
export function startGateway(options: GatewayOptions): Gateway {
  const { bus, clock, logger } = options;
  const checkRate = options.rateLimits ? createRateCheck() : undefined;
  const io = new Server<ClientToServer, ServerToClient, DefaultEventsMap, SocketState>(options.server, {
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    // An MV3 service worker lives while its socket speaks: at least every 30 s (docs/architecture.md, "Browsers").
    pingInterval: 20_000,
    pingTimeout: 15_000,
    allowRequest: (request, done) => {
      const { origin } = request.headers;
      const allowed = origin === undefined || isAllowedOrigin(origin, options.extensionIds);
      done(allowed ? null : 'origin-not-allowed', allowed);
    },
  });

  function watchExpiry(socket: ClientSocket, expiresAt: number) {
    clearTimeout(socket.data.expiry);
    socket.data.expiry = setTimeout(() => socket.disconnect(true), expiresAt - clock() + EXPIRY_GRACE);
  }

  io.use(async (socket, next) => {
    try {
      const parsed = v.safeParse(Handshake, socket.handshake.auth);
      if (!parsed.success) throw new AppError(socket.handshake.auth.token ? 'bad-request' : 'token-missing');
      const { version, token, personId } = parsed.output;
      if (version < OLDEST_CLIENT_VERSION) throw new AppError('client-too-old');
      const { accountId, sessionId, expiresAt } = await options.authenticate(token);
      await options.requireBinding(accountId, personId);
      socket.data.caller = {
        personId,
        accountId,
        sessionId,
        watchChat: (chatId) => void socket.join(`chat:${chatId}`),
        unwatchChat: (chatId) => void socket.leave(`chat:${chatId}`),
        renew: async (fresh) => {
          const renewed = await options.authenticate(fresh);
          if (renewed.sessionId !== sessionId) throw new AppError('token-invalid');
          watchExpiry(socket, renewed.expiresAt);
        },
      };
      watchExpiry(socket, expiresAt);
      next();
    } catch (error) {
      const wire = toWireError(error, logger, { handshake: true });
      next(Object.assign(new Error(wire.code), { data: wire }));
    }
  });

  /** Parse, limit, run; the answer is always one of value and error. */
  async function answer(caller: Caller, name: string, input: unknown): Promise<Answer<unknown>> {
    try {
      if (!Object.hasOwn(COMMANDS, name)) throw new AppError('unknown-command');
      const command = name as CommandName;
      await checkRate?.(caller.personId, command);
      const parsed = v.safeParse(COMMANDS[command].input, input);
      if (!parsed.success) {
        const issues = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'input'}: ${issue.message}`);
        throw new AppError('bad-request', { issues });
      }
      const handler = options.handlers[command] as (caller: Caller, input: unknown) => Promise<unknown>;
      return { ok: true, value: await handler(caller, parsed.output) };
    } catch (error) {
      return { ok: false, error: toWireError(error, logger, { command: name, personId: caller.personId }) };
    }
  }

  io.on('connection', (socket) => {
    const { caller } = socket.data;
    writeFlushesWhole(socket.conn);
    void socket.join([
      `person:${caller.personId}`,
      `session:${caller.sessionId}`,
      `binding:${caller.accountId}:${caller.personId}`,
    ]);
    socket.onAny((name: string, ...args: unknown[]) => {
      const ack = args.at(-1);
      // A command without an acknowledgement has nobody to answer to; it is dropped.
      if (typeof ack !== 'function') return;
      void answer(caller, name, args.length > 1 ? args[0] : undefined).then((result) => ack(result));
    });
    socket.on('disconnect', () => clearTimeout(socket.data.expiry));
  });

  const send = createFanOut(io.of('/'));
  const reads = createReadGatherer((chatId, notice) => send([`chat:${chatId}`], 'reads:moved', notice));

  function deliver(publication: Publication) {
    if (publication.kind === 'events') {
      send([publication.batch.stream], 'events', publication.batch);
      return;
    }
    if (publication.kind === 'left-chat') {
      io.in(`person:${publication.personId}`).socketsLeave(`chat:${publication.chatId}`);
      return;
    }
    if (publication.name === 'reads:moved') {
      reads.add(publication.notice);
      return;
    }
    const { to, name, notice } = publication;
    if ('people' in to) {
      const except = to.exceptChat === undefined ? undefined : `chat:${to.exceptChat}`;
      const rooms = to.people.map((id) => `person:${id}`);
      send(rooms, name, notice, except);
    } else {
      send(['chat' in to ? `chat:${to.chat}` : `session:${to.session}`], name, notice);
    }
  }
  bus.subscribe((publications) => {
    for (const publication of publications) deliver(publication);
  });

  return {
    endSession(sessionId) {
      io.to(`session:${sessionId}`).emit('session:ended', {});
      io.in(`session:${sessionId}`).disconnectSockets(true);
    },
    endBinding(accountId, personId) {
      io.in(`binding:${accountId}:${personId}`).disconnectSockets(true);
    },
    async close() {
      reads.close();
      await io.close();
    },
  };
}
