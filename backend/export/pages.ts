import { personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import { serviceText } from '../../i18n/service-lines.ts';
import type { Attachment } from '../../protocol/attachments.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import type { Poll } from '../../protocol/polls.ts';
import { escapeHtml } from '../http/page.ts';

/** Without scripts and without anything from elsewhere: the page opens from a disk, years later. */
const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1d28}' +
  'li{margin:.5rem 0}.message{list-style:none;border-top:1px solid #e0e3ec;padding:.5rem 0}ol{padding:0}' +
  'blockquote{margin:.25rem 0;padding-left:.75rem;border-left:3px solid #8a91a8;color:#5b6175}' +
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

/** Where the parts of a message are looked up: `pathOf` says where a file of it lies in the archive. */
interface Known {
  personOf: (id: string) => Person | undefined;
  pathOf: (attachment: Attachment) => string | undefined;
}

const line = (text: string) => `<div class="when">${escapeHtml(text)}</div>`;

/** Question, options with their votes, and who voted for what where that is known. */
function pollPart(texts: Texts, poll: Poll, nameOf: (id: string) => string): string {
  const { polls } = texts;
  const about = [polls.kind(poll.isQuiz, poll.isMultiple), ...(poll.isAnonymous ? [polls.isAnonymous] : [])];
  if (poll.isClosed) about.push(polls.isClosed);
  const options = poll.options.map((option, index) => {
    const right = poll.correct === index ? ` (${polls.rightAnswer})` : '';
    const voters = (option.voters ?? []).map(nameOf).join(', ');
    const votes = polls.votes(option.votes) + (voters ? `: ${voters}` : '');
    return `<li>${escapeHtml(option.text + right)} <span class="when">${escapeHtml(votes)}</span></li>`;
  });
  return `<div class="who">${escapeHtml(poll.question)}</div>${line(about.join(' · '))}<ul>${options.join('')}</ul>`;
}

function reactionsPart(texts: Texts, reactions: NonNullable<Message['reactions']>, nameOf: (id: string) => string) {
  const words = reactions.map(({ reaction, people }) => {
    return `${texts.messages.reactions[reaction]}: ${people.map(nameOf).join(', ')}`;
  });
  return line(words.join('; '));
}

/** What a message says, and everything that stands at it. */
function body(texts: Texts, message: Message, { pathOf }: Known, nameOf: (id: string) => string): string {
  if (message.deletedBy) return `<div class="text">${escapeHtml(texts.export.deleted)}</div>`;
  const { replyTo, forwardedFrom, poll, reactions, attachments = [] } = message;
  return [
    forwardedFrom ? line(texts.messages.forwardedFrom(forwardedFrom.senderName)) : '',
    replyTo
      ? `<blockquote>${escapeHtml(nameOf(replyTo.senderId))}: ${escapeHtml(replyTo.text || texts.messages.attachment)}</blockquote>`
      : '',
    message.text ? `<div class="text">${escapeHtml(message.text)}</div>` : '',
    poll ? pollPart(texts, poll, nameOf) : '',
    ...attachments.map((one) => attachedItem(texts, one.name, pathOf(one))),
    reactions?.length ? reactionsPart(texts, reactions, nameOf) : '',
  ].join('');
}

/** One message of a chat's page, or the line of what happened to the chat. */
export function messageItem(texts: Texts, message: Message, known: Known): string {
  const when = new Date(message.sentAt);
  const time = new Intl.DateTimeFormat(texts.locale, { dateStyle: 'long', timeStyle: 'short' }).format(when);
  const nameOf = (id: string) => {
    const person = known.personOf(id);
    return person ? personName(person) : texts.export.unknownSender;
  };
  const who = nameOf(message.senderId);
  const stamp = `<time class="when" datetime="${when.toISOString()}">${escapeHtml(time)}</time>`;
  if (message.service) {
    return `<li class="message">${stamp} ${escapeHtml(serviceText(texts, message.service, who))}</li>\n`;
  }
  const edited = message.editedAt ? ` <span class="when">${escapeHtml(texts.messages.edited)}</span>` : '';
  const head = `<span class="who">${escapeHtml(who)}</span> ${stamp}${edited}`;
  return `<li class="message">${head}${body(texts, message, known, nameOf)}</li>\n`;
}
