import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { ru } from '../../i18n/ru.ts';
import type { CallsStatus } from '../../protocol/calls.ts';
import type { Bus } from '../bus/bus.ts';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Handlers } from '../gateway/command.ts';
import type { Database } from '../storage/database.ts';
import { createAnnouncer } from './announcer.ts';
import { USUAL_RULES } from './attendance.ts';
import { createCheck } from './check.ts';
import { type CallCommand, callCommands } from './commands.ts';
import { createEnforcer } from './enforcer.ts';
import { guestRoutes } from './guest-routes.ts';
import { createLivekit, type Livekit, type LivekitEvent } from './livekit.ts';
import { type LivekitServer, superviseLivekit } from './livekit-server.ts';
import { endIfCallerIsGone, RINGS_FOR } from './ringing.ts';
import { createRoomAnnouncer } from './room-announcer.ts';
import { callRoutes } from './routes.ts';
import { type CallDeps, removePerson, takeEvent } from './rules.ts';
import { callByRoom } from './store.ts';
import { startWatch, type Watch } from './watch.ts';

export interface Calls {
  commands: Handlers<CallCommand | 'call:check'>;
  /** Registers `POST /livekit/webhook`, what a check of the connection measures with, and the pages of guests. */
  routes(app: FastifyInstance): Promise<void>;
  /**
   * To be called once the server listens: starts LiveKit where it is ours, and looks after the calls.
   * `webhookUrl`: our own `/livekit/webhook` as LiveKit reaches it.
   */
  listening(webhookUrl: string): void;
  status(): CallsStatus;
  stop(): Promise<void>;
}

export interface CallsOptions {
  db: Database;
  bus: Bus;
  clock: () => number;
  config: Pick<Config, 'livekit' | 'dataDir' | 'fileLimit'> & Partial<Pick<Config, 'ringsFor' | 'attendance'>>;
  /** Where guests come to; undefined where there are none. */
  guests?: Pick<Config, 'publicUrl' | 'webDir'> | undefined;
  logger: Logger;
  /** Between two looks at LiveKit, and between two comparisons of who is inside, ms; for tests. */
  probeEvery?: number;
  reconcileEvery?: number;
}

/**
 * Calls, with a LiveKit that runs elsewhere (`livekit.external`), or as a child of ours (`livekit.binary`), or none:
 * then everything but calls works, and the status says what would mend it (G12).
 */
export function startCalls(options: CallsOptions): Calls {
  const { db, bus, clock, config, logger } = options;
  const { external, binary, port, udpPort } = config.livekit;
  // Our own LiveKit lives and ends with us, so its key does too.
  const own =
    !external && binary ? { apiKey: 'peremenka', apiSecret: randomBytes(32).toString('base64url') } : undefined;
  const access = external ?? (own && { url: `ws://127.0.0.1:${port}`, ...own });
  const livekit: Livekit | undefined = access && createLivekit(access);
  let server: LivekitServer | undefined;
  let watch: Watch | undefined;

  const announcer = createAnnouncer({ db, bus, logger });
  const guestsAt = options.guests?.publicUrl ?? null;
  const rooms = createRoomAnnouncer({ db, bus, clock, logger, guestsAt });
  const theLivekit = () => {
    if (!livekit) throw new AppError('calls-unavailable');
    return livekit;
  };
  const deps: CallDeps = {
    ...{ db, bus, clock, logger, announcer, rooms, guestsAt },
    fileLimit: config.fileLimit,
    ringsFor: config.ringsFor ?? RINGS_FOR,
    attendance: config.attendance ?? USUAL_RULES,
    enforcer: createEnforcer({ db, livekit: theLivekit }),
    livekit: theLivekit,
    lookAgain: async () => watch?.look(),
  };

  function reason(): string {
    const texts = ru.call.unavailable;
    if (!access) return texts.notInstalled;
    const standing = server?.status();
    if (standing?.status === 'waiting') {
      const { reason: why } = standing;
      return why.kind === 'port-taken' ? texts.portTaken(why.port) : texts.ended(why.detail);
    }
    const probe = watch?.probe();
    if (probe === 'refused') return texts.refused;
    return probe === 'no-answer' && standing?.status !== 'starting' ? texts.noAnswer(access.url) : texts.starting;
  }

  function status(): CallsStatus {
    return watch?.probe() === 'available' ? { status: 'available' } : { status: 'unavailable', reason: reason() };
  }

  function statusFor(isStaff: boolean): CallsStatus {
    const now = status();
    // Addresses and ports are nothing for a class.
    if (now.status === 'available' || isStaff) return now;
    return { status: 'unavailable', reason: ru.call.unavailable.askSchool };
  }

  bus.subscribe((publications) => {
    for (const publication of publications) {
      if (publication.kind !== 'left-chat' || !livekit) continue;
      removePerson(deps, publication.personId, publication.chatId).catch((error) =>
        logger.warn({ err: error, personId: publication.personId }, 'not removed from the call yet'),
      );
    }
  });

  async function take(event: LivekitEvent) {
    await takeEvent(deps, event);
    const call = event.type === 'left' && (await callByRoom(db, event.room));
    if (call) await endIfCallerIsGone(deps, call);
  }

  const check = createCheck({ clock, status, livekit: deps.livekit });
  return {
    commands: { ...callCommands({ ...deps, status: statusFor }), ...check.commands },
    async routes(app) {
      callRoutes(app, { livekit: () => livekit, take });
      await check.routes(app);
      if (options.guests) await guestRoutes(app, { db, clock, ...options.guests, livekitUrl: () => livekit?.url });
    },
    listening(webhookUrl) {
      if (!livekit) return logger.warn('LiveKit is not installed: calls are unavailable');
      if (own && binary) {
        const { dataDir } = config;
        server = superviseLivekit({
          ...{ binary, port, udpPort, webhookUrl, ...own, dataDir, log: logger },
          onStatus: ({ status }) => void (status === 'running' && watch?.look()),
        });
      }
      watch = startWatch({ ...options, ...deps });
    },
    status,
    async stop() {
      announcer.close();
      rooms.close();
      await watch?.stop();
      await server?.stop();
    },
  };
}
