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
import { type Connection, openConnection } from './connection.ts';
import { createRateCheck } from './limits.ts';
import { eventPacket } from './packets.ts';
import { createPreviewGatherer } from './preview-notices.ts';
import { createReadGatherer } from './read-notices.ts';
import { createRooms } from './rooms.ts';

export interface GatewayOptions {
  server: HttpServer;
  extensionIds: string[];
  handlers: Handlers;
  /** Whom a token lets speak as this person; throws the code of the refusal. */
  admit: (token: string, personId: string) => Promise<Admitted>;
  /** Our own pages, which guests use and nobody else. */
  webOrigin: string;
  /** The people of a chat now who may see a message of it. */
  membersSeeing: (chatId: string, ordinal: number) => Promise<string[]>;
  bus: Bus;
  /** False lifts the limits on commands per person, for measuring. */
  rateLimits: boolean;
  clock: () => number;
  logger: Logger;
}

/** Who may speak by a socket; `only`: these commands and no others. */
export interface Admitted extends Authenticated {
  only?: readonly CommandName[];
}

interface SocketState {
  only?: readonly CommandName[] | undefined;
  caller: Caller;
  connection?: Connection;
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
  const rooms = createRooms<Connection>();
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
      const allowed =
        origin === undefined || origin === options.webOrigin || isAllowedOrigin(origin, options.extensionIds);
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
      const { accountId, sessionId, expiresAt, only } = await options.admit(token, personId);
      // What a page of ours could be made to send must not speak for a person of the school.
      if (!only && socket.handshake.headers.origin === options.webOrigin) throw new AppError('origin-not-allowed');
      socket.data.only = only;
      socket.data.caller = {
        personId,
        accountId,
        sessionId,
        watchChat: (chatId) => socket.data.connection && rooms.join(socket.data.connection, `chat:${chatId}`),
        unwatchChat: (chatId) => socket.data.connection && rooms.leave(socket.data.connection, `chat:${chatId}`),
        renew: async (fresh) => {
          const renewed = await options.admit(fresh, personId);
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
  async function answer({ caller, only }: SocketState, name: string, input: unknown): Promise<Answer<unknown>> {
    try {
      if (!Object.hasOwn(COMMANDS, name)) throw new AppError('unknown-command');
      const command = name as CommandName;
      if (only && !only.includes(command)) throw new AppError('not-allowed');
      if (checkRate) await checkRate(caller.personId, command);
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
    const connection = openConnection(socket, ({ name, input }) => answer(socket.data, name, input));
    socket.data.connection = connection;
    rooms.join(
      connection,
      `person:${caller.personId}`,
      `session:${caller.sessionId}`,
      `binding:${caller.accountId}:${caller.personId}`,
    );
    socket.on('disconnect', () => {
      clearTimeout(socket.data.expiry);
      delete socket.data.connection;
      rooms.leaveAll(connection);
    });
  });

  /** Sends one event, encoded once, to all sockets of a room; `toJson` gives its payload. */
  function send(room: string, name: string, toJson: () => string) {
    const targets = rooms.in(room);
    if (targets.size === 0) return;
    const packet = eventPacket(name, toJson());
    for (const connection of targets) connection.send(packet);
  }
  function sendToPeople(people: string[], name: string, notice: unknown, except?: string) {
    const left = except === undefined ? undefined : rooms.in(except);
    const packet = eventPacket(name, JSON.stringify(notice));
    for (const id of people) {
      for (const connection of rooms.in(`person:${id}`)) if (!left?.has(connection)) connection.send(packet);
    }
  }
  const reads = createReadGatherer((chatId, notice) =>
    send(`chat:${chatId}`, 'reads:moved', () => JSON.stringify(notice)),
  );
  const previews = createPreviewGatherer(({ name, notice }) => {
    const { chatId, lastMessage } = notice;
    options
      .membersSeeing(chatId, lastMessage.ordinal)
      .then((people) => sendToPeople(people, name, notice, `chat:${chatId}`))
      .catch((error) => logger.warn({ err: error }, 'members not told'));
  });

  function deliver(publication: Publication) {
    if (publication.kind === 'events') {
      send(publication.batch.stream, 'events', () => JSON.stringify(publication.batch));
      return;
    }
    if (publication.kind === 'left-chat') {
      const { personId, chatId } = publication;
      for (const connection of rooms.in(`person:${personId}`)) rooms.leave(connection, `chat:${chatId}`);
      return;
    }
    if (publication.kind === 'preview') return previews.add(publication);
    if (publication.name === 'reads:moved') return reads.add(publication.notice);
    const { to, name, notice } = publication;
    if ('people' in to) sendToPeople(to.people, name, notice);
    else send('chat' in to ? `chat:${to.chat}` : `session:${to.session}`, name, () => JSON.stringify(notice));
  }
  bus.subscribe((publications) => {
    for (const publication of publications) deliver(publication);
  });

  return {
    endSession(sessionId) {
      const ended = eventPacket('session:ended', '{}');
      for (const connection of rooms.in(`session:${sessionId}`)) {
        connection.send(ended);
        connection.close();
      }
    },
    endBinding(accountId, personId) {
      for (const connection of rooms.in(`binding:${accountId}:${personId}`)) connection.close();
    },
    async close() {
      reads.close();
      previews.close();
      await io.close();
    },
  };
}
