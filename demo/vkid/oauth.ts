import { createHash, createPublicKey, sign, verify } from 'node:crypto';
import type { VkAccount } from './accounts.ts';
import { type Grant, randomId, vkSecret, type World } from './world.ts';

const ACCESS_SECONDS = 3600;
const REFRESH_MS = 180 * 24 * 3_600_000;

/** Parameters of query and body together; the body wins. */
type Parameters = URLSearchParams;
type Answer = Record<string, unknown>;

function refuse(error: string, description: string, parameters: Parameters): Answer {
  return { error, error_description: description, state: parameters.get('state') ?? '' };
}

/** VK's id_token: RS256, `iis` as VK spells it, without iss and aud. */
function idToken(world: World, userId: number): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const iat = Math.floor(world.clock() / 1000);
  const claims = {
    iis: 'VK',
    sub: userId,
    app: Number(world.options.clientId),
    exp: iat + ACCESS_SECONDS,
    iat,
    jti: randomId(),
  };
  const body = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${body}.${sign('RSA-SHA256', Buffer.from(body), world.key).toString('base64url')}`;
}

function issue(world: World, grant: Grant, parameters: Parameters): Answer {
  const { userId, scope, deviceId } = grant;
  const access = vkSecret();
  const refresh = vkSecret();
  world.accessTokens.set(access, { userId, scope, deviceId, expiresAt: world.clock() + ACCESS_SECONDS * 1000 });
  world.refreshTokens.set(refresh, { userId, scope, deviceId, expiresAt: world.clock() + REFRESH_MS });
  return {
    access_token: access,
    refresh_token: refresh,
    id_token: idToken(world, userId),
    ...(world.switches.omitTokenType ? {} : { token_type: 'Bearer' }),
    expires_in: ACCESS_SECONDS,
    user_id: userId,
    // Whatever the call carried: it may be another one than authorize had.
    state: world.switches.wrongState ? randomId() : (parameters.get('state') ?? ''),
    scope,
  };
}

function exchangeCode(world: World, parameters: Parameters): Answer {
  const code = world.codes.get(parameters.get('code') ?? '');
  const verifier = parameters.get('code_verifier') ?? '';
  if (!code || code.isUsed || code.expiresAt <= world.clock()) {
    return refuse('invalid_grant', 'code is invalid or expired', parameters);
  }
  code.isUsed = true;
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier))
    return refuse('invalid_request', 'code_verifier is wrong', parameters);
  const isOwn =
    createHash('sha256').update(verifier).digest('base64url') === code.challenge &&
    parameters.get('redirect_uri') === code.redirectUri &&
    parameters.get('device_id') === code.deviceId;
  return isOwn ? issue(world, code, parameters) : refuse('invalid_grant', 'code was issued to another', parameters);
}

function refreshTokens(world: World, parameters: Parameters): Answer {
  const given = parameters.get('refresh_token') ?? '';
  const token = world.refreshTokens.get(given);
  if (!token || token.expiresAt <= world.clock() || parameters.get('device_id') !== token.deviceId) {
    return refuse('invalid_grant', 'refresh_token is invalid or expired', parameters);
  }
  world.refreshTokens.delete(given);
  return issue(world, token, parameters);
}

function tokens(world: World, parameters: Parameters): Answer {
  const { serviceToken } = world.options;
  if (world.switches.tokenError) return refuse(world.switches.tokenError, 'as the switch says', parameters);
  if (serviceToken && parameters.get('service_token') !== serviceToken) {
    return refuse('invalid_client', 'service_token is missing or wrong', parameters);
  }
  const grantType = parameters.get('grant_type');
  if (grantType === 'authorization_code') return exchangeCode(world, parameters);
  if (grantType === 'refresh_token') return refreshTokens(world, parameters);
  return refuse('invalid_request', 'grant_type is unknown', parameters);
}

/** The grant of a living access token. */
function holder(world: World, parameters: Parameters): Grant | undefined {
  const token = world.accessTokens.get(parameters.get('access_token') ?? '');
  return token && token.expiresAt > world.clock() ? token : undefined;
}

function userInfo(world: World, parameters: Parameters): Answer {
  const grant = holder(world, parameters);
  const account = grant && world.accounts.get(grant.userId);
  if (!grant || !account) return refuse('invalid_token', 'access_token is invalid or expired', parameters);
  const scopes = grant.scope.split(' ');
  return {
    user: {
      user_id: String(world.switches.wrongUser ? grant.userId + 1 : grant.userId),
      first_name: account.firstName,
      last_name: account.lastName,
      avatar: '',
      sex: 0,
      verified: false,
      birthday: '01.01.2000',
      ...(scopes.includes('phone') && !world.switches.withoutPhone ? { phone: account.phone } : {}),
      ...(scopes.includes('email') ? { email: `id${account.userId}@vk.example` } : {}),
    },
  };
}

function accountOfIdToken(world: World, token: string): VkAccount | undefined {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const isOurs = verify(
    'RSA-SHA256',
    Buffer.from(`${header}.${claims}`),
    createPublicKey(world.key),
    Buffer.from(signature, 'base64url'),
  );
  if (!isOurs) return undefined;
  const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub: number };
  return world.accounts.get(sub);
}

function publicInfo(world: World, parameters: Parameters): Answer {
  const account = accountOfIdToken(world, parameters.get('id_token') ?? '');
  if (!account) return refuse('invalid_token', 'id_token is invalid', parameters);
  const { userId, firstName, lastName, phone } = account;
  return {
    user: {
      user_id: String(userId),
      first_name: firstName,
      last_name: `${lastName.slice(0, 1)}.`,
      phone: `${phone.slice(0, 4)}*****${phone.slice(-2)}`,
      avatar: '',
    },
  };
}

/** Logging out ends what the app holds on this device; revoking also forgets what the person allowed. */
function endGrant(world: World, parameters: Parameters, forgetConsent: boolean): Answer {
  const grant = holder(world, parameters);
  if (!grant) return refuse('invalid_token', 'access_token is invalid or expired', parameters);
  const isSame = (other: Grant) => other.userId === grant.userId && other.deviceId === grant.deviceId;
  for (const tokenMap of [world.accessTokens, world.refreshTokens]) {
    for (const [token, other] of tokenMap) if (isSame(other)) tokenMap.delete(token);
  }
  if (forgetConsent) {
    for (const consent of world.consents) if (consent.startsWith(`${grant.userId} `)) world.consents.delete(consent);
  }
  return { response: 1 };
}

/** `POST /oauth2/…`; undefined for a path that is not there. An answer with `error` is a refusal. */
export function oauthAnswer(world: World, path: string, parameters: Parameters): Answer | undefined {
  const endpoints: Record<string, () => Answer> = {
    '/oauth2/auth': () => tokens(world, parameters),
    '/oauth2/user_info': () => userInfo(world, parameters),
    '/oauth2/public_info': () => publicInfo(world, parameters),
    '/oauth2/logout': () => endGrant(world, parameters, false),
    '/oauth2/revoke': () => endGrant(world, parameters, true),
  };
  const endpoint = endpoints[path];
  if (!endpoint) return undefined;
  if (parameters.get('client_id') !== world.options.clientId) {
    return refuse('invalid_client', 'client_id is unknown', parameters);
  }
  return endpoint();
}
