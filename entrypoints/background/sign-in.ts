import { ClientError, type ClientErrorCode, type WebAuthFlow } from '../../client/platform.ts';
import { runSignIn } from '../../client/session/sign-in.ts';
import { openVault } from '../../client/session/vault.ts';
import { browser } from '../extension/browser.ts';
import { access } from '../extension/platform.ts';
import { readServerUrl } from '../extension/server-url.ts';
import { readShared } from '../extension/shared-computer.ts';

const flow = (): WebAuthFlow => ({
  redirectUri: browser.identity.getRedirectURL(),
  async launch(url) {
    let answer: string | undefined;
    try {
      answer = await browser.identity.launchWebAuthFlow({ url, interactive: true });
    } catch (error) {
      // Both browsers say so when the person closes the window; a server that does not answer says something else.
      const closed = /approve|cancel|closed/i.test((error as Error).message);
      throw new ClientError(closed ? 'cancelled' : 'offline');
    }
    if (!answer) throw new ClientError('cancelled');
    return answer;
  },
});

let running: Promise<{ ok: true } | { ok: false; code: ClientErrorCode }> | undefined;

/** Signs in; a second request while one runs joins it. */
export function signIn(): Promise<{ ok: true } | { ok: false; code: ClientErrorCode }> {
  running ??= start().finally(() => {
    running = undefined;
  });
  return running;
}

async function start(): Promise<{ ok: true } | { ok: false; code: ClientErrorCode }> {
  try {
    const { url } = await readServerUrl();
    if (!url) throw new ClientError('no-server');
    const { isShared } = await readShared();
    await runSignIn({ serverUrl: url, flow: flow(), vault: openVault(), access, ...(isShared ? { limit: 1 } : {}) });
    return { ok: true };
  } catch (error) {
    return { ok: false, code: error instanceof ClientError ? error.code : 'sign-in-failed' };
  }
}
