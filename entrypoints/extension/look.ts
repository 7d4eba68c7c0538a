import { signal } from '@preact/signals';
import * as v from 'valibot';
import type { Look } from '../../components/people/look-settings.tsx';
import { en } from '../../i18n/en.ts';
import { ru, type Texts } from '../../i18n/ru.ts';

/** Kept in the page's own storage: it is there before the first paint. */
const KEY = 'look';
const LANGUAGE = 'language';
const StoredLook = v.object({
  theme: v.picklist(['system', 'light', 'dark']),
  size: v.picklist(['small', 'normal', 'large', 'huge']),
});
const SIZES = { small: '87.5%', normal: '', large: '118.75%', huge: '137.5%' };

function stored(): Look {
  try {
    const parsed = v.safeParse(StoredLook, JSON.parse(localStorage.getItem(KEY) ?? 'null'));
    if (parsed.success) return parsed.output;
  } catch {
    // Not ours, or not readable: as if nothing was chosen.
  }
  return { theme: 'system', size: 'normal' };
}

/** How this browser shows everything. */
export const look = signal<Look>(stored());

const textsOf = (language: string | null): Texts => (language === 'en' ? en : ru);

/** The words of the language that was used last in this browser: until the server has said which. */
export const texts = signal<Texts>(textsOf(localStorage.getItem(LANGUAGE)));

function apply({ theme, size }: Look): void {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  root.style.fontSize = SIZES[size];
}

export function setLook(next: Look): void {
  look.value = next;
  localStorage.setItem(KEY, JSON.stringify(next));
  apply(next);
}

export function setLanguage(language: 'ru' | 'en'): void {
  if (texts.value.locale === language) return;
  localStorage.setItem(LANGUAGE, language);
  texts.value = textsOf(language);
  document.documentElement.lang = language;
}

/** Gives this page the look that was chosen, also when another page chooses another. */
export function startLook(): void {
  apply(look.value);
  document.documentElement.lang = texts.value.locale;
  window.addEventListener('storage', ({ key }) => {
    if (key === KEY) {
      look.value = stored();
      apply(look.value);
    }
    if (key === LANGUAGE) texts.value = textsOf(localStorage.getItem(LANGUAGE));
  });
}
