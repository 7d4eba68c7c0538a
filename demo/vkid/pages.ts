import { createHash } from 'node:crypto';
import { ru } from '../../i18n/ru.ts';
import { DEMO_ACCOUNTS } from './accounts.ts';
import { type Flow, type Step, showPhone, type World } from './world.ts';

const STYLE = `
:root{color-scheme:light dark;--bg:#f4f5f9;--surface:#fff;--sunken:#eceef5;--line:#c9cddb;--text:#1b1d28;--muted:#5b6175;--accent:#4150d6;--on:#fff;--weak:#e8eafd;--warn:#7a5200;--warn-weak:#fff0c7;--danger:#bf2a39}
@media(prefers-color-scheme:dark){:root{--bg:#14161c;--surface:#1c1f28;--sunken:#262a36;--line:#4a5066;--text:#eceef5;--muted:#a3aabf;--accent:#97a3ff;--on:#14161c;--weak:#2a3060;--warn:#f2c14e;--warn-weak:#3a3016;--danger:#ff8a94}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:12px;padding:16px;background:var(--bg);color:var(--text);font:15px/21px system-ui,sans-serif}
main{width:100%;max-width:400px;padding:24px;border-radius:16px;background:var(--surface)}
.kicker,footer{color:var(--muted);font-size:13px;line-height:18px}
.kicker{margin:0 0 8px}
h1{margin:0 0 16px;font-size:21px;line-height:27px;font-weight:600;overflow-wrap:anywhere}
p,ul{margin:0 0 16px}
ul{padding-left:20px}
label{display:block;margin-bottom:4px;font-weight:600}
input{width:100%;height:44px;margin-bottom:16px;padding:0 12px;border:1px solid var(--line);border-radius:10px;background:var(--sunken);color:inherit;font:inherit;font-size:16px}
button{width:100%;min-height:44px;margin:0 0 8px;padding:8px 12px;border:0;border-radius:10px;background:var(--weak);color:var(--text);font:inherit;font-weight:600;cursor:pointer}
button.main{background:var(--accent);color:var(--on)}
button.link{min-height:36px;background:none;color:var(--accent);font-weight:400}
button:last-child{margin-bottom:0}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.alert{color:var(--danger)}
.note{padding:12px;border-radius:10px;background:var(--warn-weak);color:var(--warn)}
.note b{font-size:19px;letter-spacing:2px;font-variant-numeric:tabular-nums}
footer{width:100%;max-width:400px;padding:0 8px}
summary{cursor:pointer;min-height:24px}
dl{margin:8px 0 0;display:grid;grid-template-columns:auto 1fr;gap:4px 12px}
dt{white-space:nowrap;font-variant-numeric:tabular-nums}dd{margin:0}
`;

/** No form-action: Chromium applies it to the redirects after a form too, and those lead to the app. */
export const PAGE_CSP = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; frame-ancestors 'none'`;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function button(action: string, label: string, kind: 'main' | 'plain' | 'link' = 'plain'): string {
  // Only the main button checks the fields.
  const attributes = kind === 'main' ? 'class="main"' : `class="${kind}" formnovalidate`;
  return `<button name="action" value="${action}" ${attributes}>${escapeHtml(label)}</button>`;
}

function field(name: string, label: string, attributes: string): string {
  return `<label for="${name}">${escapeHtml(label)}</label><input id="${name}" name="${name}" required ${attributes}>`;
}

const SCOPES: Record<string, string> = {
  'vkid.personal_info': 'имя и фамилия',
  phone: 'номер телефона',
  email: 'адрес почты',
};

interface Content {
  title: string;
  /** HTML inside the form. */
  form: string;
}

const CONTENT: Record<Step, (world: World, flow: Flow) => Content> = {
  account: (world, flow) => {
    const account = flow.browser.userId === undefined ? undefined : world.accounts.get(flow.browser.userId);
    return {
      title: 'Вы уже входили здесь',
      form:
        button('continue', `Продолжить как ${account?.firstName ?? ''} ${account?.lastName ?? ''}`.trim(), 'main') +
        button('other', 'Войти другим способом'),
    };
  },
  phone: (_world, flow) => ({
    title: 'Вход по номеру телефона',
    form:
      field(
        'phone',
        'Телефон',
        `type="tel" autocomplete="tel" autofocus placeholder="+7 912 000-00-01" value="${escapeHtml(flow.phone && showPhone(flow.phone))}"`,
      ) +
      button('phone', 'Продолжить', 'main') +
      `<button name="action" value="register" class="link">Зарегистрироваться по номеру</button>`,
  }),
  password: (_world, flow) => ({
    title: 'Введите пароль',
    form: `<p>Номер ${escapeHtml(showPhone(flow.phone))}</p>${field('password', 'Пароль', 'type="password" autocomplete="current-password" autofocus')}${button('password', 'Войти', 'main')}${button('recover', 'Забыли или не установили пароль?', 'link')}${button('other', 'Войти другим способом', 'link')}`,
  }),
  code: (_world, flow) => ({
    title: flow.sms?.purpose === 'register' ? 'Новый номер: введите код' : 'Введите код',
    form: `<p>Код отправлен на ${escapeHtml(showPhone(flow.phone))}. ${escapeHtml(ru.signIn.lateSms)}</p><p class="note" role="note">Это стенд, СМС он не шлёт. Ваш код: <b>${flow.sms?.code ?? ''}</b></p>${field('code', 'Код', 'inputmode="numeric" autocomplete="one-time-code" autofocus')}${button('code', 'Продолжить', 'main')}${button('resend', 'Отправить код ещё раз', 'link')}${button('other', 'Другой номер', 'link')}`,
  }),
  'new-password': () => ({
    title: 'Придумайте новый пароль',
    form:
      field('password', 'Новый пароль', 'type="password" autocomplete="new-password" minlength="4" autofocus') +
      button('new-password', 'Сохранить и войти', 'main'),
  }),
  name: () => ({
    title: 'Как вас зовут?',
    form:
      field('first-name', 'Имя', 'autocomplete="given-name" maxlength="60" autofocus') +
      field('last-name', 'Фамилия', 'autocomplete="family-name" maxlength="60"') +
      button('name', 'Зарегистрироваться', 'main'),
  }),
  consent: (world, flow) => {
    const account = flow.browser.userId === undefined ? undefined : world.accounts.get(flow.browser.userId);
    const scopes = flow.request.scope.split(' ').map((scope) => `<li>${escapeHtml(SCOPES[scope] ?? scope)}</li>`);
    return {
      title: 'Разрешить вход в «Переменку»?',
      form: `<p>${escapeHtml(`${account?.firstName ?? ''} ${account?.lastName ?? ''}`)}, школьный сервер узнает:</p><ul>${scopes.join('')}</ul>${button('allow', 'Разрешить', 'main')}${button('deny', 'Отмена')}`,
    };
  },
};

function page(title: string, body: string): string {
  const people = DEMO_ACCOUNTS.map(
    (account) => `<dt>${showPhone(account.phone)}</dt><dd>${escapeHtml(`${account.firstName}: ${account.note}`)}</dd>`,
  ).join('');
  return `<!doctype html><html lang="ru"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)} · VK ID (стенд)</title><style>${STYLE}</style></head><body><main><p class="kicker">VK ID (стенд)</p><h1>${escapeHtml(title)}</h1>${body}</main><footer><details><summary>Кто есть на стенде</summary><p>Пароль у всех: demo. Любой другой номер — новая регистрация.</p><dl>${people}</dl></details></footer></body></html>`;
}

/** The page of a flow's step. Plain forms: it works without scripts. */
export function stepPage(world: World, flow: Flow): string {
  const { title, form } = CONTENT[flow.step](world, flow);
  const notice = flow.notice ? `<p class="alert" role="alert">${escapeHtml(flow.notice)}</p>` : '';
  return page(
    title,
    `${notice}<form method="post" action="/sign-in"><input type="hidden" name="flow" value="${flow.id}">${form}</form>`,
  );
}

export function faultPage(text: string): string {
  return page('Войти не получится', `<p>${escapeHtml(text)}</p>`);
}
