import * as v from 'valibot';
import { AccountState, TokenAnswer } from '../../protocol/accounts.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { request } from '../http.ts';
import { ClientError, type Platform, type WebAuthFlow } from '../platform.ts';
import { MAX_ACCOUNTS } from './accounts.ts';
import type { Vault } from './vault.ts';

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

/** Reads the redirect's address: the one-time code, or a ClientError with the server's reason. */
function readRedirect(address: string, state: string): string {
  const parameters = new URL(address).searchParams;
  if (parameters.get('state') !== state) throw new ClientError('sign-in-failed');
  const code = parameters.get('code');
  if (code) return code;
  const error = v.safeParse(ErrorCode, parameters.get('error'));
  throw new ClientError(error.success ? error.output : 'sign-in-failed');
}

/** Ends a session on the server; without a network it ends by itself when its tokens run out. */
async function endSession(serverUrl: string, token: string): Promise<void> {
  await request(`${serverUrl}/session/end`, v.object({}), { body: {}, token }).catch(() => null);
}

/** The session that an account had here before it signed in again: nobody has its tokens any more. */
async function endFormer(serverUrl: string, refreshToken: string): Promise<void> {
  const former = await request(`${serverUrl}/ext/token`, TokenAnswer, {
    body: { grant_type: 'refresh_token', refresh_token: refreshToken },
  }).catch(() => null);
  if (former) await endSession(serverUrl, former.access_token);
}

/**
 * The whole sign-in (our own PKCE pair towards our server, which has another towards VK ID). Ends with the account on
 * disk and active, beside those that were there; its only person is chosen at once. `limit`: how many accounts this
 * browser may hold. Throws ClientError: `too-many-accounts`, `storage`, or what the server answered.
 */
export async function runSignIn(deps: {
  serverUrl: string;
  flow: WebAuthFlow;
  vault: Vault;
  access: Platform['access'];
  limit?: number;
}): Promise<void> {
  const { serverUrl, flow, vault, limit = MAX_ACCOUNTS } = deps;
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const state = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'ext',
    redirect_uri: flow.redirectUri,
    code_challenge: await challengeOf(verifier),
    code_challenge_method: 'S256',
    state,
  });
  const code = readRedirect(await flow.launch(`${serverUrl}/ext/authorize?${query}`), state);
  const tokens = await request(`${serverUrl}/ext/token`, TokenAnswer, {
    body: { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: flow.redirectUri },
  });
  const account = await request(`${serverUrl}/session`, AccountState, { token: tokens.access_token });
  const { accounts } = await vault.all();
  const former = accounts.find((one) => one.account.accountId === account.accountId);
  const only = account.people.length === 1 ? account.people[0] : undefined;
  try {
    if (!former && accounts.length >= limit) throw new ClientError('too-many-accounts');
    await vault.add({ refreshToken: tokens.refresh_token, account, personId: only?.id ?? null }).catch(() => {
      throw new ClientError('storage');
    });
  } catch (error) {
    await endSession(serverUrl, tokens.access_token);
    throw error;
  }
  const expiresAt = Date.now() + tokens.expires_in * 1000;
  await deps.access.save(account.accountId, { token: tokens.access_token, expiresAt });
  if (former?.refreshToken) await endFormer(serverUrl, former.refreshToken);
}
