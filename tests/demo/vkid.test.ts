import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_ACCOUNTS } from '../../demo/vkid/accounts.ts';
import { startVkId, type VkIdStand } from '../../demo/vkid/server.ts';
import { readPhone, type VkIdOptions } from '../../demo/vkid/world.ts';
import { createVisitor, signInAtVk } from '../backend/accounts-visitor.ts';

const REDIRECT = 'https://school.test/callback';
const VERIFIER = 'verifier-0123456789-abcdefghijklmnopqrstuvwxyz';
const STATE = 'state-0123456789-abcdefghijklmnopqrstuvwxyz';
const ANNA = '79120000001';

let stand: VkIdStand;
let terminal: string[];
const time = { now: 0 };

async function start(options: Partial<VkIdOptions> = {}): Promise<void> {
  await stand?.close();
  time.now = Date.now();
  terminal = [];
  stand = await startVkId({
    port: 0,
    clientId: '54321',
    redirectUris: [REDIRECT],
    accounts: DEMO_ACCOUNTS,
    clock: () => time.now,
    log: (line) => terminal.push(line),
    ...options,
  });
}
beforeEach(() => start());
afterEach(() => stand.close());

function authorizeUrl(changes: Record<string, string> = {}): string {
  return `${stand.url}/authorize?${new URLSearchParams({
    response_type: 'code',
    client_id: '54321',
    redirect_uri: REDIRECT,
    state: STATE,
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
    scope: 'vkid.personal_info phone',
    ...changes,
  })}`;
}

type Body = Record<string, unknown>;

/** Posts a form; `query` goes into the address. */
async function ask(path: string, form: Record<string, string>, query: Record<string, string> = {}) {
  const address = `${stand.url}${path}?${new URLSearchParams(query)}`;
  const response = await fetch(address, { method: 'POST', body: new URLSearchParams(form) });
  return { status: response.status, body: (await response.json()) as Body };
}

async function callback(visitor = createVisitor(), changes: Record<string, string> = {}) {
  const page = await signInAtVk(visitor, authorizeUrl(changes), ANNA);
  return Object.fromEntries(page.url.searchParams);
}

function codeForm(given: Record<string, string>, changes: Record<string, string> = {}) {
  const { code = '', device_id = '' } = given;
  return {
    grant_type: 'authorization_code',
    client_id: '54321',
    redirect_uri: REDIRECT,
    code_verifier: VERIFIER,
    state: 'another-state-of-this-call',
    code,
    device_id,
    ...changes,
  };
}

describe('authorize', () => {
  it('VKID1 goes back with code, state, device_id, type, expires_in and ext_id', async () => {
    const given = await callback();
    expect(Object.keys(given).sort()).toEqual(['code', 'device_id', 'expires_in', 'ext_id', 'state', 'type']);
    expect(given).toMatchObject({ state: STATE, type: 'code_v2', expires_in: '600' });
    expect(given.code).toMatch(/^vk2\.a\./);
  });

  it('VKID1 accepts the older spelling s256', async () => {
    expect((await callback(createVisitor(), { code_challenge_method: 's256' })).code).toBeTruthy();
  });

  it.each([
    ['client_id', '1'],
    ['redirect_uri', `${REDIRECT}/`],
    ['redirect_uri', 'https://evil.test/'],
  ])('VKID2 shows a page and never redirects for %s = %s', async (name, value) => {
    const page = await createVisitor().peek(authorizeUrl({ [name]: value }));
    expect([page.status, page.headers.get('location')]).toEqual([400, null]);
  });

  it.each([
    ['response_type', 'token'],
    ['state', 'short'],
    ['code_challenge', ''],
    ['code_challenge_method', 'plain'],
  ])('VKID2 goes back with invalid_request for %s = %s', async (name, value) => {
    const page = await createVisitor().open(authorizeUrl({ [name]: value }));
    expect(page.url.searchParams.get('error')).toBe('invalid_request');
  });

  it('VKID3 prompt=none asks nothing: login_required, interaction_required, or a code', async () => {
    const visitor = createVisitor();
    const silent = async (scope: string) =>
      (await visitor.open(authorizeUrl({ prompt: 'none', scope }))).url.searchParams;
    expect((await silent('vkid.personal_info phone')).get('error')).toBe('login_required');
    await callback(visitor);
    expect((await silent('vkid.personal_info phone')).get('code')).toBeTruthy();
    expect((await silent('email')).get('error')).toBe('interaction_required');
  });

  it('VKID3 prompt=login asks who it is even where somebody is signed in', async () => {
    const visitor = createVisitor();
    await callback(visitor);
    expect((await visitor.open(authorizeUrl())).html).toContain('Продолжить как Анна Иванова');
    expect((await visitor.open(authorizeUrl({ prompt: 'login' }))).html).toContain('name="phone"');
  });

  it('VKID4 the pages work without scripts and let forms lead to the app', async () => {
    const page = await createVisitor().open(authorizeUrl());
    expect(page.html).not.toMatch(/<script/i);
    expect(page.headers.get('content-security-policy')).not.toContain('form-action');
  });

  it('VKID4 a page of another browser is of no use', async () => {
    const page = await createVisitor().open(authorizeUrl());
    expect((await createVisitor().open(page.url.href)).status).toBe(400);
  });

  it('VKID5 five wrong codes spoil the code; a new one can be asked for', async () => {
    const visitor = createVisitor();
    let page = await visitor.press(await visitor.open(authorizeUrl()), 'phone', { phone: '+7 999 000-00-00' });
    const sent = () => /^код для \+7 999 000-00-00: (\d{6})$/.exec(terminal.at(-1) ?? '')?.[1] ?? '';
    const right = sent();
    expect(page.html).toContain(right);
    for (let i = 0; i < 5; i++) page = await visitor.press(page, 'code', { code: 'wrong' });
    page = await visitor.press(page, 'code', { code: right });
    expect(page.html).toContain('больше не действует');
    page = await visitor.press(page, 'resend');
    expect((await visitor.press(page, 'code', { code: sent() })).html).toContain('first-name');
  });

  it('VKID5 nobody gets past the code by naming a later step', async () => {
    const visitor = createVisitor();
    const page = await visitor.press(await visitor.open(authorizeUrl()), 'phone', { phone: '+7 999 000-00-00' });
    const flow = page.url.searchParams.get('flow') ?? '';
    for (const action of ['name', 'new-password', 'allow', 'continue']) {
      const form = { flow, action, 'first-name': 'А', 'last-name': 'Б', password: 'demo' };
      expect((await visitor.open(`${stand.url}/sign-in`, form)).html).toContain('name="phone"');
    }
  });

  it('VKID5 what was typed is shown as text', async () => {
    const visitor = createVisitor();
    let page = await visitor.press(await visitor.open(authorizeUrl()), 'phone', { phone: '+7 999 000-00-00' });
    page = await visitor.press(page, 'code', { code: /\d{6}$/.exec(terminal.at(-1) ?? '')?.[0] ?? '' });
    page = await visitor.press(page, 'name', { 'first-name': '<b>Я</b>', 'last-name': '"x"' });
    expect(page.html).not.toContain('<b>Я');
  });

  it('VKID5 phones are read however they are typed', () => {
    for (const typed of ['+7 912 000-00-01', '8 (912) 000 00 01', '79120000001', '9120000001']) {
      expect(readPhone(typed)).toBe(ANNA);
    }
    for (const typed of ['', '112', '+1 202 555 0100 22']) expect(readPhone(typed)).toBeUndefined();
  });
});

describe('tokens', () => {
  it('VKID6 a code gives tokens; fields may come in the query, in the body or in both', async () => {
    const { code = '', ...query } = codeForm(await callback());
    const { status, body } = await ask('/oauth2/auth', { code }, query);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      token_type: 'Bearer',
      expires_in: 3600,
      user_id: 100001,
      state: 'another-state-of-this-call',
      scope: 'vkid.personal_info phone',
    });
  });

  it('VKID6 the id_token has iis and neither iss nor aud', async () => {
    const { body } = await ask('/oauth2/auth', codeForm(await callback()));
    const [header = '', claims = ''] = String(body.id_token).split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString()).alg).toBe('RS256');
    expect(Object.keys(JSON.parse(Buffer.from(claims, 'base64url').toString())).sort()).toEqual(
      ['app', 'exp', 'iat', 'iis', 'jti', 'sub'].sort(),
    );
  });

  it('VKID7 a code works once', async () => {
    const form = codeForm(await callback());
    expect((await ask('/oauth2/auth', form)).body.error).toBeUndefined();
    expect((await ask('/oauth2/auth', form)).body).toMatchObject({ error: 'invalid_grant', state: form.state });
  });

  it('VKID7 a code lives 600 seconds', async () => {
    const form = codeForm(await callback());
    time.now += 600_000;
    expect((await ask('/oauth2/auth', form)).body.error).toBe('invalid_grant');
  });

  it.each([
    ['client_id', '1', 'invalid_client'],
    ['redirect_uri', 'https://school.test/', 'invalid_grant'],
    ['code_verifier', `${VERIFIER}x`, 'invalid_grant'],
    ['code_verifier', 'short', 'invalid_request'],
    ['device_id', 'another', 'invalid_grant'],
    ['grant_type', 'password', 'invalid_request'],
  ])('VKID7 a code with another %s (%s) is refused, with status 200', async (name, value, error) => {
    const { status, body } = await ask('/oauth2/auth', codeForm(await callback(), { [name]: value }));
    expect([status, body.error]).toEqual([200, error]);
  });

  it('VKID8 a refresh token works once, for its device', async () => {
    const given = await callback();
    const { body } = await ask('/oauth2/auth', codeForm(given));
    const form = {
      grant_type: 'refresh_token',
      client_id: '54321',
      state: 's',
      refresh_token: String(body.refresh_token),
      device_id: given.device_id ?? '',
    };
    expect((await ask('/oauth2/auth', { ...form, device_id: 'another' })).body.error).toBe('invalid_grant');
    const next = await ask('/oauth2/auth', form);
    expect(next.body.access_token).toBeTruthy();
    expect((await ask('/oauth2/auth', form)).body.error).toBe('invalid_grant');
  });

  it('VKID9 user_info has a string id, and the phone only with its scope', async () => {
    const of = async (scope: string) => {
      const { body } = await ask('/oauth2/auth', codeForm(await callback(createVisitor(), { scope })));
      const form = { access_token: String(body.access_token), client_id: '54321' };
      return (await ask('/oauth2/user_info', form)).body.user;
    };
    expect(await of('vkid.personal_info phone')).toMatchObject({ user_id: '100001', phone: ANNA, first_name: 'Анна' });
    expect(await of('vkid.personal_info')).not.toHaveProperty('phone');
  });

  it('VKID9 public_info is masked and needs a true id_token', async () => {
    const { body } = await ask('/oauth2/auth', codeForm(await callback()));
    const info = (token: string) => ask('/oauth2/public_info', { id_token: token, client_id: '54321' });
    expect((await info(String(body.id_token))).body.user).toMatchObject({ last_name: 'И.', phone: '7912*****01' });
    expect((await info(`${body.id_token}x`)).body.error).toBe('invalid_token');
  });

  it('VKID10 logout ends the tokens, revoke forgets the consent too', async () => {
    const visitor = createVisitor();
    const first = (await ask('/oauth2/auth', codeForm(await callback(visitor)))).body;
    const form = { access_token: String(first.access_token), client_id: '54321' };
    expect((await ask('/oauth2/logout', form)).body).toEqual({ response: 1 });
    expect((await ask('/oauth2/user_info', form)).body.error).toBe('invalid_token');
    const second = (await ask('/oauth2/auth', codeForm(await callback(visitor)))).body;
    await ask('/oauth2/revoke', { access_token: String(second.access_token), client_id: '54321' });
    const silent = await visitor.open(authorizeUrl({ prompt: 'none' }));
    expect(silent.url.searchParams.get('error')).toBe('interaction_required');
  });

  it('VKID10 a confidential app needs its service token', async () => {
    await start({ serviceToken: 'service' });
    expect((await ask('/oauth2/auth', codeForm(await callback()))).body.error).toBe('invalid_client');
    const form = codeForm(await callback(), { service_token: 'service' });
    expect((await ask('/oauth2/auth', form)).body.access_token).toBeTruthy();
  });
});

describe('switches', () => {
  it('VKID11 payloadCallback, omitTokenType, errorStatus, tokenError', async () => {
    stand.switches.payloadCallback = true;
    const given = JSON.parse((await callback()).payload ?? '') as Record<string, string>;
    Object.assign(stand.switches, { omitTokenType: true, errorStatus: 400 });
    const { body } = await ask('/oauth2/auth', codeForm(given));
    expect(body.access_token).toBeTruthy();
    expect(body).not.toHaveProperty('token_type');
    expect((await ask('/oauth2/auth', codeForm(given))).status).toBe(400);
    stand.switches.tokenError = 'slow_down';
    expect((await ask('/oauth2/auth', codeForm(given))).body.error).toBe('slow_down');
  });

  it('VKID11 isDown cuts connections, isBroken answers 500, both can be undone', async () => {
    stand.switches.isDown = true;
    await expect(fetch(authorizeUrl())).rejects.toThrow();
    stand.switches.isDown = false;
    stand.switches.isBroken = true;
    expect((await fetch(`${stand.url}/oauth2/auth`, { method: 'POST' })).status).toBe(500);
    stand.switches.isBroken = false;
    expect((await ask('/oauth2/auth', {})).body.error).toBe('invalid_client');
  });

  it('VKID12 the SDK’s calls are allowed from its page, with credentials', async () => {
    for (const path of ['/oauth2/auth', '/vkid_sdk_get_config', '/stat_events_vkid_sdk']) {
      const response = await fetch(`${stand.url}${path}`, {
        method: 'POST',
        headers: { origin: 'https://school.test' },
      });
      expect(response.headers.get('access-control-allow-origin')).toBe('https://school.test');
      expect(response.headers.get('access-control-allow-credentials')).toBe('true');
      expect(response.headers.get('content-type')).toContain('application/json');
    }
  });
});
