/** Words in a selector or a name that could lead to a secret of the page: none is ever read. */
const SECRETS = /token|passw|secret|csrf|xsrf|session|cookie|credential|\binput\b|\btextarea\b|\[value/i;

export function isDenied(selector: string): boolean {
  return SECRETS.test(selector);
}

/**
 * Whether a selector names what a build made up (`._2WG0s`, `[_ngcontent-c18]`, `.css-1hn4v0k`): it would be gone
 * with the diary's next release.
 */
export function isUnstable(selector: string): boolean {
  if (/\[\s*_ng(content|host)/i.test(selector) || /\[\s*data-v-[0-9a-f]{6,}/i.test(selector)) return true;
  const classes = [...selector.matchAll(/\.(-?[_a-z][\w-]*)/gi)].map((found) => found[1] ?? '');
  const values = [...selector.matchAll(/\[\s*class\s*[~|^$*]?=\s*["']?([^"'\]]+)/gi)].map((found) => found[1] ?? '');
  return [...classes, ...values.flatMap((value) => value.trim().split(/\s+/))].some(isHashed);
}

function isHashed(name: string): boolean {
  if (/^(_|css-|sc-|jss\d)/i.test(name)) return true;
  return name.split(/[-_]+/).some((part) => mixesDigits(part) || isUnpronounceable(part));
}

/** `1hn4v0k` does, `grade11` and `42` do not. */
function mixesDigits(part: string): boolean {
  return part.length >= 5 && /\d/.test(part) && /[a-z]/i.test(part) && !/^[a-z]{3,}\d{1,2}$/i.test(part);
}

/** Ten letters and more with hardly a vowel are no word. */
function isUnpronounceable(part: string): boolean {
  const letters = part.replace(/[^a-z]/gi, '');
  if (letters.length < 10) return false;
  return (letters.match(/[aeiouy]/gi) ?? []).length / letters.length < 0.2;
}
