import { findChromium } from '../../tools/chromium.mjs';

/** The browser that tests drive. Throws with what to do. */
export function chromiumPath(): string {
  const path = findChromium(process.env);
  if (!path) throw new Error('no Chromium found: install it, or set CHROMIUM_BIN to its path');
  return path;
}
