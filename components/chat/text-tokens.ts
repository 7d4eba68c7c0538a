import LinkifyIt from 'linkify-it';
import { personName } from '../../i18n/names.ts';
import type { Person } from '../../protocol/people.ts';

/** A piece of a message's text, in order; together they are the text, character by character. */
export type TextToken =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'mention'; text: string; personId: string };

// Only what begins with http://, https:// or www., and e-mail addresses: «с. 87.Подробнее» is no address.
const finder = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: false });
finder.add('ftp:', null).add('//', null);
// Beside countries and the old ones that the library knows: what schools have; three of them in Cyrillic.
const TOP_LEVEL = ['online', 'school', 'site', 'education', 'academy', 'moscow', 'tatar', 'app', 'dev', 'example'];
finder.tlds(
  [...TOP_LEVEL, '\u0434\u0435\u0442\u0438', '\u0440\u0443\u0441', '\u043c\u043e\u0441\u043a\u0432\u0430'],
  true,
);

/** Characters that are not seen or turn the direction of what follows: an address with them is not what it looks. */
const INVISIBLE = /[\p{Cf}\p{Cc}\p{Co}\u115f\u1160\u3164\uffa0]/u;
const LATIN = /^[a-z0-9-]+$/;
const CYRILLIC = /^(?=.*\p{Script=Cyrillic})[\p{Script=Cyrillic}0-9-]+$/u;

/**
 * Whether a host looks like what it is: Latin letters throughout, or Cyrillic ones throughout. One Cyrillic letter
 * in a Latin name, or a Cyrillic name in front of «.com», may be drawn exactly like somebody else's.
 */
function isHonestHost(host: string): boolean {
  const labels = host
    .toLowerCase()
    .replace(/^www\./, '')
    .split('.');
  if (labels.some((label) => label.startsWith('xn--'))) return false;
  return labels.every((label) => LATIN.test(label)) || labels.every((label) => CYRILLIC.test(label));
}

/** The address that a link may have: https, http or mailto to an honest host, without a name or password inside. */
export function safeHref(typed: string, schema: string): string | null {
  if (INVISIBLE.test(typed)) return null;
  if (schema === 'mailto:') {
    const address = typed.replace(/^mailto:/i, '');
    const [name = '', host = '', ...more] = address.split('@');
    // Whatever follows a question mark would fill in the letter.
    if (more.length > 0 || address.includes('?') || !/^[\w.+-]+$/.test(name) || !isHonestHost(host)) return null;
    return `mailto:${address}`;
  }
  const isFuzzy = schema === '';
  if (isFuzzy && !/^www\./i.test(typed)) return null;
  const whole = isFuzzy ? `https://${typed}` : typed;
  if (!URL.canParse(whole)) return null;
  const url = new URL(whole);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  if (url.username || url.password) return null;
  // The host as it was typed, not as punycode.
  const host = /^https?:\/\/([^/?#:]+)/i.exec(whole)?.[1] ?? '';
  return isHonestHost(host) ? url.href : null;
}

function linksIn(text: string): TextToken[] {
  const tokens: TextToken[] = [];
  let end = 0;
  for (const match of finder.match(text) ?? []) {
    const href = safeHref(match.raw, match.schema);
    if (!href) continue;
    if (match.index > end) tokens.push({ kind: 'text', text: text.slice(end, match.index) });
    tokens.push({ kind: 'link', text: match.raw, href });
    end = match.lastIndex;
  }
  if (end < text.length) tokens.push({ kind: 'text', text: text.slice(end) });
  return tokens;
}

/** Who a mention of everybody in the chat is of. */
export const EVERYONE = '';

/** Where a text addresses everybody by this word, which stands by itself; -1 where it does not. */
export function findEveryone(text: string, word: string): number {
  const found = new RegExp(`(?<![\\p{L}\\p{N}_])${word}(?![\\p{L}\\p{N}_])`, 'u').exec(text);
  return found?.index ?? -1;
}

/** How a person stands in a text that mentions them. */
export const mentionText = (person: Person) => `@${personName(person)}`;

interface Mention {
  at: number;
  personId: string;
  text: string;
}

/** The first mention in a text: where it begins, and of whom; the longest name wins. */
function firstMention(text: string, mentioned: Person[], everyone: string[]): Mention | null {
  const found = [
    ...mentioned.map((person) => ({
      personId: person.id,
      text: mentionText(person),
      at: text.indexOf(mentionText(person)),
    })),
    ...everyone.map((word) => ({ personId: EVERYONE, text: word, at: findEveryone(text, word) })),
  ].filter(({ at }) => at >= 0);
  found.sort((a, b) => a.at - b.at || b.text.length - a.text.length);
  return found[0] ?? null;
}

/** Splits a text into plain pieces, links and mentions: of these people, and by these words of everybody. Nothing of it is ever markup (S7). */
export function tokenize(text: string, mentioned: Person[] = [], everyone: string[] = []): TextToken[] {
  const mention = firstMention(text, mentioned, everyone);
  if (!mention) return linksIn(text);
  const { at, personId } = mention;
  return [
    ...linksIn(text.slice(0, at)),
    { kind: 'mention', text: mention.text, personId },
    ...tokenize(text.slice(at + mention.text.length), mentioned, everyone),
  ];
}
