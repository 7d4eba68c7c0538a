import type { ListTexts } from './ru-list.ts';

const DAY = 86_400_000;

const startOfDay = (time: number) => new Date(time).setHours(0, 0, 0, 0);
const daysBetween = (time: number, now: number) => Math.round((startOfDay(now) - startOfDay(time)) / DAY);

const formats = new Map<string, Intl.DateTimeFormat>();

/** A format is made once: making it costs a hundred times what using it does, and a long chat shows thousands. */
function formatOf(locale: string, options: Intl.DateTimeFormatOptions = {}): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, options);
    formats.set(key, format);
  }
  return format;
}

const clock = formatOf('ru', { hour: 'numeric', minute: '2-digit' });

/** «10:42». */
export function clockTime(time: number): string {
  return clock.format(time);
}

/** When a chat last spoke, as the list says it: «10:42», «вчера», «пт», «3 нояб», «12.05.2025». */
export function listTime(texts: ListTexts, time: number, now: number): string {
  const days = daysBetween(time, now);
  if (days <= 0) return clockTime(time);
  if (days === 1) return texts.chat.yesterday;
  if (days < 7) return formatOf(texts.locale, { weekday: 'short' }).format(time);
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  if (!sameYear) return formatOf(texts.locale).format(time);
  return formatOf(texts.locale, { day: 'numeric', month: 'short' }).format(time).replace('.', '');
}

/** Until when something holds: «14:30», and with the day where it is another: «25 нояб, 14:30». */
export function untilTime(texts: ListTexts, time: number, now: number): string {
  if (sameDay(time, now)) return clockTime(time);
  const day = formatOf(texts.locale, { day: 'numeric', month: 'short' }).format(time).replace('.', '');
  return `${day}, ${clockTime(time)}`;
}

/** The separator between days: «сегодня», «вчера», «17 ноября», «17 ноября 2025 г.». */
export function dayLabel(texts: ListTexts, time: number, now: number): string {
  const days = daysBetween(time, now);
  if (days <= 0) return texts.chat.today;
  if (days === 1) return texts.chat.yesterday;
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  const year = sameYear ? {} : ({ year: 'numeric' } as const);
  return formatOf(texts.locale, { day: 'numeric', month: 'long', ...year }).format(time);
}

/** Whether two moments are on the same day here. */
export function sameDay(a: number, b: number): boolean {
  return startOfDay(a) === startOfDay(b);
}
