import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readOneRoster } from '../../backend/school/one-roster.ts';
import { generateSchool } from '../../demo/school/generate.ts';

const FOLDER = join(import.meta.dirname, '../../demo/school');

test('DEMO1 the committed school is what the generator makes, every time', () => {
  const files = generateSchool();
  expect(generateSchool()).toEqual(files);
  for (const [file, text] of Object.entries(files)) {
    expect(readFileSync(join(FOLDER, file), 'utf8').replaceAll('\r\n', '\n'), file).toBe(text);
  }
});

test('DEMO2 the people whom the demo and the tests know are there', async () => {
  const { people, guardians } = await readOneRoster(FOLDER, new Date(2026, 9, 1).getTime());
  const named = (phone: string) =>
    people
      .filter((person) => person.phone === phone)
      .map(({ familyName, givenName, middleName, role, className }) =>
        [familyName, givenName, middleName, role, className].filter(Boolean).join(' '),
      )
      .sort();
  expect(named('79120000001')).toEqual(['Иванова Анна Сергеевна pupil 7Б']);
  expect(named('79120000002')).toEqual(['Кузнецова Елена Викторовна teacher']);
  expect(named('79120000003')).toEqual(['Иванова Ольга Николаевна parent']);
  expect(named('79120000004')).toEqual(['Соколов Пётр Николаевич parent', 'Соколов Пётр Николаевич teacher']);
  expect(named('79120000005')).toEqual(['Ковалёва Мария Андреевна pupil 7Б']);
  expect(named('79120000099')).toEqual([]);
  const childrenOf = (phone: string) => {
    const parent = people.find((person) => person.phone === phone && person.role === 'parent')?.sourcedId;
    return guardians
      .filter(({ parentId }) => parentId === parent)
      .map(({ childId }) => people.find(({ sourcedId }) => sourcedId === childId))
      .map((child) => `${child?.familyName} ${child?.givenName} ${child?.className}`)
      .sort();
  };
  expect(childrenOf('79120000003')).toEqual(['Иванов Пётр 7А', 'Иванова Анна 7Б']);
  expect(childrenOf('79120000004')).toEqual(['Соколов Михаил 7Б']);
});

test('DEMO2 three classes of 25, eight teachers, and phones that are nobody’s', async () => {
  const { people, classes } = await readOneRoster(FOLDER, new Date(2026, 9, 1).getTime());
  expect(classes.map(({ enrollments }) => enrollments.filter(({ role }) => role === 'pupil').length)).toEqual([
    25, 25, 25,
  ]);
  expect(people.filter(({ role }) => role === 'teacher')).toHaveLength(8);
  const phones = people.flatMap(({ phone }) => (phone ? [phone] : []));
  expect(phones.every((phone) => /^7912000(000[1-5]|1\d{3})$/.test(phone))).toBe(true);
  expect(phones.length - new Set(phones).size).toBe(1);
});
