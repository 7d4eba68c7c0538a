import { randomInt } from 'node:crypto';
import { deny, grant, hasConsent } from './authorize.ts';
import { accountByPhone, type Flow, readPhone, type Step, showPhone, type World } from './world.ts';

const SMS_MS = 10 * 60_000;
const SMS_TRIES = 5;
const MIN_PASSWORD = 4;

/** Where a pressed button leads: to the flow's next page, or out to the app. */
export type Outcome = { location: string } | undefined;

type Action = (world: World, flow: Flow, form: URLSearchParams) => Outcome;

function go(flow: Flow, step: Step, notice = ''): undefined {
  flow.step = step;
  flow.notice = notice;
}

function sendCode(world: World, flow: Flow, purpose: 'register' | 'recover'): undefined {
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  flow.sms = { code, purpose, triesLeft: SMS_TRIES, expiresAt: world.clock() + SMS_MS };
  flow.isProven = false;
  world.options.log(`код для ${showPhone(flow.phone)}: ${code}`);
  return go(flow, 'code');
}

/** The person is known: on to the consent, or straight back where it was given before. */
function signedIn(world: World, flow: Flow, userId: number): Outcome {
  flow.browser.userId = userId;
  if (hasConsent(world, flow)) return { location: grant(world, flow) };
  return go(flow, 'consent');
}

const phone: Action = (world, flow, form) => {
  const typed = readPhone(form.get('phone') ?? '');
  if (!typed) return go(flow, 'phone', 'Номер не похож на телефон. Пример: +7 912 000-00-01');
  flow.phone = typed;
  if (!accountByPhone(world, typed)) return sendCode(world, flow, 'register');
  const isRegistering = form.get('action') === 'register';
  return go(flow, 'password', isRegistering ? 'Этот номер уже зарегистрирован. Введите пароль.' : '');
};

const password: Action = (world, flow, form) => {
  const account = accountByPhone(world, flow.phone);
  if (!account) return go(flow, 'phone');
  if (!account.password) return go(flow, 'password', 'Пароль ещё не установлен. Войдите по коду.');
  if (form.get('password') !== account.password) return go(flow, 'password', 'Пароль не подошёл.');
  return signedIn(world, flow, account.userId);
};

const code: Action = (world, flow, form) => {
  const { sms } = flow;
  if (!sms) return go(flow, 'phone');
  if (sms.expiresAt <= world.clock() || sms.triesLeft === 0) {
    return go(flow, 'code', 'Этот код больше не действует. Запросите новый.');
  }
  if ((form.get('code') ?? '').replace(/\s/g, '') !== sms.code) {
    sms.triesLeft -= 1;
    return go(flow, 'code', 'Код не подошёл. Проверьте его.');
  }
  flow.isProven = true;
  return go(flow, sms.purpose === 'register' ? 'name' : 'new-password');
};

const newPassword: Action = (world, flow, form) => {
  const account = accountByPhone(world, flow.phone);
  const typed = form.get('password') ?? '';
  if (!account || !flow.isProven) return go(flow, 'phone');
  if (typed.length < MIN_PASSWORD) return go(flow, 'new-password', 'Пароль слишком короткий: нужно хотя бы 4 знака.');
  account.password = typed;
  return signedIn(world, flow, account.userId);
};

const name: Action = (world, flow, form) => {
  const firstName = (form.get('first-name') ?? '').trim().slice(0, 60);
  const lastName = (form.get('last-name') ?? '').trim().slice(0, 60);
  if (!flow.isProven || accountByPhone(world, flow.phone)) return go(flow, 'phone');
  if (!firstName || !lastName) return go(flow, 'name', 'Впишите имя и фамилию.');
  const userId = Math.max(200_000, ...world.accounts.keys()) + 1;
  world.accounts.set(userId, { userId, phone: flow.phone, password: '', firstName, lastName });
  return signedIn(world, flow, userId);
};

const ACTIONS: Record<string, Action> = {
  continue: (world, flow) =>
    flow.browser.userId === undefined ? go(flow, 'phone') : signedIn(world, flow, flow.browser.userId),
  other: (_world, flow) => go(flow, 'phone'),
  phone,
  register: phone,
  password,
  recover: (world, flow) => (accountByPhone(world, flow.phone) ? sendCode(world, flow, 'recover') : go(flow, 'phone')),
  code,
  resend: (world, flow) => (flow.sms ? sendCode(world, flow, flow.sms.purpose) : go(flow, 'phone')),
  'new-password': newPassword,
  name,
  allow: (world, flow) => (flow.browser.userId === undefined ? go(flow, 'phone') : { location: grant(world, flow) }),
  deny: (world, flow) => ({ location: deny(world, flow) }),
};

/** Does what a button of a page asks. Each checks for itself what must have happened before. */
export function act(world: World, flow: Flow, form: URLSearchParams): Outcome {
  return ACTIONS[form.get('action') ?? '']?.(world, flow, form);
}
