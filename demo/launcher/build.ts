import { resolve } from 'node:path';
import { ConfigError } from '../../backend/config.ts';
import { run } from './child.ts';

/** Builds the extension that knows the demo's hosts and this server; returns its folder. */
export async function buildDemo(serverUrl: string): Promise<string> {
  const { code, output } = await run(process.execPath, ['node_modules/wxt/bin/wxt.mjs', 'build', '--mode', 'demo'], {
    WXT_SERVER_URL: serverUrl,
  });
  if (code !== 0) throw new ConfigError(`The extension was not built:\n${output}`);
  return resolve('.output/chrome-mv3-demo');
}
