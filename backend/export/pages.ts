import { personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Attachment } from '../../protocol/attachments.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import { escapeHtml } from '../http/page.ts';

/** Without scripts and without anything from elsewhere: the page opens from a disk, years later. */
const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1d28}' +
  'li{margin:.5rem 0}.message{list-style:none;border-top:1px solid #e0e3ec;padding:.5rem 0}ol{padding:0}' +
  '.who{font-weight:600}.when{color:#5b6175;font-size:.875rem}.text{white-space:pre-wrap;overflow-wrap:anywhere}';

export function pageStart(texts: Texts, title: string): string {
  return (
    `<!doctype html><html lang="${texts.locale}"><head><meta charset="utf-8">` +
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">' +
    `<meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>` +
    `<style>${STYLE}</style></head><body><h1>${escapeHtml(title)}</h1>`
  );
}

export const PAGE_END = '</body></html>\n';

/** A file of a message: a link to it, or its name alone where the archive was full. */
function attachedItem(texts: Texts, name: string, path: string | undefined): string {
  const shown = escapeHtml(name);
  const item = path ? `<a href="../${path}" download="${shown}">${shown}</a>` : `${shown} (${texts.export.leftOut})`;
  return `<div class="when">${item}</div>`;
}

/** One message of a chat's page. `pathOf`: where a file of it lies in the archive. */
export function messageItem(
  texts: Texts,
  message: Message,
  sender: Person | undefined,
  pathOf: (attachment: Attachment) => string | undefined,
): string {
  const when = new Date(message.sentAt);
  const time = new Intl.DateTimeFormat(texts.locale, { dateStyle: 'long', timeStyle: 'short' }).format(when);
  const who = sender ? personName(sender) : texts.export.unknownSender;
  const text = message.deletedBy ? texts.export.deleted : message.text;
  const attached = (message.attachments ?? []).map((one) => attachedItem(texts, one.name, pathOf(one)));
  return (
    `<li class="message"><span class="who">${escapeHtml(who)}</span> ` +
    `<time class="when" datetime="${when.toISOString()}">${escapeHtml(time)}</time>` +
    `<div class="text">${escapeHtml(text)}</div>${attached.join('')}</li>\n`
  );
}
