import { findBrowser } from './chromium.mjs';

const NAMES = ['firefox-esr', 'firefox', 'firefox.exe'];

/** Where it is when it is not on PATH. */
const PLACES = [
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
  'C:\\Program Files (x86)\\Mozilla Firefox\\firefox.exe',
];

/**
 * The Firefox of this machine: `FIREFOX_BIN`, else on PATH, else in the usual places.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export const findFirefox = (env) => findBrowser(env.FIREFOX_BIN, NAMES, PLACES, env);
