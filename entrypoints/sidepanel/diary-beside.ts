import { type ReadonlySignal, signal } from '@preact/signals';
import { browser } from '../extension/browser.ts';
import { type CoverState, onCover, readCover } from '../extension/cover.ts';

/** The tab beside the panel, and what the diaries of all tabs show. */
export interface DiaryBeside {
  tabId: number | undefined;
  state: CoverState;
}

/** The tab of the page's own window; from a window of the messages alone, which has no other, the one looked at last. */
async function tabBeside() {
  const [[tab], own] = await Promise.all([
    browser.tabs.query({ active: true, currentWindow: true }),
    browser.windows.getCurrent(),
  ]);
  if (own.type !== 'popup') return tab;
  const shown = await browser.tabs.query({ active: true, windowType: 'normal' });
  return shown.sort((one, other) => (other.lastAccessed ?? 0) - (one.lastAccessed ?? 0))[0];
}

/** Follows what stands beside this page, for as long as the page is there; undefined while that is being found out. */
export function followDiary(): ReadonlySignal<DiaryBeside | undefined> {
  const beside = signal<DiaryBeside | undefined>(undefined);
  let looks = 0;
  async function look() {
    const number = ++looks;
    const [tab, state] = await Promise.all([tabBeside(), readCover()]);
    // Of two looks at once the later one is true.
    if (number === looks) beside.value = { tabId: tab?.id, state };
  }
  void look();
  onCover(() => void look());
  browser.tabs.onActivated.addListener(() => void look());
  return beside;
}
