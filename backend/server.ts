import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { GUEST_COMMANDS } from '../protocol/guests.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { requireBinding } from './accounts/binding.ts';
import { accountRoutes, VK_CALLBACK_PATH } from './accounts/routes.ts';
import { accountSecret } from './accounts/secrets.ts';
import { sessionCommands } from './accounts/session-list.ts';
import { authenticate, removeExpired } from './accounts/tokens.ts';
import { createVkId } from './accounts/vk-id.ts';
import { createWebSignIn } from './accounts/web-sign-in.ts';
import { createLocalBus } from './bus/bus.ts';
import { authenticateGuest, isGuestToken } from './calls/guests.ts';
import { startCalls } from './calls/start.ts';
import { liveCalls } from './calls/store.ts';
import { chatCommands } from './chats/commands.ts';
import { inviteCommands } from './chats/invite-commands.ts';
import { joinRoutes } from './chats/join-routes.ts';
import { listCommands } from './chats/list-commands.ts';
import { membersSeeing } from './chats/members.ts';
import { ownChatCommands } from './chats/own-commands.ts';
import { endSubstitutions } from './chats/substitutes.ts';
import { type Config, ConfigError, dataFile } from './config.ts';
import { AppError } from './errors.ts';
import { exportCommands, exportRoutes } from './export/routes.ts';
import { startFiles } from './files/start.ts';
import { type Admitted, type Gateway, startGateway } from './gateway/gateway.ts';
import { createHttp } from './http/server.ts';
import { messageActionCommands } from './messages/action-commands.ts';
import { messageCommands } from './messages/commands.ts';
import { createSend } from './messages/rules.ts';
import { startScheduler } from './messages/scheduler.ts';
import { settingsCommands } from './people/settings.ts';
import { pollCommands } from './polls/commands.ts';
import { startAdminSocket } from './school/admin-socket.ts';
import { searchCommands } from './search/commands.ts';
import { startIndexer } from './search/index-messages.ts';
import { type Database, openDatabase } from './storage/database.ts';

export interface RunningServer {
  /** As browsers reach it, without a slash at the end. */
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Expired tokens and codes are swept this often, ms. */
const SWEEP_EVERY = 3_600_000;

function explain(error: unknown, config: Config): never {
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    throw new ConfigError(`PORT: ${config.port} on ${config.host} is taken by another program`);
  }
  throw error;
}

async function openStorage(config: Config) {
  const file = dataFile(config, 'peremenka.sqlite');
  try {
    return await openDatabase(file);
  } catch (error) {
    throw new ConfigError(`DATA_DIR cannot be used: ${file} (${(error as Error).message})`);
  }
}

/** Whom a token lets speak as this person, and by which commands. */
async function admit(db: Database, token: string, personId: string, now: number): Promise<Admitted> {
  if (!isGuestToken(token)) {
    const session = await authenticate(db, token, now);
    await requireBinding(db, session.accountId, personId);
    return session;
  }
  const guest = await authenticateGuest(db, token, now);
  if (guest.personId !== personId) throw new AppError('person-not-linked');
  const own = `guest:${personId}`;
  return { accountId: own, sessionId: own, expiresAt: guest.expiresAt, only: GUEST_COMMANDS };
}

/** Composes the server and listens; throws ConfigError with one sentence for what the operator can mend. */
export async function startServer(config: Config, clock: () => number = Date.now): Promise<RunningServer> {
  const logger = pino({ level: config.logLevel });
  const db = await openStorage(config);
  const bus = createLocalBus();
  const guests = config.hasGuests ? config : undefined;
  const calls = startCalls({ db, bus, clock, config, logger, guests });
  let gateway: Gateway | undefined;

  const vkId = config.vkId.clientId
    ? createVkId({ ...config.vkId, redirectUri: config.publicUrl + VK_CALLBACK_PATH, logger })
    : undefined;
  const app = await createHttp({ extensionIds: config.extensionIds, logger, trustProxy: config.trustProxy });
  app.get('/health', async () => ({ status: 'ok', version: PROTOCOL_VERSION, calls: calls.status() }));
  const accounts = {
    db,
    clock,
    secret: await accountSecret(db),
    loseBinding: (accountId: string, personId: string) => gateway?.endBinding(accountId, personId),
    endSession: (sessionId: string) => gateway?.endSession(sessionId),
  };
  accountRoutes(app, { ...accounts, vkId, publicUrl: config.publicUrl, extensionIds: config.extensionIds });
  const log = (error: unknown) => logger.error({ err: error }, 'sign-in failed');
  const webSignIn = createWebSignIn({ ...accounts, vkId, publicUrl: config.publicUrl, log });
  joinRoutes(app, { db, bus, clock, secret: accounts.secret, webSignIn });
  await calls.routes(app);
  const files = await startFiles({
    db,
    clock,
    folder: dataFile(config, 'files'),
    s3: config.s3,
    limit: config.fileLimit,
    secret: accounts.secret,
    extensionIds: config.extensionIds,
    logger,
  });
  await files.routes(app);
  exportRoutes(app, { db, clock, openFile: files.open });
  const indexer = startIndexer({ db, bus, logger });
  const send = createSend({ db, bus, clock });
  const scheduler = startScheduler({ db, bus, clock, send, logger });

  gateway = startGateway({
    server: app.server,
    extensionIds: config.extensionIds,
    handlers: {
      'session:renew': async (caller, { token }) => {
        await caller.renew(token);
        return {};
      },
      ...chatCommands({ db, liveCalls: (chatIds) => liveCalls(db, chatIds) }),
      ...messageActionCommands({ db, bus, clock }),
      ...messageCommands({ db, bus, send }),
      ...scheduler.commands,
      ...files.commands,
      ...pollCommands({ db, bus }),
      ...calls.commands,
      ...listCommands({ db, bus, clock }),
      ...ownChatCommands({ db, bus, clock, makeSquare: files.makeSquare }),
      ...inviteCommands({ db, bus, clock }),
      ...settingsCommands({ db, bus }),
      ...searchCommands({ db }),
      ...sessionCommands({ ...accounts }),
      ...exportCommands({ db, clock }),
    },
    admit: (token, personId) => admit(db, token, personId, clock()),
    webOrigin: new URL(config.publicUrl).origin,
    membersSeeing: (chatId, ordinal) => membersSeeing(db, chatId, ordinal),
    bus,
    rateLimits: config.rateLimits,
    clock,
    logger,
  });

  await app.listen({ port: config.port, host: config.host }).catch((error) => explain(error, config));
  const { port } = app.server.address() as AddressInfo;
  const admin = await startAdminSocket({ dataDir: config.dataDir, db, bus, clock, logger });
  calls.listening(`http://127.0.0.1:${port}/livekit/webhook`);
  const sweep = setInterval(() => {
    removeExpired(db, clock()).catch((error) => logger.warn({ err: error }, 'expired tokens not removed'));
    endSubstitutions({ db, bus, clock }).catch((error) => logger.warn({ err: error }, 'substitutions not ended'));
    files.sweep().catch((error) => logger.warn({ err: error }, 'unsent files not removed'));
  }, SWEEP_EVERY);
  logger.info({ url: config.publicUrl }, 'listening');

  return {
    url: config.publicUrl,
    port,
    async close() {
      clearInterval(sweep);
      await scheduler.stop();
      await indexer.stop();
      await calls.stop();
      await admin.close();
      await gateway.close();
      await app.close();
      await db.destroy();
    },
  };
}
