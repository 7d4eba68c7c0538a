import { rosterWords } from '../../i18n/roster.ts';
import { cleanText } from './text.ts';

/**
 * A class as we store it: digits and Cyrillic capitals without a space (the seventh B class in every spelling: with
 * quotes, a space, a hyphen, the word for class, Latin look-alikes), or `5-1` where classes have numbers.
 * Undefined for what is not a class of a school (1 to 12).
 */
export function storedClassName(text: string): string | undefined {
  const bare = cleanText(text)
    .replace(rosterWords.classWord, ' ')
    .replace(/["'«»„“”()]/gu, ' ')
    .trim()
    .toUpperCase();
  const parts = /^(\d{1,2})\s*([-–—./]?)\s*(\p{L}{0,4})\s*(\d{0,2})$/u.exec(bare);
  if (!parts) return undefined;
  const [, grade = '', sign = '', letters = '', number = ''] = parts;
  if (Number(grade) < 1 || Number(grade) > 12) return undefined;
  const cyrillic = [...letters].map((letter) => rosterWords.lookalikes[letter] ?? letter).join('');
  if (!/^\p{Script=Cyrillic}*$/u.test(cyrillic)) return undefined;
  if (!cyrillic && !number) return sign ? undefined : String(Number(grade));
  if (!cyrillic) return sign ? `${Number(grade)}-${number}` : undefined;
  return `${Number(grade)}${cyrillic}${number}`;
}
