import { authorizeUrl, post, REDIRECT, type School, VERIFIER } from './accounts-school.ts';

/** A page that a visitor stands on: an address, and what it shows. */
export interface Page {
  url: URL;
  status: number;
  html: string;
  headers: Headers;
}

export interface Visitor {
  cookies: Map<string, string>;
  /** Opens an address and follows its redirects as long as they stay on loopback. */
  open(address: string, form?: Record<string, string>): Promise<Page>;
  /** Opens an address without following. */
  peek(address: string): Promise<Page>;
  /** Presses a button of the page's form, with the fields filled in. */
  press(page: Page, action: string, fields?: Record<string, string>): Promise<Page>;
}

/** A browser without scripts: cookies, redirects and forms. */
export function createVisitor(): Visitor {
  const cookies = new Map<string, string>();

  async function request(address: string, form?: Record<string, string>): Promise<Page> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, {
      redirect: 'manual',
      headers: cookie ? { cookie } : {},
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0\b/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return { url: new URL(address), status: response.status, html: await response.text(), headers: response.headers };
  }

  async function open(address: string, form?: Record<string, string>): Promise<Page> {
    let page = await request(address, form);
    for (let hops = 0; hops < 10; hops++) {
      const location = page.headers.get('location');
      if (!location) return page;
      const next = new URL(location, page.url);
      if (next.hostname !== '127.0.0.1') return { ...page, url: next, html: '' };
      page = await request(next.href);
    }
    throw new Error(`too many redirects at ${page.url}`);
  }

  return {
    cookies,
    open,
    peek: request,
    press(page, action, fields = {}) {
      if (!page.html.includes(`value="${action}"`)) throw new Error(`no button ${action} at ${page.url}: ${page.html}`);
      const target = /<form method="post" action="([^"]+)"/.exec(page.html)?.[1] ?? '';
      const flow = /name="flow" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
      return open(new URL(target, page.url).href, { flow, action, ...fields });
    },
  };
}

/** Goes through the stand-in by phone and password and allows; the page is where that leads. */
export async function signInAtVk(visitor: Visitor, address: string, phone: string, password = 'demo'): Promise<Page> {
  let page = await visitor.open(address);
  if (page.html.includes('value="other"')) page = await visitor.press(page, 'other');
  page = await visitor.press(page, 'phone', { phone });
  page = await visitor.press(page, 'password', { password });
  return page.html.includes('value="allow"') ? visitor.press(page, 'allow') : page;
}

/** The extension's exchange of its one-time code. */
export function exchange(school: School, code: string, changes: Record<string, string> = {}) {
  return post(school, '/ext/token', {
    grant_type: 'authorization_code',
    code,
    code_verifier: VERIFIER,
    redirect_uri: REDIRECT,
    ...changes,
  });
}

/** The whole sign-in of a phone's owner: the extension's tokens. */
export async function signIn(
  school: School,
  phone: string,
  visitor = createVisitor(),
): Promise<{ access: string; refresh: string }> {
  const page = await signInAtVk(visitor, authorizeUrl(school), phone);
  const { status, body } = await exchange(school, page.url.searchParams.get('code') ?? '');
  if (status !== 200) throw new Error(`${page.url} ${JSON.stringify(body)}`);
  return { access: String(body.access_token), refresh: String(body.refresh_token) };
}
