import { expect, test } from 'vitest';
import { normaliseClass, normaliseSubject } from '../../diaries/normalise.ts';

test.each([
  ['7Б', '7Б'],
  ['7 «Б»', '7Б'],
  ['7-Б', '7Б'],
  ['7 – б', '7Б'],
  ['7 б', '7Б'],
  ['7"Б"', '7Б'],
  ['7„Б“ класс', '7Б'],
  ['07 Б', '7Б'],
  ['11\u00a0А', '11А'],
  ['9A', '9А'],
  ['10 ИТ', '10ИТ'],
  ['5К1', '5К1'],
  ['7', '7'],
  ['13Б', null],
  ['Дневник', null],
  ['', null],
])('DIARY5 the class «%s» is %s', (shown, stored) => {
  expect(normaliseClass(shown)).toBe(stored);
});

test('DIARY5 a subject is one trimmed line', () => {
  expect(normaliseSubject('  Английский\n   язык\u00a0 ')).toBe('Английский язык');
});
