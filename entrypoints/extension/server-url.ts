import * as v from 'valibot';
import { browser } from './browser.ts';

/** The demo build knows the demo's server; the release build knows none (decision 8). */
const DEMO_SERVER: string | undefined = import.meta.env.MODE === 'demo' ? import.meta.env.WXT_SERVER_URL : undefined;

const KEY = 'serverUrl';
const ALLOWED = import.meta.env.MODE === 'demo' ? /^https:\/\/|^http:\/\/127\.0\.0\.1(:|\/|$)/ : /^https:\/\//;
const ServerUrl = v.pipe(
  v.string(),
  v.trim(),
  v.url(),
  v.regex(ALLOWED),
  v.transform((url) => url.replace(/\/+$/, '')),
);

async function managedServer(): Promise<string | undefined> {
  // Firefox rejects when there is no policy; Chromium answers {} for the first seconds.
  const values = await browser.storage.managed.get(KEY).catch(() => ({}));
  const parsed = v.safeParse(ServerUrl, (values as Record<string, unknown>)[KEY]);
  return parsed.success ? parsed.output : undefined;
}

/** The school's server: from managed policy, else from the options, else of the demo. */
export async function readServerUrl(): Promise<{ url: string | undefined; isManaged: boolean }> {
  const [managed, stored] = await Promise.all([managedServer(), browser.storage.local.get(KEY)]);
  if (managed) return { url: managed, isManaged: true };
  const parsed = v.safeParse(ServerUrl, stored[KEY]);
  return { url: parsed.success ? parsed.output : DEMO_SERVER, isManaged: false };
}

/** Keeps the address that somebody typed; false when it is not one. */
export async function saveServerUrl(typed: string): Promise<boolean> {
  const parsed = v.safeParse(ServerUrl, typed);
  if (!parsed.success) return false;
  await browser.storage.local.set({ [KEY]: parsed.output });
  return true;
}

/** Calls back when the address may have changed. */
export function onServerUrl(listener: () => void): void {
  browser.storage.onChanged.addListener((changes, area) => {
    if ((area === 'managed' || area === 'local') && KEY in changes) listener();
  });
}
