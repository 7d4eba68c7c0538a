import { createHash } from 'node:crypto';

/** The add-on id of the Firefox build, from which Firefox makes its redirect address. */
export const FIREFOX_ADDON_ID = 'peremenka@peremenka.example';

/** Host of `identity.getRedirectURL()`: by id in Chromium, by the SHA-1 of the add-on id in Firefox. */
function redirectHost(extensionId: string): string {
  if (/^[a-p]{32}$/.test(extensionId)) return `${extensionId}.chromiumapp.org`;
  return `${createHash('sha1').update(extensionId).digest('hex')}.extensions.allizom.org`;
}

/**
 * Whether a sign-in may end at this address: https, the host that the browser itself gives a known extension, no
 * port, credentials, query or fragment. `extensionIds`: Chromium's 32 letters or Firefox add-on ids.
 */
export function isAllowedRedirect(address: string, extensionIds: string[]): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  // Rebuilt from its allowed parts and compared: whatever else an address can carry makes it differ.
  const plain = `https://${url.hostname}${url.pathname}`;
  const hosts = [...extensionIds, FIREFOX_ADDON_ID].map(redirectHost);
  return address === plain && hosts.includes(url.hostname);
}
