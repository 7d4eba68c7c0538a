/** Latin letters that schools type instead of the Cyrillic ones that look the same. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  A: 'А',
  B: 'В',
  C: 'С',
  E: 'Е',
  H: 'Н',
  K: 'К',
  M: 'М',
  O: 'О',
  P: 'Р',
  T: 'Т',
  X: 'Х',
};

/**
 * A class in its stored form: «7 «Б»», «7-Б», «7 б», «7Б класс» are `7Б`.
 * @returns null when the text does not look like a class.
 */
export function normaliseClass(text: string): string | null {
  const bare = text
    .replace(/класс[а-я]*/giu, ' ')
    .replace(/[«»„“”"'`\s\-–—.]+/gu, '')
    .toUpperCase();
  const parts = /^0?(\d{1,2})(\p{L}{0,4}\d?)$/u.exec(bare);
  const [, year, letters] = parts ?? [];
  if (year === undefined || letters === undefined || Number(year) > 12) return null;
  return year + letters.replace(/[A-Z]/g, (letter) => LOOKALIKES[letter] ?? letter);
}

/** A subject as one line: trimmed, every run of spaces one space. */
export function normaliseSubject(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
