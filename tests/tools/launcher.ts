import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { ROOT } from '../../demo/launcher/child.ts';
import { CallsStatus } from '../../protocol/calls.ts';
import { freeTcpPort, freeUdpPort, until } from '../backend/calls-school.ts';

/** The last line of a start, as people and programs read it; nothing beside it. */
export const Ready = v.strictObject({
  server: v.string(),
  diary: v.string(),
  vkid: v.string(),
  extension: v.string(),
  calls: CallsStatus,
});

export interface Launcher {
  child: ChildProcess;
  dataDir: string;
  stdout(): string;
  stderr(): string;
  /** Waits for the last line of the start; rejects with everything that was said when the launcher ends before. */
  ready(): Promise<v.InferOutput<typeof Ready>>;
  /** Waits for the end; the exit code, null after a signal. */
  exit(): Promise<number | null>;
  /** Everything that was started with this DATA_DIR and still lives, as command lines. */
  alive(): string[];
}

const PORTS = ['PORT', 'DIARY_PORT', 'VKID_PORT', 'LIVEKIT_PORT'] as const;

/** Free ports for a start of the demo, as its environment. */
export async function freePorts(): Promise<Record<(typeof PORTS)[number] | 'LIVEKIT_UDP_PORT', string>> {
  const tcp = await Promise.all(PORTS.map(async (name) => [name, String(await freeTcpPort())]));
  return { ...Object.fromEntries(tcp), LIVEKIT_UDP_PORT: String(await freeUdpPort()) };
}

export const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'peremenka-start-'));

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').split('\0').join(' ');
  } catch {
    return '';
  }
}

/** Command lines of processes with this DATA_DIR in them or in their environment; a zombie has none and does not count. */
export function aliveIn(dataDir: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ line: read(`/proc/${pid}/cmdline`).trim(), env: ` ${read(`/proc/${pid}/environ`)} ` }))
    .filter(({ line, env }) => line && (line.includes(dataDir) || env.includes(` DATA_DIR=${dataDir} `)))
    .map(({ line }) => line);
}

/** The environment of a start without what this machine's own would add. */
export function startEnvironment(env: Record<string, string | undefined>): NodeJS.ProcessEnv {
  const { DISPLAY, WAYLAND_DISPLAY, NODE_ENV, ...own } = process.env;
  return { ...own, ...env };
}

/** Runs `demo/start.ts`, or `command` that does so in some way. */
export function launch(
  env: Record<string, string | undefined> & { DATA_DIR: string },
  command = [process.execPath, `${ROOT}demo/start.ts`],
): Launcher {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: ROOT,
    env: startEnvironment({ NO_BROWSER: '1', ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const closed = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    child,
    dataDir: env.DATA_DIR,
    stdout: () => stdout,
    stderr: () => stderr,
    exit: () => closed,
    alive: () => aliveIn(env.DATA_DIR),
    async ready() {
      let hasEnded = false;
      void closed.then(() => {
        hasEnded = true;
      });
      const line = await until(
        'ready',
        () => {
          const found = /^ready (\{.*\})\n/m.exec(stdout)?.[1];
          if (!found && hasEnded) throw new Error(`the launcher ended:\n${stdout}${stderr}`);
          return found;
        },
        90_000,
      );
      return v.parse(v.pipe(v.string(), v.parseJson(), Ready), line);
    },
  };
}

/** Waits until nothing of a start lives any more; rejects with what does. */
export async function goneWithin(launcher: Launcher, ms: number): Promise<void> {
  await until('the end of every child', () => launcher.alive().length === 0, ms).catch(() => {
    throw new Error(`after ${ms} ms there is still:\n${launcher.alive().join('\n')}`);
  });
}
