import { type Html, html, raw } from './html.ts';
import type { DemoUser } from './users.ts';

export const ENTRANCES = {
  pupil: 'Вход для обучающихся',
  parent: 'Вход для родителей',
  teacher: 'Вход для сотрудников',
} as const satisfies Record<DemoUser['role'], string>;

/** The first page: three doors. */
export function entrancePage(): Html {
  return html`<main class="entrance"><h1>ЭПОС.Школа</h1><p>Электронный дневник и журнал. Учебный стенд</p>
    <ul>${Object.entries(ENTRANCES).map(
      ([role, text]) => html`<li><a href="/authenticate?role=${role}">${text}</a></li>`,
    )}</ul></main>`;
}

/** Login and password; `fault` says what was wrong with the last try. */
export function passwordPage(role: DemoUser['role'], login: string, fault: string | null): Html {
  return html`<main class="entrance"><h1>${ENTRANCES[role]}</h1>
    ${fault === null ? null : html`<p class="fault" role="alert" id="fault">${fault}</p>`}
    <form method="post" action="/authenticate?role=${role}">
      <label>Логин<input name="login" value="${login}" autocomplete="username" autocapitalize="none" required ${raw(fault === null ? 'autofocus' : 'aria-describedby="fault"')}></label>
      <label>Пароль<input name="password" type="password" autocomplete="current-password" required ${raw(fault === null ? '' : 'autofocus aria-describedby="fault"')}></label>
      <button type="submit">Войти</button>
    </form><p><a href="/">Другой вход</a></p></main>`;
}

/** A whole document. The application's pages begin empty, as the real ones do: `page.js` fills the root. */
export function documentPage(body: Html, title = 'ЭПОС.Школа'): string {
  return html`<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>${title}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
    <link rel="stylesheet" href="/assets/style.css"></head><body>${body}</body></html>`.html;
}

export function applicationPage(root: 'diary-root' | 'ui-view'): string {
  return documentPage(html`${raw(`<${root}></${root}>`)}<script src="/assets/page.js"></script>`);
}
