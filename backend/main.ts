import closeWithGrace from 'close-with-grace';
import { findLivekit } from './calls/livekit-binary.mjs';
import { ConfigError, readConfig } from './config.ts';
import { startServer } from './server.ts';

/** How long the sockets and LiveKit have to end, ms. */
const GRACE = 4000;

// What libraries write, into the folder for temporary files too, is for this user only.
process.umask(0o077);

try {
  const config = readConfig(process.env);
  const binary = config.livekit.external ? undefined : findLivekit(process.env);
  const server = await startServer({ ...config, livekit: { ...config.livekit, binary } });
  // Ctrl-C in a terminal comes as a signal and as the end of our standard input: one end for both.
  let closed: Promise<void> | undefined;
  const closeOnce = () => {
    closed ??= server.close();
    return closed;
  };
  const { close } = closeWithGrace({ delay: GRACE, logger: false }, closeOnce);
  // Started by another program that holds our standard input: ends when that program does, however it ended.
  if (process.env.STOP_WITH_STDIN === '1') {
    process.stdin.resume();
    process.stdin.on('end', () => void close());
  }
  process.stdout.write(`listening ${JSON.stringify({ url: server.url, port: server.port })}\n`);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
