import * as v from 'valibot';
import type { Look } from '../../components/people/look-settings.tsx';

/** Kept in the pages' own storage: it is there before the first paint. */
export const LOOK = 'look';
export const LANGUAGE = 'language';
const StoredLook = v.object({
  theme: v.picklist(['system', 'light', 'dark']),
  size: v.picklist(['small', 'normal', 'large', 'huge']),
});
const SIZES = { small: '87.5%', normal: '', large: '118.75%', huge: '137.5%' };

/** What was chosen in this browser. */
export function keptLook(): Look {
  try {
    const parsed = v.safeParse(StoredLook, JSON.parse(localStorage.getItem(LOOK) ?? 'null'));
    if (parsed.success) return parsed.output;
  } catch {
    // Not ours, or not readable: as if nothing was chosen.
  }
  return { theme: 'system', size: 'normal' };
}

/** The language that was used last in this browser. */
export const keptLanguage = (): 'ru' | 'en' => (localStorage.getItem(LANGUAGE) === 'en' ? 'en' : 'ru');

/** Gives this page a look. */
export function applyLook({ theme, size }: Look): void {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  root.style.fontSize = SIZES[size];
}
