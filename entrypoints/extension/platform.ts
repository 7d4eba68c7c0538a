import * as v from 'valibot';
import type { AccessToken, ClientErrorCode, Platform } from '../../client/platform.ts';
import { createSession, type Session } from '../../client/session/session.ts';
import { openVault } from '../../client/session/vault.ts';
import { browser } from './browser.ts';
import type { PageRequest } from './page-protocol.ts';
import { readServerUrl } from './server-url.ts';
import { readShared } from './shared-computer.ts';

const keyOf = (accountId: string) => `access:${accountId}`;
const Access = v.object({ token: v.string(), expiresAt: v.number() });

/** The access tokens between pages: in memory of the browser, out of content scripts' reach (S5). */
export const access: Platform['access'] = {
  async load(accountId) {
    const key = keyOf(accountId);
    const parsed = v.safeParse(Access, (await browser.storage.session.get(key))[key]);
    return parsed.success ? parsed.output : null;
  },
  async save(accountId, token: AccessToken | null) {
    if (token) await browser.storage.session.set({ [keyOf(accountId)]: token });
    else await browser.storage.session.remove(keyOf(accountId));
  },
};

const SignInAnswer = v.variant('ok', [
  v.object({ ok: v.literal(true) }),
  v.object({ ok: v.literal(false), code: v.string() }),
]);

/** Asks the background to sign in: it owns the flow, because a popup closes as soon as a window opens. */
async function askSignIn(): Promise<{ ok: true } | { ok: false; code: ClientErrorCode }> {
  const request: PageRequest = { type: 'session:sign-in' };
  const parsed = v.safeParse(SignInAnswer, await browser.runtime.sendMessage(request));
  if (!parsed.success) return { ok: false, code: 'sign-in-failed' };
  return parsed.output as { ok: true } | { ok: false; code: ClientErrorCode };
}

/** The session of an extension page. */
export function createPageSession(): Session {
  const platform: Platform = {
    serverUrl: async () => (await readServerUrl()).url,
    access,
    isShared: async () => (await readShared()).isShared,
    signIn: askSignIn,
  };
  return createSession({ platform, vault: openVault() });
}
