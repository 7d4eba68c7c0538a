import { randomInt } from 'node:crypto';

/** Crockford's alphabet: no letter that reads like another or like a digit. 10 characters are 50 bits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 10;

/** What people type instead: letters that look like digits, and Cyrillic letters that look like Latin ones. */
const LOOK_ALIKES: Record<string, string> = {
  O: '0',
  I: '1',
  L: '1',
  '\u0410': 'A',
  '\u0412': 'B',
  '\u0415': 'E',
  '\u0417': '3',
  '\u041a': 'K',
  '\u041c': 'M',
  '\u041d': 'H',
  '\u041e': '0',
  '\u0420': 'P',
  '\u0421': 'C',
  '\u0422': 'T',
  '\u0423': 'Y',
  '\u0425': 'X',
  '\u0406': '1',
};

/** A random link code in its stored form: 10 characters, no dash. */
export function randomLinkCode(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** `XXXXX-XXXXX`, as people get it. */
export function showLinkCode(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}

/** The stored form of what was typed; undefined where it cannot be a code. */
export function readLinkCode(typed: string): string | undefined {
  const code = [...typed.toUpperCase().replace(/[\s\p{Dash}]/gu, '')].map((char) => LOOK_ALIKES[char] ?? char).join('');
  return code.length === LENGTH && [...code].every((char) => ALPHABET.includes(char)) ? code : undefined;
}
