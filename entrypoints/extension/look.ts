import { signal } from '@preact/signals';
import * as v from 'valibot';
import type { Look } from '../../components/people/look-settings.tsx';
import type { Texts } from '../../i18n/ru.ts';
import { type ListTexts, ruList } from '../../i18n/ru-list.ts';

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

/**
 * The words of the first screen, in the language that was used last in this browser until the server has said which;
 * and every word, once something has asked for them (`loadAllTexts`).
 */
export const texts = signal<ListTexts>(ruList);
export const allTexts = signal<Texts | null>(null);

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

/** Every word of the language that is kept; rejects when their file does not come. */
async function fetchTexts(): Promise<Texts> {
  if (localStorage.getItem(LANGUAGE) === 'en') return (await import('../../i18n/en.ts')).en;
  return (await import('../../i18n/ru.ts')).ru;
}

/** Shows the words of the language that is kept. Without their file those that are shown stay. */
async function showLanguage(): Promise<void> {
  // Russian is here already, unless a screen beyond the first has its words.
  const isHere = localStorage.getItem(LANGUAGE) !== 'en' && allTexts.value === null;
  const all = isHere ? null : await fetchTexts().catch(() => null);
  if (all) allTexts.value = all;
  if (all || isHere) texts.value = all ?? ruList;
  document.documentElement.lang = texts.value.locale;
}

/** Fetches the words of all screens; rejects when their file does not come. */
export async function loadAllTexts(): Promise<void> {
  allTexts.value ??= await fetchTexts();
}

export function setLanguage(language: 'ru' | 'en'): void {
  if (texts.value.locale === language) return;
  localStorage.setItem(LANGUAGE, language);
  void showLanguage();
}

/**
 * Gives this page the look that was chosen, also when another page chooses another. Resolves when the words are there.
 */
export async function startLook(): Promise<void> {
  apply(look.value);
  window.addEventListener('storage', ({ key }) => {
    if (key === KEY) {
      look.value = stored();
      apply(look.value);
    }
    if (key === LANGUAGE) void showLanguage();
  });
  await showLanguage();
}
