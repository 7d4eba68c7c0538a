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
});

/** What `npm start` was asked for. */
export interface DemoEnvironment {
  ports: { PORT: number; DIARY_PORT: number; VKID_PORT: number; LIVEKIT_PORT: number; LIVEKIT_UDP_PORT: number };
  dataDir: string;
  noBrowser: boolean;
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
  const { DATA_DIR, NO_BROWSER, ...ports } = parsed.output;
  const dataDir = resolve(DATA_DIR);
  checkFolder(dataDir);
  return {
    ports,
    dataDir,
    noBrowser: NO_BROWSER !== '' && NO_BROWSER !== '0',
    serverUrl: `http://127.0.0.1:${ports.PORT}`,
    diaryUrl: `http://epos.localhost:${ports.DIARY_PORT}`,
    vkIdUrl: `http://127.0.0.1:${ports.VKID_PORT}`,
  };
}

function isTcpFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}

function isUdpFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = createSocket('udp4');
    socket.once('error', () => done(false));
    socket.bind(port, '127.0.0.1', () => socket.close(() => done(true)));
  });
}

/** Throws ConfigError that names the first port that two of ours want, or that another program has. */
export async function checkPorts({ ports }: DemoEnvironment): Promise<void> {
  const seen = new Map<number, string>();
  for (const [name, port] of Object.entries(ports)) {
    const isUdp = name === 'LIVEKIT_UDP_PORT';
    const other = seen.get(port);
    if (other && !isUdp)
      throw new ConfigError(`${name}: ${port} is ${other} already. Set one of them to another port.`);
    if (!isUdp) seen.set(port, name);
    const isFree = isUdp ? await isUdpFree(port) : await isTcpFree(port);
    if (!isFree) throw new ConfigError(`${name}: ${port} is taken by another program. Set ${name} to another port.`);
  }
}
