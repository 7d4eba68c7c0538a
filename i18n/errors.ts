import type { CommonTexts } from './ru-common.ts';

/** The sentence for an error code: what happened, and what to do next. */
export function errorText(texts: CommonTexts, code: keyof CommonTexts['errors']): string {
  return texts.errors[code];
}
