import * as oauth from 'openid-client';
import type { Logger } from 'pino';
import * as v from 'valibot';
import { ConfigError } from '../config.ts';
import { AppError } from '../errors.ts';
import { randomSecret } from './secrets.ts';

/**
 * The only place that speaks with VK ID. It asks VK for two things, the user's id and the verified phone, and keeps
 * neither VK's tokens nor the profile.
 */
export interface VkId {
  /** Where to send the browser, and what to remember until it returns. */
  begin(): Promise<{ location: string; state: string; verifier: string }>;
  /**
   * Who came back. `callback`: the parameters of the callback, each once. Throws sign-in-denied, sign-in-failed
   * or vk-unavailable.
   */
  identify(callback: Record<string, string>, signIn: { state: string; verifier: string }): Promise<VkUser>;
}

export interface VkUser {
  userId: string;
  /** Digits with the country's code, no plus; null when VK did not give it. */
  phone: string | null;
}

export interface VkIdOptions {
  /** VK ID's address without a slash at its end; plain http on loopback only. */
  url: string;
  clientId: string;
  /** Of a confidential app; empty: none. */
  serviceToken: string;
  /** `<server>/auth/vk/callback`, exactly as registered at VK. */
  redirectUri: string;
  logger: Logger;
  /** For each request, milliseconds; 10 s unless told. */
  timeoutMs?: number;
}

const SCOPE = 'vkid.personal_info phone';
const UNAVAILABLE = ['server_error', 'temporarily_unavailable', 'slow_down'];
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

const TokenAnswer = v.object({
  access_token: v.string(),
  user_id: v.pipe(v.union([v.number(), v.string()]), v.transform(String)),
  state: v.string(),
});
// Everything else of the profile (names, picture, e-mail) is dropped here.
const UserInfo = v.object({ user: v.object({ user_id: v.string(), phone: v.optional(v.string()) }) });

/** VK's error code (of the callback or a body) as ours. */
function toOurs(vkError: string): AppError {
  if (vkError === 'access_denied') return new AppError('sign-in-denied');
  return new AppError(UNAVAILABLE.includes(vkError) ? 'vk-unavailable' : 'sign-in-failed');
}

function toPhone(given: string | undefined): string | null {
  const digits = (given ?? '').replace(/\D/g, '');
  return /^\d{11,15}$/.test(digits) ? digits : null;
}

/** Speaks with VK ID as its registered app; throws ConfigError for an address that is neither https nor loopback. */
export function createVkId(options: VkIdOptions): VkId {
  const { url, clientId, serviceToken, logger } = options;
  const redirectUri = new URL(options.redirectUri).href;
  const timeoutMs = options.timeoutMs ?? 10_000;
  const { protocol, hostname } = new URL(url);
  const isPlain = protocol === 'http:';
  if (isPlain && !LOOPBACK.includes(hostname)) throw new ConfigError(`VKID_URL: expected https, got "${url}"`);

  /** One request; a failure to answer with a JSON object is vk-unavailable, whatever the status. */
  async function ask(address: string, init: RequestInit): Promise<Record<string, unknown>> {
    try {
      const response = await fetch(address, {
        ...init,
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const body: unknown = await response.json();
      if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Error('not an object');
      if (response.status >= 500 && !('error' in body)) throw new Error(`status ${response.status}`);
      return body as Record<string, unknown>;
    } catch (error) {
      logger.warn({ path: new URL(address).pathname, reason: String(error) }, 'vk id does not answer');
      throw new AppError('vk-unavailable');
    }
  }

  const config = new oauth.Configuration(
    { issuer: url, authorization_endpoint: `${url}/authorize`, token_endpoint: `${url}/oauth2/auth` },
    clientId,
    undefined,
    oauth.None(),
  );
  if (isPlain) oauth.allowInsecureRequests(config);
  // VK answers errors with status 200, may leave out token_type, and its id_token has neither iss nor aud.
  config[oauth.customFetch] = async (address, init) => {
    const { id_token: _untrusted, ...body } = await ask(address, {
      headers: init.headers,
      body: init.body as BodyInit,
    });
    if ('error' in body) return Response.json(body, { status: 400 });
    return Response.json({ token_type: 'Bearer', ...body });
  };

  async function exchange(callback: Record<string, string>, signIn: { state: string; verifier: string }) {
    const address = new URL(`${redirectUri}?${new URLSearchParams(callback)}`);
    const checks = { pkceCodeVerifier: signIn.verifier, expectedState: signIn.state };
    const more = { device_id: callback.device_id ?? '', state: signIn.state };
    const parameters = serviceToken ? { ...more, service_token: serviceToken } : more;
    const answer = await oauth.authorizationCodeGrant(config, address, checks, parameters);
    return v.parse(TokenAnswer, answer);
  }

  async function userInfo(accessToken: string) {
    const body = new URLSearchParams({ access_token: accessToken, client_id: clientId });
    const answer = await ask(`${url}/oauth2/user_info`, { body });
    if (typeof answer.error === 'string') throw new VkRefusal(answer.error);
    return v.parse(UserInfo, answer).user;
  }

  /** Best effort: the token dies by itself within the hour. */
  async function logout(accessToken: string): Promise<void> {
    const body = new URLSearchParams({ access_token: accessToken, client_id: clientId });
    await ask(`${url}/oauth2/logout`, { body }).catch(() => undefined);
  }

  return {
    async begin() {
      const state = randomSecret();
      const verifier = oauth.randomPKCECodeVerifier();
      const location = oauth.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: SCOPE,
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { location: location.href, state, verifier };
    },

    async identify(callback, signIn) {
      try {
        if (callback.error) throw new VkRefusal(callback.error);
        if (!callback.code || !callback.device_id) throw new Error('no code or no device_id');
        const token = await exchange(callback, signIn);
        try {
          if (token.state !== signIn.state) throw new Error('another state in the answer');
          const user = await userInfo(token.access_token);
          if (user.user_id !== token.user_id) throw new Error('another user in user_info');
          return { userId: user.user_id, phone: toPhone(user.phone) };
        } finally {
          // Not awaited: the person need not wait for VK to forget.
          void logout(token.access_token);
        }
      } catch (error) {
        throw toAppError(error, logger);
      }
    },
  };
}

/** VK answered with an error of its own; the message is its code. */
class VkRefusal extends Error {}

/** Any failure of `identify` as one of our codes, with a line for the operator that holds no secret. */
function toAppError(error: unknown, logger: Logger): AppError {
  const cause = error instanceof oauth.ClientError ? error.cause : undefined;
  if (error instanceof AppError) return error;
  if (cause instanceof AppError) return cause;
  const vkError =
    error instanceof VkRefusal ? error.message : error instanceof oauth.ResponseBodyError ? error.error : undefined;
  const reason = v.isValiError(error) ? `${v.getDotPath(error.issues[0])}: unexpected` : (error as Error).message;
  logger.warn({ vkError, reason: vkError ? undefined : reason }, 'vk id sign-in refused');
  return toOurs(vkError ?? '');
}
