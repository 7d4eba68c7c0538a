import { createHash } from 'node:crypto';
import { ru } from '../../i18n/ru.ts';
import type { ErrorCode } from '../../protocol/errors.ts';

const STYLE = `:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f4f5f9;color:#1b1d28;font:15px/21px system-ui,sans-serif}
main{margin:16px;max-width:400px;padding:24px;border-radius:16px;background:#fff}
h1{margin:0 0 12px;font-size:19px;line-height:25px}
p{margin:0 0 12px}p:last-child{margin:0;color:#5b6175}
@media(prefers-color-scheme:dark){body{background:#14161c;color:#eceef5}main{background:#1c1f28}p:last-child{color:#a3aabf}}`;

/** Content-Security-Policy of the page: its own style and nothing else. */
export const FAILURE_PAGE_CSP = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What a person sees when a sign-in fails and there is no extension to send the browser back to. */
export function failurePage(code: ErrorCode): string {
  const { title, next } = ru.signInFailure;
  // The texts are ours and hold no markup.
  return `<!doctype html><html lang="${ru.locale}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1><p>${ru.errors[code]}</p><p>${next}</p></main></body></html>`;
}
