import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome.exe'];

/** Where browsers are when they are not on PATH. */
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * A browser of this machine: the one that was named, else on PATH, else in the usual places.
 * @param {string | undefined} named
 * @param {string[]} names
 * @param {string[]} places
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export function findBrowser(named, names, places, env) {
  if (named) return existsSync(named) ? named : undefined;
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...places].find((path) => existsSync(path));
}

/**
 * The Chromium or Chrome of this machine: `CHROMIUM_BIN`, else on PATH, else in the usual places.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export const findChromium = (env) => findBrowser(env.CHROMIUM_BIN, NAMES, PLACES, env);

/**
 * Flags that every Chromium of ours gets: nothing of Google's in the background; WebRTC over loopback, because on
 * some machines there is no other interface; as root Chromium only runs without its sandbox.
 */
export const CHROMIUM_FLAGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--allow-loopback-in-peer-connection',
];
