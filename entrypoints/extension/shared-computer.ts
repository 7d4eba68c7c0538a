import * as v from 'valibot';
import { browser } from './browser.ts';

const KEY = 'sharedComputer';

/**
 * Whether this is a computer that strangers use one after the other: by managed policy, else as the options say, else
 * not. Such a one holds a single account, so that nobody's chats stay behind for the next.
 */
export async function readShared(): Promise<{ isShared: boolean; isManaged: boolean }> {
  const [managed, stored] = await Promise.all([
    // Firefox rejects when there is no policy; Chromium answers {} for the first seconds.
    browser.storage.managed.get(KEY).catch((): unknown => ({})),
    browser.storage.local.get(KEY),
  ]);
  const policy = v.safeParse(v.object({ [KEY]: v.boolean() }), managed);
  if (policy.success) return { isShared: policy.output[KEY] ?? false, isManaged: true };
  return { isShared: stored[KEY] === true, isManaged: false };
}

export async function saveShared(isShared: boolean): Promise<void> {
  await browser.storage.local.set({ [KEY]: isShared });
}
