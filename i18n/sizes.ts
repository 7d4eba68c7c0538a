import type { Texts } from './ru.ts';

/** A file's size as people read it: 1 234 567 is «1,2 МБ». */
export function fileSize(texts: Texts, bytes: number): string {
  const units = texts.files.units;
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  const number = new Intl.NumberFormat(texts.locale, { maximumFractionDigits: digits }).format(value);
  return `${number}\u00a0${units[unit]}`;
}

/** A length as players show it: 65,000 ms is «1:05». */
export function playTime(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
