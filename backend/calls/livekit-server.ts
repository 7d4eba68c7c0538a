import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';

const GUARD = fileURLToPath(new URL('../guard.ts', import.meta.url));
const FIRST_BACK_OFF = 1000;
const LONGEST_BACK_OFF = 30_000;
/** A LiveKit that ran this long was no crash at start: the back-off begins anew. */
const STEADY_AFTER = 10_000;
const START_TIMEOUT = 15_000;
const HEALTH_EVERY = 100;

export type LivekitServerStatus =
  | { status: 'starting' }
  | { status: 'running' }
  | { status: 'waiting'; reason: LivekitFailure }
  | { status: 'stopped' };

/** Why LiveKit does not run; the sentence for people is made of it in `i18n/`. */
export type LivekitFailure = { kind: 'port-taken'; port: number } | { kind: 'ended'; detail: string };

export interface LivekitServerOptions {
  binary: string;
  /** TCP port of signalling and API, and UDP port of the media; both on 127.0.0.1. */
  port: number;
  udpPort: number;
  webhookUrl: string;
  apiKey: string;
  /** At least 32 characters. */
  apiSecret: string;
  /** Folder of the generated configuration. */
  dataDir: string;
  log: Pick<Logger, 'info' | 'warn' | 'debug'>;
  onStatus?: (status: LivekitServerStatus) => void;
}

export interface LivekitServer {
  /** `ws://` address for clients and for our API client. */
  url: string;
  status(): LivekitServerStatus;
  /** Ends LiveKit and waits until it is gone, at most two seconds. */
  stop(): Promise<void>;
}

/**
 * Only loopback, and no room that our server did not make, which its `--dev` would. Where it has neither TURN nor STUN
 * it names Google's STUN to every browser: a port of this machine stands there instead, which answers no UDP. (Not the
 * media's: Chromium takes for STUN whatever comes from there.)
 */
function configuration(options: LivekitServerOptions): string {
  // JSON is YAML, and quotes safely.
  return JSON.stringify({
    port: options.port,
    bind_addresses: ['127.0.0.1'],
    rtc: {
      udp_port: options.udpPort,
      tcp_port: 0,
      use_external_ip: false,
      node_ip: '127.0.0.1',
      enable_loopback_candidate: true,
      ips: { includes: ['127.0.0.1/32'] },
      stun_servers: [`127.0.0.1:${options.port}`],
    },
    keys: { [options.apiKey]: options.apiSecret },
    room: { auto_create: false, empty_timeout: 300, departure_timeout: 20, max_participants: 60 },
    webhook: { api_key: options.apiKey, urls: [options.webhookUrl] },
    logging: { level: 'warn' },
  });
}

function writeConfiguration(options: LivekitServerOptions): string {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const file = join(options.dataDir, `livekit-${options.port}.yaml`);
  // The mode counts only for a new file, and the secret must not lie in one that others may read.
  rmSync(file, { force: true });
  writeFileSync(file, configuration(options), { mode: 0o600 });
  return file;
}

function isTcpFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function isUdpFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
}

/** Whether a LiveKit answers at this http address. */
export async function isLivekitHealthy(httpUrl: string): Promise<boolean> {
  try {
    const response = await fetch(httpUrl, { signal: AbortSignal.timeout(2000) });
    return response.ok;
  } catch {
    return false;
  }
}

/**
 * Runs LiveKit as a guarded child: it never outlives this process, and is started again with a growing pause (1, 2,
 * 4 … 30 s) when it ends or does not come up. Returns at once; `onStatus` and `status()` tell how it stands.
 */
export function superviseLivekit(options: LivekitServerOptions): LivekitServer {
  const httpUrl = `http://127.0.0.1:${options.port}`;
  const { log } = options;
  let current: LivekitServerStatus = { status: 'starting' };
  let child: ChildProcess | undefined;
  let gone: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let backOff = FIRST_BACK_OFF;
  let isStopped = false;

  function become(status: LivekitServerStatus): void {
    if (isStopped && status.status !== 'stopped') return;
    current = status;
    options.onStatus?.(status);
  }

  function retry(reason: LivekitFailure): void {
    if (isStopped) return;
    become({ status: 'waiting', reason });
    log.warn({ reason, againInMs: backOff }, 'LiveKit does not run');
    timer = setTimeout(() => void start(), backOff);
    backOff = Math.min(backOff * 2, LONGEST_BACK_OFF);
  }

  async function start(): Promise<void> {
    if (!(await isTcpFree(options.port))) return retry({ kind: 'port-taken', port: options.port });
    if (!(await isUdpFree(options.udpPort))) return retry({ kind: 'port-taken', port: options.udpPort });
    if (isStopped) return;
    become({ status: 'starting' });
    const startedAt = Date.now();
    const running = spawn(process.execPath, [GUARD, options.binary, '--config', writeConfiguration(options)], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child = running;
    let lastLine = '';
    for (const stream of [running.stdout, running.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        const line = chunk.trim();
        if (line) lastLine = line.split('\n').at(-1) ?? line;
        log.debug({ livekit: line }, 'LiveKit says');
      });
    }
    gone = new Promise((resolve) => {
      running.once('error', (error) => {
        lastLine = error.message;
        resolve();
      });
      running.once('close', (code) => {
        lastLine ||= `exit code ${code}`;
        resolve();
      });
    });
    void gone.then(() => {
      if (Date.now() - startedAt > STEADY_AFTER) backOff = FIRST_BACK_OFF;
      retry({ kind: 'ended', detail: lastLine.slice(0, 300) });
    });
    await untilHealthy(running);
  }

  async function untilHealthy(running: ChildProcess): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT;
    while (!isStopped && running.exitCode === null && running.signalCode === null) {
      if (await isLivekitHealthy(httpUrl)) {
        // The answer may have come from a child that ended meanwhile.
        if (running.exitCode !== null || isStopped) return;
        log.info({ port: options.port, udpPort: options.udpPort }, 'LiveKit runs');
        return become({ status: 'running' });
      }
      if (Date.now() > deadline) return void running.stdin?.end();
      await new Promise((resolve) => setTimeout(resolve, HEALTH_EVERY));
    }
  }

  void start();

  return {
    url: `ws://127.0.0.1:${options.port}`,
    status: () => current,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      child?.stdin?.end();
      await gone;
      become({ status: 'stopped' });
    },
  };
}
