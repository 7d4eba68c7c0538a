import { findChromium } from '../../tools/chromium.mjs';

/** The browser that tests drive. Throws with what to do. */
export function chromiumPath(): string {
  const path = findChromium(process.env);
  if (!path) throw new Error('no Chromium found: install it, or set CHROMIUM_BIN to its path');
  return path;
}

const fake = (...options: string[]) => [
  '--use-fake-ui-for-media-stream',
  `--use-fake-device-for-media-stream=${['fps=10', ...options].join()}`,
];
/** A camera and a microphone that need no machine and no question. Ten pictures a second: two cores draw for three. */
export const FAKE_DEVICES = fake();
/** The same, and the own tab is what the browser gives to show or to record. */
export const FAKE_DEVICES_AND_TAB = fake('display-media-type=browser');
