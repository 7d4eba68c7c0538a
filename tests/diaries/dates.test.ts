import { expect, test } from 'vitest';
import { isDay } from '../../diaries/dates.ts';

test.each([
  ['19, среда', true],
  ['Среда, 19 ноября', true],
  ['19 ноября', true],
  ['19, четверг', false],
  ['18, вторник', false],
  ['2019', false],
  ['', false],
  [null, false],
])('DIARY28 «%s» is Wednesday the 19th: %s', (header, is) => {
  expect(isDay(header, new Date(2025, 10, 19, 12))).toBe(is);
});
