import type { KeyValue } from './devices.ts';

/**
 * Small choices of this browser, nothing secret: devices, how a call looks. Of the browser's stores the one that answers
 * at once: the camera waits for it.
 */
export const keptChoices: KeyValue = {
  get: async (key) => JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined,
  set: async (key, value) => localStorage.setItem(key, JSON.stringify(value)),
};
