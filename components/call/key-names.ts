import type { KeyAction } from './keys.ts';

/** The keys as people read them; the space bar has a word in `i18n/`. */
export const KEY_NAMES: [KeyAction, string | null][] = [
  ['microphone', 'M'],
  ['camera', 'V'],
  ['hand', 'H'],
  ['share', 'S'],
  ['talk', null],
  ['help', '?'],
];
