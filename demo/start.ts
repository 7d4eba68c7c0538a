import { ConfigError } from '../backend/config.ts';
import { openBrowser } from './launcher/browser.ts';
import { buildDemo } from './launcher/build.ts';
import { startDemo } from './launcher/demo.ts';
import { checkPorts, readEnvironment } from './launcher/environment.ts';

/** How long everything has to end, ms. */
const END_WITHIN = 4500;

const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  await checkPorts(environment);

  say('Building the extension…');
  const extension = await buildDemo(environment.serverUrl);

  const demo = await startDemo(environment, say);
  let browser: { close(): Promise<void> } | undefined;
  let stopping = false;
  async function stop(code: number) {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(code), END_WITHIN).unref();
    await Promise.allSettled([browser?.close(), demo.close()]);
    process.exit(code);
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
  // npm does not pass every death on: when whoever started us is gone, we go too.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && void stop(0), 500).unref();

  const { serverUrl, diaryUrl, vkIdUrl } = environment;
  const ready = { server: serverUrl, diary: diaryUrl, vkid: vkIdUrl, extension, calls: await demo.callsStatus() };
  browser = environment.noBrowser
    ? undefined
    : await openBrowser({ extension, diaryUrl, dataDir: environment.dataDir });
  if (!browser) {
    say(`No browser is opened. In Chrome: chrome://extensions, developer mode, "Load unpacked", ${extension}`);
    say(`Then open ${diaryUrl}`);
  }
  say(`ready ${JSON.stringify(ready)}`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
