import { randomUUID } from 'node:crypto';
import type { AuthorizeQuery } from '../../protocol/accounts.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { AppError } from '../errors.ts';
import type { Database } from '../storage/database.ts';
import { keyedHash, randomSecret, sha256 } from './secrets.ts';
import { insertSignIn, insertSignInCode, saveAccount, takeSignIn } from './store.ts';
import type { VkId, VkUser } from './vk-id.ts';

/** How long a person may take on VK's pages. */
export const SIGN_IN_MS = 15 * 60_000;
const CODE_MS = 60_000;

export interface SignInDeps {
  db: Database;
  clock: () => number;
  /** Undefined where the school has not set VK ID up. */
  vkId: VkId | undefined;
  /** The school's key: `accountSecret`. */
  secret: Buffer;
  /** An unexpected error, for the operator. */
  log: (error: unknown) => void;
}

/** The address back to the extension; its state proves to it that this is the answer to its own question. */
export function backToExtension(
  signIn: { redirectUri: string; clientState: string },
  result: { code: string } | { error: ErrorCode },
): string {
  return `${signIn.redirectUri}?${new URLSearchParams({ ...result, state: signIn.clientState })}`;
}

/**
 * Begins a sign-in whose redirect address has been checked. Returns VK's address, the state that will come back, and
 * the secret that binds it to this browser. Throws vk-unavailable.
 */
export async function beginSignIn(
  deps: SignInDeps,
  query: Pick<AuthorizeQuery, 'code_challenge' | 'state' | 'redirect_uri'>,
): Promise<{ location: string; state: string; binding: string }> {
  if (!deps.vkId) throw new AppError('vk-unavailable');
  // Two independent PKCE pairs: the extension's with us, ours with VK.
  const { location, state, verifier } = await deps.vkId.begin();
  const binding = randomSecret();
  await insertSignIn(deps.db, {
    stateHash: sha256(state),
    verifier,
    challenge: query.code_challenge,
    clientState: query.state,
    redirectUri: query.redirect_uri,
    cookieHash: sha256(binding),
    expiresAt: deps.clock() + SIGN_IN_MS,
  });
  return { location, state, binding };
}

/** Stores of the VK user what we need: the id, and a keyed hash of the phone. Returns the account's id. */
function recordAccount(deps: SignInDeps, user: VkUser): Promise<string> {
  return saveAccount(deps.db, {
    id: randomUUID(),
    vkUserId: user.userId,
    phoneHash: user.phone ? keyedHash(deps.secret, 'phone', user.phone) : null,
    createdAt: deps.clock(),
    codeFailures: 0,
    codeLockedUntil: 0,
  });
}

/**
 * Finishes a sign-in when VK sent the browser back. `callback`: VK's parameters, each once; `binding`: this browser's
 * cookie for that state. Returns the address back to the extension, with a code or an error. Throws sign-in-expired
 * where no sign-in of this browser has that state: nobody is known then to send the browser to.
 */
export async function finishSignIn(
  deps: SignInDeps,
  callback: Record<string, string>,
  binding: string | undefined,
): Promise<string> {
  const { state } = callback;
  const signIn = state && binding ? await takeSignIn(deps.db, sha256(state), sha256(binding)) : undefined;
  if (!state || !signIn) throw new AppError('sign-in-expired');
  try {
    if (signIn.expiresAt <= deps.clock()) throw new AppError('sign-in-expired');
    if (!deps.vkId) throw new AppError('vk-unavailable');
    const user = await deps.vkId.identify(callback, { state, verifier: signIn.verifier });
    const code = randomSecret();
    await insertSignInCode(deps.db, {
      codeHash: sha256(code),
      accountId: await recordAccount(deps, user),
      challenge: signIn.challenge,
      redirectUri: signIn.redirectUri,
      expiresAt: deps.clock() + CODE_MS,
      sessionId: null,
    });
    return backToExtension(signIn, { code });
  } catch (error) {
    if (error instanceof AppError) return backToExtension(signIn, { error: error.code });
    deps.log(error);
    return backToExtension(signIn, { error: 'internal' });
  }
}
