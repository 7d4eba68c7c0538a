import { signal } from '@preact/signals';
import type { Look } from '../../components/people/look-settings.tsx';
import type { Texts } from '../../i18n/ru.ts';
import { type ListTexts, ruList } from '../../i18n/ru-list.ts';
import { applyLook, keptLanguage, keptLook, LANGUAGE, LOOK } from './kept-look.ts';

/** How this browser shows everything. */
export const look = signal<Look>(keptLook());

/**
 * The words of the first screen, in the language that was used last in this browser until the server has said which;
 * and every word, once something has asked for them (`loadAllTexts`).
 */
export const texts = signal<ListTexts>(ruList);
export const allTexts = signal<Texts | null>(null);

export function setLook(next: Look): void {
  look.value = next;
  localStorage.setItem(LOOK, JSON.stringify(next));
  applyLook(next);
}

/** Every word of the language that is kept; rejects when their file does not come. */
async function fetchTexts(): Promise<Texts> {
  if (keptLanguage() === 'en') return (await import('../../i18n/en.ts')).en;
  return (await import('../../i18n/ru.ts')).ru;
}

/** Shows the words of the language that is kept. Without their file those that are shown stay. */
async function showLanguage(): Promise<void> {
  // Russian is here already, unless a screen beyond the first has its words.
  const isHere = keptLanguage() === 'ru' && allTexts.value === null;
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
  applyLook(look.value);
  window.addEventListener('storage', ({ key }) => {
    if (key === LOOK) {
      look.value = keptLook();
      applyLook(look.value);
    }
    if (key === LANGUAGE) void showLanguage();
  });
  await showLanguage();
}
