import { expect, test } from 'vitest';
import { clockTime, dayLabel, listTime, sameDay } from '../../i18n/dates.ts';
import { ru } from '../../i18n/ru.ts';

const at = (year: number, month: number, day: number, hour = 12, minute = 0) =>
  new Date(year, month - 1, day, hour, minute).getTime();
/** Wednesday, 11 November 2026, 10:42. */
const NOW = at(2026, 11, 11, 10, 42);

test('DATE1 a time of day has minutes of two digits', () => {
  expect(clockTime(at(2026, 11, 11, 10, 5))).toBe('10:05');
  expect(clockTime(at(2026, 11, 11, 0, 0))).toMatch(/^0?0:00$/);
});

test.each([
  ['now', NOW, '10:42'],
  ['earlier today', at(2026, 11, 11, 8, 15), /^0?8:15$/],
  ['a server whose clock is ahead', at(2026, 11, 11, 10, 50), '10:50'],
  ['one minute before midnight', at(2026, 11, 10, 23, 59), 'вчера'],
  ['the beginning of yesterday', at(2026, 11, 10, 0, 0), 'вчера'],
  ['the day before', at(2026, 11, 9, 23, 59), 'пн'],
  ['six days ago', at(2026, 11, 5), 'чт'],
  ['a week ago, which would be the same weekday', at(2026, 11, 4), '4 нояб'],
  ['May has no dot to lose', at(2026, 5, 3), '3 мая'],
  ['last year', at(2025, 12, 31), '31.12.2025'],
])('DATE2 the list says of %s', (_name, time, expected) => {
  expect(listTime(ru, time, NOW)).toMatch(typeof expected === 'string' ? new RegExp(`^${expected}$`) : expected);
});

test('DATE2 yesterday is yesterday over the turn of the year too', () => {
  expect(listTime(ru, at(2026, 12, 31, 23, 0), at(2027, 1, 1, 1, 0))).toBe('вчера');
  expect(listTime(ru, at(2026, 12, 29), at(2027, 1, 1))).toBe('вт');
});

test.each([
  ['now', NOW, 'сегодня'],
  ['tomorrow, by a server whose clock is ahead', at(2026, 11, 12, 0, 1), 'сегодня'],
  ['yesterday', at(2026, 11, 10, 0, 1), 'вчера'],
  ['this year', at(2026, 10, 17), '17 октября'],
  ['another year', at(2025, 11, 17), '17 ноября 2025 г.'],
])('DATE3 the line between days says of %s', (_name, time, expected) => {
  expect(dayLabel(ru, time, NOW).replace(/[\u00a0\u202f]/g, ' ')).toBe(expected);
});

test('DATE4 a day ends at midnight here, not after 24 hours', () => {
  expect(sameDay(at(2026, 11, 11, 0, 0), at(2026, 11, 11, 23, 59))).toBe(true);
  expect(sameDay(at(2026, 11, 11, 23, 59), at(2026, 11, 12, 0, 0))).toBe(false);
});
