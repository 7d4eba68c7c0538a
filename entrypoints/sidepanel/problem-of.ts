import { ClientError } from '../../client/platform.ts';
import { errorText } from '../../i18n/errors.ts';
import type { CommonTexts } from '../../i18n/ru-common.ts';

/** The sentence for what went wrong with a command. */
export function problemOf(texts: CommonTexts, error: unknown): string {
  return errorText(texts, error instanceof ClientError ? error.code : 'internal');
}
