import { expect, test } from 'vitest';
import { nameFits } from '../../diaries/names.ts';
import type { Me, Person } from '../../protocol/people.ts';

function person(familyName: string, givenName: string, middleName?: string): Person {
  return { id: givenName, role: 'pupil', familyName, givenName, ...(middleName ? { middleName } : {}) };
}

const ANNA: Me = { ...person('Иванова', 'Анна', 'Сергеевна'), children: [] };
const PETYA: Me = { ...person('Королёв', 'Пётр'), children: [] };
const OLGA: Me = {
  ...person('Иванова', 'Ольга', 'Николаевна'),
  role: 'parent',
  children: [person('Иванова', 'Анна', 'Сергеевна'), person('Петров', 'Пётр')],
};

test.each([
  ['Иванова А. С.', ANNA, true],
  ['Иванова А.С.', ANNA, true],
  ['ИВАНОВА А.С.', ANNA, true],
  ['Иванова АС', ANNA, true],
  ['А. С. Иванова', ANNA, true],
  ['Иванова А.', ANNA, true],
  ['Анна И.', ANNA, true],
  ['Иванова Анна', ANNA, true],
  ['Анна Иванова', ANNA, true],
  ['  Иванова\n Анна\u00a0Сергеевна ', ANNA, true],
  ['Анна Сергеевна', ANNA, true],
  ['Королев Петр', PETYA, true],
  ['КОРОЛЕВ П. А.', PETYA, true],
  ['Королёв Пётр Алексеевич', PETYA, true],
  ['Иванова О. Н.', OLGA, true],
  ['Иванова А. С.', OLGA, true],
  ['Петров Пётр', OLGA, true],
  // Not plainly a name: covers nothing.
  [null, ANNA, true],
  ['', ANNA, true],
  ['Профиль', ANNA, true],
  ['Личный кабинет', ANNA, true],
  ['Личный Кабинет', ANNA, true],
  ['Петрова', ANNA, true],
  ['Petrov Ivan', ANNA, true],
  ['user123 456', ANNA, true],
  // Clearly somebody else.
  ['Петров Иван', ANNA, false],
  ['Петров И. И.', ANNA, false],
  ['Иванов А. С.', ANNA, false],
  ['Иванова М. С.', ANNA, false],
  ['Иванова А. П.', ANNA, false],
  ['Иванова Мария', ANNA, false],
  ['Иванова Анна Петровна', ANNA, false],
  ['ПЕТРОВА АННА', ANNA, false],
  ['Королёв Иван', PETYA, false],
  ['Сидоров Пётр', OLGA, false],
  ['Иванова Мария', OLGA, false],
] as const)('DIARY6 «%s» fits: %#', (shown, me, fits) => {
  expect(nameFits(shown, me)).toBe(fits);
});

test('DIARY6 two spellings of one given name are one person', () => {
  const of = (givenName: string): Me => ({ ...person('Орлова', givenName), children: [] });
  expect(nameFits('Орлова Наталия', of('Наталья'))).toBe(true);
  expect(nameFits('Орлова София', of('Софья'))).toBe(true);
  expect(nameFits('Орлова Даниил', of('Данил'))).toBe(true);
});
