import { ConfigError } from '../backend/config.ts';
import { openBrowser } from './launcher/browser.ts';
import { buildDemo } from './launcher/build.ts';
import { startDemo } from './launcher/demo.ts';
import { checkPorts, type DemoEnvironment, readEnvironment } from './launcher/environment.ts';

/** How long everything has to end, ms. */
const END_WITHIN = 4500;
/** How often we look whether whoever started us is still there, ms. */
const PARENT_EVERY = 500;

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Aborted once the end has begun. */
const ending = new AbortController();
/** What is to be closed then. */
const opened: { close(): Promise<unknown> }[] = [];

async function stop(exitCode = 0): Promise<void> {
  if (ending.signal.aborted) return;
  ending.abort();
  setTimeout(() => process.exit(exitCode), END_WITHIN).unref();
  await Promise.allSettled(opened.map((one) => one.close()));
  process.exit(exitCode);
}

/** From the first moment: also in the middle of the build an end is an end. */
function listenForEnd(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
  // npm does not pass every death on: when whoever started us is gone, we go too.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && void stop(), PARENT_EVERY).unref();
  // Nobody reads us any more.
  process.stdout.on('error', () => void stop());
}

async function build(serverUrl: string): Promise<string> {
  const building = buildDemo(serverUrl, { signal: ending.signal, say });
  opened.push({ close: () => building });
  return building;
}

async function showBrowser(environment: DemoEnvironment, extension: string): Promise<void> {
  const { noBrowser, diaryUrl, dataDir } = environment;
  if (!noBrowser) say('Opening the browser…');
  const browser = noBrowser ? undefined : await openBrowser({ extension, diaryUrl, dataDir });
  if (browser) return void opened.push(browser);
  say(`No browser is opened. In Chrome: chrome://extensions, developer mode, "Load unpacked", ${extension}`);
  say(`Then open ${diaryUrl}`);
}

async function main(): Promise<void> {
  listenForEnd();
  const environment = readEnvironment(process.env);
  await checkPorts(environment);
  const { serverUrl, diaryUrl, vkIdUrl } = environment;
  // First what can be refused, then what takes long.
  const demo = await startDemo(environment, say);
  opened.push(demo);
  const extension = await build(serverUrl);
  const calls = await demo.callsStatus();
  await showBrowser(environment, extension);
  if (ending.signal.aborted) return;
  say(`ready ${JSON.stringify({ server: serverUrl, diary: diaryUrl, vkid: vkIdUrl, extension, calls })}`);
}

try {
  await main();
} catch (error) {
  // The end makes what is in the middle of something fail; that is nobody's mistake.
  if (!ending.signal.aborted) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    await stop(1);
  }
}
