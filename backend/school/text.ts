/**
 * A name as everybody may see it (S7, S14): NFC, one space between words; control, zero-width, bidi and filler
 * characters, emoji and signs («✓») dropped, at most two combining marks on a letter. May become empty.
 */
export function cleanText(text: string): string {
  return (
    text
      .normalize('NFC')
      .replace(/\s+/gu, ' ')
      .replace(/[\p{C}\p{Default_Ignorable_Code_Point}]/gu, '')
      // The numero sign stays: a school has it in its name.
      .replace(/(?!\u2116)\p{So}/gu, '')
      .replace(/(\p{M}{2})\p{M}+/gu, '$1')
      .replace(/ {2,}/g, ' ')
      .trim()
  );
}

/**
 * A phone as digits with the country's code: `8 (912) 000-00-01`, `+7 912…` and ten digits all become 7912…; other
 * countries need the plus. `null` for an empty field, undefined for what is not one phone.
 */
export function phoneDigits(text: string): string | null | undefined {
  const written = text.replace(/[\s().\u2010-\u2015-]/gu, '');
  if (written === '') return null;
  if (/^\+?7\d{10}$/.test(written)) return written.replace('+', '');
  if (/^8\d{10}$/.test(written)) return `7${written.slice(1)}`;
  if (/^\d{10}$/.test(written)) return `7${written}`;
  if (/^\+[1-689]\d{9,14}$/.test(written)) return written.slice(1);
  return undefined;
}

const collator = new Intl.Collator('ru');

interface Named {
  familyName: string;
  givenName: string;
  middleName?: string | null;
}

/** The order of a class list: by surname, name, patronymic; ё stands with е, after it where all else is equal. */
export function byAlphabet(a: Named, b: Named): number {
  return (
    collator.compare(a.familyName, b.familyName) ||
    collator.compare(a.givenName, b.givenName) ||
    collator.compare(a.middleName ?? '', b.middleName ?? '')
  );
}
