import { type ReadonlySignal, signal } from '@preact/signals';
import { browser } from '../extension/browser.ts';
import { type CoverState, onCover, readCover } from '../extension/cover.ts';

/** The tab beside the panel, and what the diaries of all tabs show. */
export interface DiaryBeside {
  tabId: number | undefined;
  state: CoverState;
}

/** Follows what stands beside this page, for as long as the page is there; undefined while that is being found out. */
export function followDiary(): ReadonlySignal<DiaryBeside | undefined> {
  const beside = signal<DiaryBeside | undefined>(undefined);
  let looks = 0;
  async function look() {
    const number = ++looks;
    const [[tab], state] = await Promise.all([browser.tabs.query({ active: true, currentWindow: true }), readCover()]);
    // Of two looks at once the later one is true.
    if (number === looks) beside.value = { tabId: tab?.id, state };
  }
  void look();
  onCover(() => void look());
  browser.tabs.onActivated.addListener(() => void look());
  return beside;
}
