import { type ChildProcess, spawn } from 'node:child_process';
import { end, ROOT } from './child.ts';

/** After an unexpected end the server is started again: at once, then at most this late, ms. */
const LONGEST_DELAY = 5000;

export interface ServerProcess {
  close(): Promise<void>;
}

/**
 * The school's server as a process of its own, as a school runs it; started again when it ends by itself, so that
 * whoever kills it in the demo sees that nothing is lost. Resolves when it listens; rejects with what it said when
 * it cannot start the first time.
 */
export function startServerProcess(env: Record<string, string>, say: (line: string) => void): Promise<ServerProcess> {
  let child: ChildProcess | undefined;
  let isClosing = false;
  let delay = 0;

  return new Promise((resolve, reject) => {
    let listened = false;

    function start() {
      const said: string[] = [];
      child = spawn(process.execPath, [`${ROOT}backend/main.ts`], {
        env: { ...process.env, ...env, STOP_WITH_STDIN: '1' },
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      child.stdout?.on('data', (chunk: Buffer) => {
        if (!String(chunk).includes('listening {')) return process.stdout.write(chunk);
        delay = 0;
        if (listened) say('The server is back.');
        listened = true;
        resolve({ close });
      });
      child.stderr?.on('data', (chunk: Buffer) => {
        said.push(String(chunk));
        if (listened) process.stderr.write(chunk);
      });
      child.on('exit', (code) => {
        if (isClosing) return;
        if (!listened) return reject(new Error(said.join('').trim() || `the server ended with ${code}`));
        say(`The server ended (${code ?? 'killed'}); starting it again…`);
        setTimeout(() => !isClosing && start(), delay);
        delay = Math.min(LONGEST_DELAY, delay * 2 + 250);
      });
    }

    async function close() {
      isClosing = true;
      if (child) await end(child);
    }
    start();
  });
}
