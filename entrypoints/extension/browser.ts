import polyfill from 'webextension-polyfill';
import type { WxtBrowser } from 'wxt/browser';

/**
 * The browser's extension API with promises everywhere: the polyfill for browsers that lag behind (Yandex Browser,
 * school machines), typed as WXT types it, which also knows what the polyfill only passes through (`sidePanel`).
 */
export const browser = polyfill as unknown as WxtBrowser & {
  /** Firefox's alone. */
  sidebarAction?: { open(): Promise<void> };
};
