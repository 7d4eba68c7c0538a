import { stemmer } from '@orama/stemmers/russian';

/** A word as it stands in a text, and the stem that it is found by. */
export interface Word {
  stem: string;
  /** [start, end) in UTF-16 units. */
  start: number;
  end: number;
}

/** Lower case, and the letter yo written as ye: people write either. One unit stays one unit, so places hold. */
function plain(text: string): string {
  const whole = text.toLowerCase();
  const lower =
    whole.length === text.length
      ? whole
      : Array.from(text, (character) => {
          const one = character.toLowerCase();
          return one.length === character.length ? one : character;
        }).join('');
  return lower.replaceAll('\u0451', '\u0435');
}

/** The words of a text in order, each with the stem of Snowball's Russian rules; other scripts pass as they are. */
export function wordsOf(text: string): Word[] {
  return [...plain(text).matchAll(/[\p{L}\p{N}]+/gu)].map((match) => ({
    stem: stemmer(match[0]) || match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** What a text is indexed by: its stems, once each, a space between them. */
export function stemsOf(text: string): string {
  return [...new Set(wordsOf(text).map(({ stem }) => stem))].join(' ');
}

/** A question: every stem must be there, the last one may be the beginning of a longer word. */
export interface Question {
  stems: string[];
  /** The last word as it was typed: who is still typing has no ending yet. */
  beginning: string | null;
}

/** Most words of a question that count. */
const MAX_WORDS = 10;
/** A shorter last word is no beginning: it would find everything. */
const MIN_BEGINNING = 3;

export function toQuestion(text: string): Question {
  const words = wordsOf(text).slice(0, MAX_WORDS);
  const last = words.at(-1);
  const typed = last ? plain(text).slice(last.start, last.end) : '';
  return { stems: words.map(({ stem }) => stem), beginning: typed.length >= MIN_BEGINNING ? typed : null };
}

/** Whether a word answers one of the question's. */
function answers(word: Word, question: Question, stem: string): boolean {
  const isLast = stem === question.stems.at(-1);
  return word.stem === stem || (isLast && question.beginning !== null && word.stem.startsWith(stem));
}

/** Where the question's words stand in a text; null when one of them does not. */
export function marksOf(text: string, question: Question): [number, number][] | null {
  const words = wordsOf(text);
  if (!question.stems.every((stem) => words.some((word) => answers(word, question, stem)))) return null;
  return words
    .filter((word) => question.stems.some((stem) => answers(word, question, stem)))
    .map(({ start, end }) => [start, end]);
}

/** The question in FTS5's language; stems hold letters and digits only, so nothing of it is an operator. */
export function toMatch(question: Question): string {
  return question.stems
    .map((stem, index) => {
      const isBeginning = index === question.stems.length - 1 && question.beginning !== null;
      return isBeginning ? `"${stem}" *` : `"${stem}"`;
    })
    .join(' AND ');
}
