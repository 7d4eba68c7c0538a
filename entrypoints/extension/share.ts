import * as v from 'valibot';
import { MAX_TEXT_LENGTH } from '../../protocol/limits.ts';
import { browser } from './browser.ts';

/** A piece of a page that a person wants to send: it waits here until the panel of that window has taken it. */
const KEY = 'share';
const Share = v.object({ text: v.string(), windowId: v.number(), at: v.number() });

/** So long a panel that opens may take, ms: an older piece was forgotten. */
const FRESH = 60_000;

/** Leaves what was selected for the panel of a window. */
export async function leaveShare(text: string, windowId: number): Promise<void> {
  const cut = text.trim().slice(0, MAX_TEXT_LENGTH);
  if (cut) await browser.storage.session.set({ [KEY]: { text: cut, windowId, at: Date.now() } });
}

/** Takes what was left for this window, once; null: nothing. */
export async function takeShare(): Promise<string | null> {
  const parsed = v.safeParse(Share, (await browser.storage.session.get(KEY))[KEY]);
  if (!parsed.success) return null;
  const { text, windowId, at } = parsed.output;
  const mine = await browser.windows.getCurrent();
  // A messages' window of its own stands for the page's window, which has no panel.
  if (mine.id !== windowId && mine.type !== 'popup') return null;
  await browser.storage.session.remove(KEY);
  return Date.now() - at < FRESH ? text : null;
}

/** Calls back whenever something was left. */
export function onShare(listener: () => void): () => void {
  const changed = (changes: Record<string, { newValue?: unknown }>, area: string) => {
    if (area === 'session' && changes[KEY]?.newValue !== undefined) listener();
  };
  browser.storage.onChanged.addListener(changed);
  return () => browser.storage.onChanged.removeListener(changed);
}
