import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { ru } from '../../i18n/ru.ts';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it may stand in HTML, in an attribute too (S7). */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

const STYLE = `:root{color-scheme:light dark;--bg:#f4f5f9;--surface:#fff;--text:#1b1d28;--muted:#5b6175;--accent:#4150d6;--on:#fff;--weak:#e8eafd}
@media(prefers-color-scheme:dark){:root{--bg:#14161c;--surface:#1c1f28;--text:#eceef5;--muted:#a3aabf;--accent:#97a3ff;--on:#14161c;--weak:#2a3060}}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--text);font:15px/21px Inter,system-ui,sans-serif}
main{box-sizing:border-box;width:min(400px,100vw - 32px);margin:16px;padding:24px;border-radius:16px;background:var(--surface);overflow-wrap:anywhere}
h1{margin:0 0 12px;font-size:19px;line-height:25px}p{margin:0 0 12px}.muted,p.muted{color:var(--muted)}p:last-child{margin:0}
.button{box-sizing:border-box;display:block;width:100%;min-height:44px;margin:0 0 8px;padding:11px 16px;border:0;border-radius:10px;background:var(--accent);color:var(--on);font:600 15px/22px Inter,system-ui,sans-serif;text-align:center;text-decoration:none;cursor:pointer}
.button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}`;

/** Its own style, forms to this server, and nothing else. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** A page of the server for people without the extension: no script, nothing from elsewhere. `body` is HTML. */
export function sendPage(reply: FastifyReply, page: { status?: number; title: string; body: string }) {
  const title = escapeHtml(page.title);
  return reply
    .status(page.status ?? 200)
    .header('content-security-policy', POLICY)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .type('text/html; charset=utf-8')
    .send(`<!doctype html><html lang="${ru.locale}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
<title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>${page.body}</main></body></html>`);
}
