import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bindVkUser } from '../../backend/accounts/binding.ts';
import { FIREFOX_ADDON_ID, isAllowedRedirect } from '../../backend/accounts/redirects.ts';
import { createVkId } from '../../backend/accounts/vk-id.ts';
import { EXTENSION_ID } from '../../backend/config.ts';
import { ru } from '../../i18n/ru.ts';
import { authorizeUrl, REDIRECT, type School, STATE, session, startSchool } from './accounts-school.ts';
import { createVisitor, exchange, type Page, signIn, signInAtVk } from './accounts-visitor.ts';

let school: School;
beforeEach(async () => {
  school = await startSchool();
});
afterEach(() => school.close());

const ANNA = '79120000001';

/** What came back to the extension. */
function back(page: Page): { address: string; code: string | null; error: string | null; state: string | null } {
  const { searchParams } = page.url;
  return {
    address: `${page.url.origin}${page.url.pathname}`,
    code: searchParams.get('code'),
    error: searchParams.get('error'),
    state: searchParams.get('state'),
  };
}

/** Stops before VK's callback: its address, as the browser would open it. */
async function callbackOf(visitor: ReturnType<typeof createVisitor>, phone = ANNA): Promise<string> {
  let page = await visitor.open(authorizeUrl(school));
  page = await visitor.press(page, 'phone', { phone });
  page = await visitor.press(page, 'password', { password: 'demo' });
  const flow = page.url.searchParams.get('flow') ?? '';
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(`${school.vk.url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie },
    body: new URLSearchParams({ flow, action: 'allow' }),
  });
  return response.headers.get('location') ?? '';
}

describe('three ways in', () => {
  it('AUTH1 with VK ID and a school profile: the account and its person are there at once', async () => {
    await bindVkUser(school.db, '100001', 'anna', school.time.now);
    const { access } = await signIn(school, ANNA);
    const { body } = await session(school, access);
    expect(body.people.map((person) => person.id)).toEqual(['anna']);
    expect(body.school.name).toBe('Школа № 412');
    // A second sign-in is the same account, and preparing it again changes nothing.
    await bindVkUser(school.db, '100001', 'anna', school.time.now);
    const again = await session(school, (await signIn(school, ANNA)).access);
    expect(again.body.accountId).toBe(body.accountId);
  });

  it('AUTH1 with VK ID but no school profile: no person, and the phone offers one', async () => {
    const { access } = await signIn(school, '79120000005');
    const { body } = await session(school, access);
    expect(body.people).toEqual([]);
    expect(body.candidates.map((person) => person.id)).toEqual(['maria']);
  });

  it('AUTH1 without VK ID: registration by phone on the way, the code is in the terminal', async () => {
    const visitor = createVisitor();
    let page = await visitor.open(authorizeUrl(school));
    page = await visitor.press(page, 'register', { phone: '+7 999 123-45-67' });
    expect(page.html).toContain('звонок-сброс');
    const code = /\d{6}$/.exec(school.terminal.at(-1) ?? '')?.[0] ?? '';
    page = await visitor.press(page, 'code', { code });
    page = await visitor.press(page, 'name', { 'first-name': 'Илья', 'last-name': 'Новый' });
    page = await visitor.press(page, 'allow');
    const { status, body } = await exchange(school, back(page).code ?? '');
    expect(status).toBe(200);
    expect((await session(school, String(body.access_token))).body.people).toEqual([]);
  });

  it('AUTH2 a forgotten password leads to a code and a new password, and on', async () => {
    const visitor = createVisitor();
    let page = await visitor.open(authorizeUrl(school));
    page = await visitor.press(page, 'phone', { phone: '8 (912) 000-00-01' });
    page = await visitor.press(page, 'password', { password: 'wrong' });
    expect(page.html).toContain('Пароль не подошёл');
    page = await visitor.press(page, 'recover');
    page = await visitor.press(page, 'code', { code: /\d{6}$/.exec(school.terminal.at(-1) ?? '')?.[0] ?? '' });
    page = await visitor.press(page, 'new-password', { password: 'another' });
    page = await visitor.press(page, 'allow');
    expect(back(page)).toMatchObject({ address: REDIRECT, error: null, state: STATE });
    expect(
      (await signInAtVk(createVisitor(), authorizeUrl(school), ANNA, 'another')).url.searchParams.get('code'),
    ).toBeTruthy();
  });

  it('AUTH3 «Продолжить как …» needs no password, and a second sign-in is the same account', async () => {
    const visitor = createVisitor();
    const first = await signIn(school, ANNA, visitor);
    const page = await visitor.open(authorizeUrl(school));
    expect(page.html).toContain('Продолжить как Анна Иванова');
    const second = await exchange(school, back(await visitor.press(page, 'continue')).code ?? '');
    const accounts = await Promise.all([first.access, String(second.body.access_token)].map((t) => session(school, t)));
    expect(accounts[0]?.body.accountId).toBe(accounts[1]?.body.accountId);
  });

  it('AUTH4 who does not allow comes back with sign-in-denied', async () => {
    const visitor = createVisitor();
    let page = await visitor.open(authorizeUrl(school));
    page = await visitor.press(page, 'phone', { phone: ANNA });
    page = await visitor.press(page, 'password', { password: 'demo' });
    page = await visitor.press(page, 'deny');
    expect(back(page)).toEqual({ address: REDIRECT, code: null, error: 'sign-in-denied', state: STATE });
    expect(school.asked).toEqual([]);
  });
});

describe('VK ID as it is', () => {
  it('AUTH5 the callback as JSON in payload is understood', async () => {
    school.vk.switches.payloadCallback = true;
    expect(back(await signInAtVk(createVisitor(), authorizeUrl(school), ANNA))).toMatchObject({
      error: null,
      state: STATE,
    });
  });

  it('AUTH5 a denial in payload is understood', async () => {
    school.vk.switches.payloadCallback = true;
    const visitor = createVisitor();
    let page = await visitor.open(authorizeUrl(school));
    page = await visitor.press(page, 'phone', { phone: ANNA });
    page = await visitor.press(page, 'password', { password: 'demo' });
    expect(back(await visitor.press(page, 'deny')).error).toBe('sign-in-denied');
  });

  it('AUTH5 a token answer without token_type is understood', async () => {
    school.vk.switches.omitTokenType = true;
    expect(back(await signInAtVk(createVisitor(), authorizeUrl(school), ANNA)).error).toBeNull();
  });

  it.each([
    ['invalid_grant', 200, 'sign-in-failed'],
    ['invalid_client', 401, 'sign-in-failed'],
    ['server_error', 200, 'vk-unavailable'],
    ['temporarily_unavailable', 503, 'vk-unavailable'],
    ['slow_down', 400, 'vk-unavailable'],
  ])('AUTH6 VK’s error %s with status %i comes back as %3$s', async (vkError, status, ours) => {
    Object.assign(school.vk.switches, { tokenError: vkError, errorStatus: status });
    const page = await signInAtVk(createVisitor(), authorizeUrl(school), ANNA);
    expect(back(page)).toEqual({ address: REDIRECT, code: null, error: ours, state: STATE });
  });

  it('AUTH6 a VK ID that is broken comes back as vk-unavailable', async () => {
    school.vk.switches.isBroken = true;
    expect(back(await signInAtVk(createVisitor(), authorizeUrl(school), ANNA)).error).toBe('vk-unavailable');
  });

  it('AUTH6 a VK ID that does not answer comes back as vk-unavailable', async () => {
    const visitor = createVisitor();
    const callback = await callbackOf(visitor);
    school.vk.switches.isDown = true;
    expect(back(await visitor.open(callback))).toMatchObject({ error: 'vk-unavailable', state: STATE });
  });

  it('AUTH6 a VK ID that is too slow comes back as vk-unavailable', async () => {
    await school.close();
    school = await startSchool({ vkTimeoutMs: 300, switches: { delayMs: 60_000 } });
    expect(back(await signInAtVk(createVisitor(), authorizeUrl(school), ANNA)).error).toBe('vk-unavailable');
  });

  it('AUTH6 a school without VK ID says so at once', async () => {
    await school.close();
    school = await startSchool({ hasVkId: false });
    expect(back(await createVisitor().open(authorizeUrl(school)))).toMatchObject({
      error: 'vk-unavailable',
      state: STATE,
    });
  });

  it.each(['wrongState', 'wrongUser'] as const)('AUTH7 an answer of VK with %s is refused', async (lie) => {
    school.vk.switches[lie] = true;
    expect(back(await signInAtVk(createVisitor(), authorizeUrl(school), ANNA)).error).toBe('sign-in-failed');
    expect(await school.db.selectFrom('accounts').select('id').execute()).toEqual([]);
  });

  it('AUTH7 a callback without device_id is refused before VK is asked', async () => {
    const visitor = createVisitor();
    const callback = new URL(await callbackOf(visitor));
    callback.searchParams.delete('device_id');
    expect(back(await visitor.open(callback.href)).error).toBe('sign-in-failed');
    expect(school.asked).toEqual([]);
  });

  it('AUTH8 of the VK user only the id and a keyed hash of the phone are stored, and VK is logged out', async () => {
    await signIn(school, ANNA);
    await expect.poll(() => school.asked).toEqual(['/oauth2/auth', '/oauth2/user_info', '/oauth2/logout']);
    const account = await school.db.selectFrom('accounts').selectAll().executeTakeFirstOrThrow();
    expect(account.vkUserId).toBe('100001');
    const tables = ['accounts', 'bindings', 'signIns', 'signInCodes', 'sessions', 'tokens', 'settings'] as const;
    const stored = JSON.stringify(
      await Promise.all(tables.map((table) => school.db.selectFrom(table).selectAll().execute())),
    );
    for (const secret of [ANNA, 'Анна', 'Иванова', 'vk2.a.', 'eyJ']) expect(stored).not.toContain(secret);
  });

  it('AUTH8 a phone that VK keeps to itself offers nobody', async () => {
    school.vk.switches.withoutPhone = true;
    const { access } = await signIn(school, ANNA);
    expect((await session(school, access)).body.candidates).toEqual([]);
  });

  it('AUTH9 a confidential app sends its service token', async () => {
    await school.close();
    school = await startSchool({ serviceToken: 'service-token' });
    expect(back(await signInAtVk(createVisitor(), authorizeUrl(school), ANNA)).error).toBeNull();
  });

  it('AUTH9 plain http is for loopback only', () => {
    const options = {
      clientId: '1',
      serviceToken: '',
      redirectUri: 'https://s.test/cb',
      logger: pino({ level: 'silent' }),
    };
    expect(() => createVkId({ ...options, url: 'http://id.vk.ru' })).toThrow('VKID_URL');
    expect(() => createVkId({ ...options, url: 'https://id.vk.ru' })).not.toThrow();
  });
});

describe('S12 mix-up and replay', () => {
  /** A page with a sentence, and no redirect. */
  function expectPage(page: Page, sentence: string): void {
    expect(page.headers.get('location')).toBeNull();
    expect(page.status).toBe(400);
    expect(page.html).toContain(sentence);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  }

  it('S12 a callback works once', async () => {
    const visitor = createVisitor();
    const callback = await callbackOf(visitor);
    const cookies = new Map(visitor.cookies);
    expect(back(await visitor.open(callback)).code).toBeTruthy();
    for (const [name, value] of cookies) visitor.cookies.set(name, value);
    expectPage(await visitor.open(callback), ru.errors['sign-in-expired']);
  });

  it('S12 a callback in another browser is refused, and spoils nothing for the right one', async () => {
    const visitor = createVisitor();
    const callback = await callbackOf(visitor);
    const other = createVisitor();
    expectPage(await other.open(callback), ru.errors['sign-in-expired']);
    await other.open(authorizeUrl(school));
    expectPage(await other.open(callback), ru.errors['sign-in-expired']);
    // A cookie of the right name with a value of one's own helps as little.
    for (const name of visitor.cookies.keys()) if (name.startsWith('sign-in-')) other.cookies.set(name, 'x'.repeat(43));
    expectPage(await other.open(callback), ru.errors['sign-in-expired']);
    expect(school.asked).toEqual([]);
    expect(back(await visitor.open(callback)).code).toBeTruthy();
  });

  it('S12 a callback with a missing or foreign state is refused', async () => {
    const visitor = createVisitor();
    const callback = new URL(await callbackOf(visitor));
    callback.searchParams.set('state', 'x'.repeat(43));
    expectPage(await visitor.open(callback.href), ru.errors['sign-in-expired']);
    callback.searchParams.delete('state');
    expectPage(await visitor.open(callback.href), ru.errors['sign-in-expired']);
    expect(school.asked).toEqual([]);
  });

  it.each(['code', 'state', 'device_id'])('S12 a callback with %s twice is refused', async (name) => {
    const visitor = createVisitor();
    const callback = new URL(await callbackOf(visitor));
    callback.searchParams.append(name, callback.searchParams.get(name) ?? '');
    expectPage(await visitor.open(callback.href), ru.errors['bad-request']);
    expect(school.asked).toEqual([]);
  });

  it('S12 a callback with the code both flat and in payload is refused', async () => {
    const visitor = createVisitor();
    const callback = new URL(await callbackOf(visitor));
    callback.searchParams.append('payload', JSON.stringify({ code: 'another' }));
    expectPage(await visitor.open(callback.href), ru.errors['bad-request']);
    callback.searchParams.set('payload', 'no json');
    expectPage(await visitor.open(callback.href), ru.errors['bad-request']);
  });

  it('S12 a callback after 15 minutes comes back as sign-in-expired', async () => {
    const visitor = createVisitor();
    const callback = await callbackOf(visitor);
    school.time.now += 15 * 60_000;
    expect(back(await visitor.open(callback))).toMatchObject({ error: 'sign-in-expired', state: STATE });
    expect(school.asked).toEqual([]);
  });

  it('S12 two windows of one browser do not disturb each other', async () => {
    const visitor = createVisitor();
    const callback = await callbackOf(visitor);
    await visitor.open(authorizeUrl(school));
    expect(back(await visitor.open(callback)).code).toBeTruthy();
  });

  it.each([
    `https://${'a'.repeat(32)}.chromiumapp.org/`,
    `https://${EXTENSION_ID}.chromiumapp.org.evil.test/`,
    `https://evil.test/${EXTENSION_ID}.chromiumapp.org/`,
    `https://${EXTENSION_ID}.chromiumapp.org@evil.test/`,
    `http://${EXTENSION_ID}.chromiumapp.org/`,
    `https://${EXTENSION_ID}.chromiumapp.org:8443/`,
    `https://user@${EXTENSION_ID}.chromiumapp.org/`,
    `https://${EXTENSION_ID}.chromiumapp.org/?next=1`,
    `https://${EXTENSION_ID}.chromiumapp.org/#x`,
    `https://${'0'.repeat(40)}.extensions.allizom.org/`,
    'javascript:alert(1)',
    'not an address',
    '',
  ])('S12 the redirect address %s is refused with a page', async (address) => {
    expectPage(
      await createVisitor().open(authorizeUrl(school, { redirect_uri: address })),
      ru.errors['redirect-not-allowed'],
    );
  });

  it('S12 Chromium’s and Firefox’s own addresses of the extension are accepted', () => {
    // echo -n peremenka@peremenka.example | sha1sum
    const hex = '467bd94913925c83038e7bb3dfc92af1d15df05d';
    expect(FIREFOX_ADDON_ID).toBe('peremenka@peremenka.example');
    expect(isAllowedRedirect(`https://${hex}.extensions.allizom.org/`, [])).toBe(true);
    expect(isAllowedRedirect(`https://${EXTENSION_ID}.chromiumapp.org/vk`, [EXTENSION_ID])).toBe(true);
    expect(isAllowedRedirect(`https://${EXTENSION_ID}.chromiumapp.org/vk`, [])).toBe(false);
  });

  it.each([
    ['response_type', 'token'],
    ['client_id', 'other'],
    ['code_challenge', 'short'],
    ['code_challenge_method', 'plain'],
    ['code_challenge', null],
  ])('S12 authorize with %s = %s comes back as bad-request', async (name, value) => {
    const page = await createVisitor().open(authorizeUrl(school, { [name]: value }));
    expect(back(page)).toEqual({ address: REDIRECT, code: null, error: 'bad-request', state: STATE });
  });

  it('S12 authorize without a state, or with a parameter twice, gets a page', async () => {
    expectPage(await createVisitor().open(authorizeUrl(school, { state: null })), ru.errors['bad-request']);
    expectPage(await createVisitor().open(`${authorizeUrl(school)}&state=${STATE}`), ru.errors['bad-request']);
  });

  it('S12 VK gets a state and a challenge of its own, and nothing that the page may have added', async () => {
    const page = await createVisitor().peek(authorizeUrl(school, { login_hint: 'Иванова Анна', person: 'anna' }));
    const location = new URL(page.headers.get('location') ?? '');
    expect([...location.searchParams.keys()].sort()).toEqual(
      [
        'client_id',
        'code_challenge',
        'code_challenge_method',
        'redirect_uri',
        'response_type',
        'scope',
        'state',
      ].sort(),
    );
    const own = new URL(authorizeUrl(school)).searchParams;
    expect(location.searchParams.get('state')).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(location.searchParams.get('state')).not.toBe(own.get('state'));
    expect(location.searchParams.get('code_challenge')).not.toBe(own.get('code_challenge'));
  });

  it('S12 the binding cookie is HttpOnly and Lax', async () => {
    const page = await createVisitor().peek(authorizeUrl(school));
    const cookie = page.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^sign-in-[^=]+=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=900$/);
  });

  it('S12 on https the binding cookie is Secure and of this host only', async () => {
    await school.close();
    school = await startSchool({ publicUrl: 'https://chat.school.test' });
    const page = await createVisitor().peek(authorizeUrl(school));
    const cookie = page.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^__Host-sign-in-[^=]+=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=900; Secure$/);
    const visitor = createVisitor();
    expect(back(await visitor.open(await callbackOf(visitor))).code).toBeTruthy();
    expect([...visitor.cookies.keys()].filter((name) => name.includes('sign-in-'))).toEqual([]);
  });
});
