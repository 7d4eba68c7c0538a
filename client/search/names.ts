import type { Person } from '../../protocol/people.ts';

/** Lower case, the letter yo as ye, one kind of space. */
const plain = (text: string) =>
  text.toLocaleLowerCase('ru').replaceAll('\u0451', '\u0435').replaceAll('\u00a0', ' ').replace(/\s+/g, ' ').trim();

/** Whether each word that was typed begins a word of the text; «7б» also fits «7 Б». */
export function fitsWords(typed: string, text: string): boolean {
  const words = plain(text).split(/[^\p{L}\p{N}]+/u);
  const together = words.join('');
  const wanted = plain(typed)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  return wanted.every((one) => words.some((word) => word.startsWith(one)) || together.startsWith(one));
}

/** What somebody is found by: all names, the class, the subjects. */
export function wordsOfPerson(person: Person): string {
  const { familyName, givenName, middleName, className, subjects } = person;
  return [familyName, givenName, middleName, className, ...(subjects ?? [])].filter(Boolean).join(' ');
}
