import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import * as v from 'valibot';
import { findLivekit } from '../../backend/calls/livekit-binary.mjs';
import { superviseLivekit } from '../../backend/calls/livekit-server.ts';
import { ConfigError } from '../../backend/config.ts';
import { CallsStatus } from '../../protocol/calls.ts';
import { startDiary } from '../diary/server.ts';
import { DEMO_ACCOUNTS } from '../vkid/accounts.ts';
import { startVkId } from '../vkid/server.ts';
import { builtWeb } from './build.ts';
import { type DemoEnvironment, portError } from './environment.ts';
import { seed } from './seed.ts';
import { startServerProcess } from './server-process.ts';

const CLIENT_ID = '51000001';
/** LiveKit answers within two seconds where it can; after this, ms, the rest is ready without it. */
const CALLS_PATIENCE = 15_000;

const Health = v.object({ calls: CallsStatus });

export interface Demo {
  /** Waits for LiveKit, but not for ever. */
  callsStatus(): Promise<CallsStatus>;
  close(): Promise<void>;
}

/** LiveKit belongs to the launcher, not to the server: media goes on while the server is started again. */
function startLivekit(environment: DemoEnvironment, say: (line: string) => void) {
  const { livekit: external } = environment;
  if (external) {
    const { url, apiKey, apiSecret } = external;
    return {
      env: { LIVEKIT_URL: url, LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret },
      stop: async () => {},
    };
  }
  const binary = findLivekit(process.env);
  if (!binary) return { env: {}, stop: async () => {} };
  say('Starting LiveKit…');
  const apiKey = 'demo';
  const apiSecret = randomBytes(32).toString('base64url');
  const livekit = superviseLivekit({
    binary,
    port: environment.ports.LIVEKIT_PORT,
    udpPort: environment.ports.LIVEKIT_UDP_PORT,
    webhookUrl: `${environment.serverUrl}/livekit/webhook`,
    apiKey,
    apiSecret,
    dataDir: environment.dataDir,
    log: pino({ level: 'warn' }),
  });
  return {
    env: { LIVEKIT_URL: livekit.url, LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret },
    stop: livekit.stop,
  };
}

async function askCalls(serverUrl: string): Promise<CallsStatus | undefined> {
  const response = await fetch(`${serverUrl}/health`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  const parsed = v.safeParse(Health, await response?.json().catch(() => undefined));
  return parsed.success ? parsed.output.calls : undefined;
}

/** Starts what listens on one of our ports; throws ConfigError where another program was faster. */
async function atPort<T>(
  name: 'DIARY_PORT' | 'VKID_PORT',
  { ports }: DemoEnvironment,
  start: (port: number) => Promise<T>,
): Promise<T> {
  return start(ports[name]).catch((error: NodeJS.ErrnoException) => {
    throw error.syscall === 'listen' ? portError(name, ports[name], error.code) : error;
  });
}

/** Starts everything of the demo but the browser: stand-ins, LiveKit, the seeded school, the server. */
export async function startDemo(environment: DemoEnvironment, say: (line: string) => void): Promise<Demo> {
  const { ports, serverUrl, dataDir, vkIdUrl } = environment;
  say('Starting the demo diary and the VK ID stand-in…');
  const diary = await atPort('DIARY_PORT', environment, (port) => startDiary({ port, host: '127.0.0.1' }));
  const serviceToken = randomBytes(16).toString('hex');
  const vkId = await atPort('VKID_PORT', environment, (port) =>
    startVkId({
      port,
      clientId: CLIENT_ID,
      serviceToken,
      redirectUris: [`${serverUrl}/auth/vk/callback`],
      accounts: DEMO_ACCOUNTS,
      log: say,
    }),
  );
  say('Preparing the demo school…');
  const filesFolder = process.env.S3_BUCKET ? undefined : join(dataDir, 'files');
  await seed(join(dataDir, 'peremenka.sqlite'), filesFolder);
  const livekit = startLivekit(environment, say);
  say('Starting the server…');
  const server = await startServerProcess(
    {
      PORT: String(ports.PORT),
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      WEB_DIR: builtWeb(),
      PUBLIC_URL: serverUrl,
      VKID_URL: vkIdUrl,
      VKID_CLIENT_ID: CLIENT_ID,
      VKID_SERVICE_TOKEN: serviceToken,
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
      ...livekit.env,
    },
    say,
  ).catch(async (error: Error) => {
    await Promise.allSettled([livekit.stop(), vkId.close(), diary.close()]);
    throw new ConfigError(error.message);
  });

  return {
    async callsStatus() {
      const until = Date.now() + CALLS_PATIENCE;
      let status = await askCalls(serverUrl);
      const mayCome = 'LIVEKIT_URL' in livekit.env;
      while (mayCome && status?.status !== 'available' && Date.now() < until) {
        await sleep(200);
        status = await askCalls(serverUrl);
      }
      return status ?? { status: 'unavailable', reason: 'the server does not answer' };
    },
    async close() {
      await Promise.allSettled([server.close(), livekit.stop(), vkId.close(), diary.close()]);
    },
  };
}
