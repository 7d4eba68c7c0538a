/** The page is looked at when it has been quiet for this long, */
const QUIET_MS = 80;
/** but at the latest this long after its first change. */
const LONGEST_WAIT_MS = 400;

/**
 * Calls `look` now and after changes of the page, throttled. `look` says when it wants to look again although
 * nothing has changed (Unix ms), or null. What `look` itself inserts is not observed.
 */
export function watchPage(page: Document, look: () => number | null, signal: AbortSignal): void {
  let soon: ReturnType<typeof setTimeout> | undefined;
  let later: ReturnType<typeof setTimeout> | undefined;
  let changedAt: number | null = null;

  const observer = new MutationObserver(() => {
    const now = Date.now();
    changedAt ??= now;
    clearTimeout(soon);
    soon = setTimeout(run, Math.max(0, Math.min(QUIET_MS, changedAt + LONGEST_WAIT_MS - now)));
  });

  function run(): void {
    if (signal.aborted) return;
    clearTimeout(soon);
    clearTimeout(later);
    changedAt = null;
    let wakeAt: number | null = null;
    try {
      wakeAt = look();
    } catch {
      // An odd state of the page: its next change brings the next look.
    }
    // All changes until here have been seen by this look, ours are among them.
    observer.takeRecords();
    if (wakeAt !== null && !signal.aborted) later = setTimeout(run, Math.max(50, wakeAt - Date.now()));
  }

  // The document itself is the one root that a page cannot replace.
  observer.observe(page, { childList: true, subtree: true, characterData: true });
  signal.addEventListener('abort', () => {
    observer.disconnect();
    clearTimeout(soon);
    clearTimeout(later);
  });
  run();
}
