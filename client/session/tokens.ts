import { TokenAnswer } from '../../protocol/accounts.ts';
import { request } from '../http.ts';
import { ClientError, type ClientErrorCode, type Platform } from '../platform.ts';
import type { Vault } from './vault.ts';

/** What a socket and an upload need of one account. */
export interface Credentials {
  serverUrl(): Promise<string>;
  /** A token good for at least half a minute; refreshes it when needed. Throws ClientError. */
  accessToken(): Promise<string>;
  /** The server refused the token although its time had not come: the next one is fetched anew. */
  dropAccessToken(): Promise<void>;
}

/** A token that ends within this, ms, is refreshed first. */
const MARGIN = 30_000;
/** Answers of the token route after which only a new sign-in helps. */
const ENDED: ClientErrorCode[] = ['token-invalid', 'token-expired', 'session-ended'];

/** Access tokens by account. `onEnded`: the server wants to know nothing of an account's session any more. */
export function createTokens(deps: {
  platform: Platform;
  vault: Vault;
  serverUrl: () => Promise<string>;
  onEnded: (accountId: string) => Promise<void>;
}): (accountId: string) => Credentials {
  const { platform, vault, serverUrl, onEnded } = deps;

  async function kept(accountId: string): Promise<string | null> {
    const access = await platform.access.load(accountId);
    return access && access.expiresAt - Date.now() > MARGIN ? access.token : null;
  }

  /** Runs under the lock: another page may have refreshed while we waited. */
  async function refresh(accountId: string): Promise<string> {
    const token = await kept(accountId);
    if (token) return token;
    const stored = await vault.find(accountId);
    if (!stored) throw new ClientError('token-missing');
    if (!stored.refreshToken) throw new ClientError('session-ended');
    try {
      const tokens = await request(`${await serverUrl()}/ext/token`, TokenAnswer, {
        body: { grant_type: 'refresh_token', refresh_token: stored.refreshToken },
      });
      await vault.change(accountId, { refreshToken: tokens.refresh_token });
      const access = { token: tokens.access_token, expiresAt: Date.now() + tokens.expires_in * 1000 };
      await platform.access.save(accountId, access);
      return tokens.access_token;
    } catch (error) {
      if (error instanceof ClientError && ENDED.includes(error.code)) await onEnded(accountId);
      throw error;
    }
  }

  return (accountId) => ({
    serverUrl,
    dropAccessToken: () => platform.access.save(accountId, null),
    async accessToken() {
      const token = await kept(accountId);
      return token ?? navigator.locks.request(`peremenka:refresh:${accountId}`, () => refresh(accountId));
    },
  });
}
