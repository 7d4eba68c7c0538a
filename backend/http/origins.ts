/**
 * Whether an Origin header may talk to us: the extension by its id in Chromium. Firefox makes a random origin at
 * every install, so any moz-extension passes, and the token decides (S11).
 */
export function isAllowedOrigin(origin: string, extensionIds: string[]): boolean {
  if (origin.startsWith('moz-extension://')) return true;
  return extensionIds.some((id) => origin === `chrome-extension://${id}`);
}
