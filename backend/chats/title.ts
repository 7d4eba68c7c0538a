import { MAX_TITLE_LENGTH } from '../../protocol/own-chats.ts';
import { AppError } from '../errors.ts';

/** Letters that are drawn as nothing: a title of them alone would be none. */
const BLANKS = /[\u115f\u1160\u3164\uffa0\u2800]/gu;

/**
 * A line that people have typed as everybody may see it (S7): NFC, no control, zero-width or bidi characters, at most
 * two combining marks on a letter. Emoji stay. Empty where nothing is left.
 */
export function cleanLine(typed: string): string {
  return (
    typed
      .normalize('NFC')
      .replace(/\s+/gu, ' ')
      // A joined emoji falls into its parts: its joiner is one of the characters that hide things.
      .replace(/[\p{C}\p{Default_Ignorable_Code_Point}]/gu, '')
      .replace(BLANKS, '')
      .replace(/(\p{M}{2})\p{M}+/gu, '$1')
      .replace(/ {2,}/g, ' ')
      .trim()
  );
}

/** A chat's title, cleaned. Throws title-empty, title-too-long. */
export function cleanTitle(typed: string): string {
  const title = cleanLine(typed);
  if (title === '') throw new AppError('title-empty');
  if (title.length > MAX_TITLE_LENGTH) throw new AppError('title-too-long');
  return title;
}
