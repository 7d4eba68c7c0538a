import type { Texts } from './ru.ts';

/** The sentence for an error code: what happened, and what to do next. */
export function errorText(texts: Texts, code: keyof Texts['errors']): string {
  return texts.errors[code];
}
