import { createSocket } from 'node:dgram';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { ConfigError } from '../../backend/config.ts';

const Port = (otherwise: string) =>
  v.optional(
    v.pipe(v.string(), v.regex(/^\d{1,5}$/), v.transform(Number), v.minValue(1), v.maxValue(65_535)),
    otherwise,
  );

const Environment = v.object({
  PORT: Port('4100'),
  DIARY_PORT: Port('4101'),
  VKID_PORT: Port('4102'),
  LIVEKIT_PORT: Port('7880'),
  LIVEKIT_UDP_PORT: Port('7882'),
  DATA_DIR: v.optional(v.string(), '.data'),
  NO_BROWSER: v.optional(v.string(), ''),
  LIVEKIT_URL: v.optional(v.string(), ''),
  LIVEKIT_API_KEY: v.optional(v.string(), ''),
  LIVEKIT_API_SECRET: v.optional(v.string(), ''),
});

/** What `npm start` was asked for. */
export interface DemoEnvironment {
  ports: { PORT: number; DIARY_PORT: number; VKID_PORT: number; LIVEKIT_PORT: number; LIVEKIT_UDP_PORT: number };
  dataDir: string;
  noBrowser: boolean;
  /** A LiveKit that runs elsewhere; otherwise one is started here. */
  livekit?: { url: string; apiKey: string; apiSecret: string };
  serverUrl: string;
  diaryUrl: string;
  vkIdUrl: string;
}

function checkFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const probe = join(dataDir, '.probe');
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new ConfigError(`DATA_DIR cannot be used: ${dataDir} (${(error as Error).message})`);
  }
}

/** Reads the environment of `npm start`; throws ConfigError that names the variable. */
export function readEnvironment(env: NodeJS.ProcessEnv): DemoEnvironment {
  const parsed = v.safeParse(Environment, env);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new ConfigError(
      `${v.getDotPath(issue) ?? 'environment'}: expected a port from 1 to 65535, got "${issue.input}"`,
    );
  }
  const { DATA_DIR, NO_BROWSER, LIVEKIT_URL: url, ...rest } = parsed.output;
  const { LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret, ...ports } = rest;
  if (url && !(apiKey && apiSecret)) {
    throw new ConfigError('LIVEKIT_URL needs LIVEKIT_API_KEY and LIVEKIT_API_SECRET beside it.');
  }
  const dataDir = resolve(DATA_DIR);
  checkFolder(dataDir);
  return {
    ports,
    dataDir,
    noBrowser: NO_BROWSER !== '' && NO_BROWSER !== '0',
    ...(url ? { livekit: { url, apiKey, apiSecret } } : {}),
    serverUrl: `http://127.0.0.1:${ports.PORT}`,
    diaryUrl: `http://epos.localhost:${ports.DIARY_PORT}`,
    vkIdUrl: `http://127.0.0.1:${ports.VKID_PORT}`,
  };
}

/** The error's code when a port of 127.0.0.1 cannot be listened on, otherwise undefined. */
function tryTcp(port: number): Promise<string | undefined> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => done(error.code));
    server.listen(port, '127.0.0.1', () => server.close(() => done(undefined)));
  });
}

function tryUdp(port: number): Promise<string | undefined> {
  return new Promise((done) => {
    const socket = createSocket('udp4');
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code));
    socket.bind(port, '127.0.0.1', () => socket.close(() => done(undefined)));
  });
}

/** The sentence about a port that cannot be had. */
export function portError(name: string, port: number, code: string | undefined): ConfigError {
  const why = code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${code})`;
  return new ConfigError(`${name}: ${port} ${why}. Set ${name} to another port.`);
}

/** Throws ConfigError that names the first port that two of ours want, or that cannot be had. */
export async function checkPorts({ ports, livekit }: DemoEnvironment): Promise<void> {
  const { LIVEKIT_UDP_PORT, ...tcp } = ports;
  const wanted = Object.entries(tcp).filter(([name]) => !(livekit && name === 'LIVEKIT_PORT'));
  for (const [index, [name, port]] of wanted.entries()) {
    const [other] = wanted.slice(0, index).find(([, earlier]) => earlier === port) ?? [];
    if (other) throw new ConfigError(`${name}: ${port} is ${other} already. Set one of them to another port.`);
  }
  for (const [name, port] of wanted) {
    const code = await tryTcp(port);
    if (code) throw portError(name, port, code);
  }
  const code = livekit ? undefined : await tryUdp(LIVEKIT_UDP_PORT);
  if (code) throw portError('LIVEKIT_UDP_PORT', LIVEKIT_UDP_PORT, code);
}
