import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The project's folder, with a slash at the end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const GUARD = `${ROOT}backend/guard.ts`;

/**
 * Runs a command in the project's folder to its end, quietly; its output is for telling what went wrong. It never
 * outlives us, and ends early with `signal`.
 */
export function run(
  command: string,
  args: string[],
  env: Record<string, string>,
  signal?: AbortSignal,
): Promise<{ code: number | null; output: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [GUARD, command, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      // The guard ends the command when this pipe closes, which our death does too.
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(signal ? { signal } : {}),
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk;
    });
    child.on('error', (error) => done({ code: 1, output: error.message }));
    child.on('close', (code) => done({ code, output }));
  });
}

/**
 * Ends a child that ends with its standard input; after `patience` ms SIGKILL. Not by SIGTERM: after Ctrl-C, which a
 * terminal sends to everybody, that would be the second signal, and stop it in the middle of its orderly end.
 */
export function end(child: ChildProcess, patience = 3500): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), patience);
    child.once('exit', () => {
      clearTimeout(timer);
      done();
    });
    child.stdin?.end();
  });
}
