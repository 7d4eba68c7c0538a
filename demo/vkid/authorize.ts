import { type AuthorizeRequest, type Browser, type Flow, randomId, vkSecret, type World } from './world.ts';

const CODE_SECONDS = 600;
const STATE = /^[A-Za-z0-9_-]{32,}$/;
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/** What to do with a request for `/authorize`: show an error page, go back to the app, or begin with the pages. */
export type Authorization = { fault: string } | { location: string } | { flow: Flow };

/** The address back to the app; `payloadCallback` puts the same into one JSON parameter. */
export function callbackAddress(
  world: World,
  redirectUri: string,
  parameters: Record<string, string | number>,
): string {
  const url = new URL(redirectUri);
  if (world.switches.payloadCallback) url.searchParams.set('payload', JSON.stringify(parameters));
  else for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
  return url.href;
}

function refuse(world: World, query: URLSearchParams, error: string, description: string): Authorization {
  const redirectUri = query.get('redirect_uri') ?? '';
  const state = query.get('state') ?? '';
  return { location: callbackAddress(world, redirectUri, { error, error_description: description, state }) };
}

function readRequest(query: URLSearchParams): AuthorizeRequest | string {
  const challenge = query.get('code_challenge') ?? '';
  if (query.get('response_type') !== 'code') return 'response_type must be code';
  if (!STATE.test(query.get('state') ?? '')) return 'state must have at least 32 characters';
  if (!CHALLENGE.test(challenge)) return 'code_challenge is missing';
  if (query.get('code_challenge_method')?.toLowerCase() !== 's256') return 'code_challenge_method must be S256';
  return {
    redirectUri: query.get('redirect_uri') ?? '',
    state: query.get('state') ?? '',
    challenge,
    scope: query.get('scope') || 'vkid.personal_info',
    prompt: (query.get('prompt') ?? '').split(' ').filter(Boolean),
  };
}

/** Checks a request for `/authorize`. A wrong app or redirect address gets a page: there is nobody to go back to. */
export function authorize(world: World, browser: Browser, query: URLSearchParams): Authorization {
  if (query.get('client_id') !== world.options.clientId) return { fault: 'Такого приложения нет на стенде.' };
  if (!world.options.redirectUris.includes(query.get('redirect_uri') ?? '')) {
    return { fault: 'Адрес возврата не записан у приложения.' };
  }
  const request = readRequest(query);
  if (typeof request === 'string') return refuse(world, query, 'invalid_request', request);
  const isSignedIn = browser.userId !== undefined;
  const flow: Flow = {
    id: randomId(),
    browser,
    request,
    step: isSignedIn && !request.prompt.includes('login') ? 'account' : 'phone',
    phone: '',
    sms: undefined,
    isProven: false,
    notice: '',
  };
  if (request.prompt.includes('none')) {
    if (!isSignedIn) return refuse(world, query, 'login_required', 'nobody is signed in');
    if (!hasConsent(world, flow)) return refuse(world, query, 'interaction_required', 'consent is needed');
    return { location: grant(world, flow) };
  }
  world.flows.set(flow.id, flow);
  return { flow };
}

function consentKey(flow: Flow): string {
  return `${flow.browser.userId} ${flow.request.scope}`;
}

/** Whether this user allowed the app the same before, and the app does not ask to ask again. */
export function hasConsent(world: World, flow: Flow): boolean {
  return world.consents.has(consentKey(flow)) && !flow.request.prompt.includes('consent');
}

/** The person allowed it: the way back with a code of 600 s, bound to redirect, challenge and device. */
export function grant(world: World, flow: Flow): string {
  const { userId, deviceId } = flow.browser;
  const { redirectUri, challenge, scope, state } = flow.request;
  if (userId === undefined) throw new Error('nobody is signed in');
  const code = vkSecret();
  const expiresAt = world.clock() + CODE_SECONDS * 1000;
  world.consents.add(consentKey(flow));
  world.codes.set(code, { userId, deviceId, scope, redirectUri, challenge, expiresAt, isUsed: false });
  world.flows.delete(flow.id);
  return callbackAddress(world, redirectUri, {
    code,
    state,
    device_id: deviceId,
    type: 'code_v2',
    expires_in: CODE_SECONDS,
    ext_id: randomId(),
  });
}

/** The person did not allow it. */
export function deny(world: World, flow: Flow): string {
  world.flows.delete(flow.id);
  const { redirectUri, state } = flow.request;
  return callbackAddress(world, redirectUri, {
    error: 'access_denied',
    error_description: 'User denied your request',
    state,
  });
}
