import { spawn } from 'node:child_process';

/**
 * Runs a command as a child that cannot outlive its owner: `node guard.ts <command> [arguments…]`, spawned with a
 * pipe as stdin. When the pipe closes, which also a SIGKILL of the owner does, or the parent is gone, the command
 * is asked to end and killed a second later. Ends with the command's own exit code.
 */
const KILL_AFTER = 1000;
const [command, ...args] = process.argv.slice(2);
if (!command) throw new Error('usage: node guard.ts <command> [arguments…]');

const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

let isEnding = false;
function end(signal: NodeJS.Signals): void {
  child.kill(signal);
  if (isEnding) return;
  isEnding = true;
  setTimeout(() => child.kill('SIGKILL'), KILL_AFTER);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) process.on(signal, () => end(signal));
process.stdin.on('end', () => end('SIGTERM')).on('close', () => end('SIGTERM'));
process.stdin.on('error', () => end('SIGTERM'));
process.stdin.resume();

const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) end('SIGTERM');
}, 500);
