import closeWithGrace from 'close-with-grace';
import { ConfigError, readConfig } from './config.ts';
import { startServer } from './server.ts';

/** How long the sockets and LiveKit have to end, ms. */
const GRACE = 4000;

try {
  const server = await startServer(readConfig(process.env));
  const { close } = closeWithGrace({ delay: GRACE, logger: false }, () => server.close());
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
