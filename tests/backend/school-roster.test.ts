import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { AppError } from '../../backend/errors.ts';
import { storedClassName } from '../../backend/school/class-name.ts';
import { readOneRoster } from '../../backend/school/one-roster.ts';
import { cleanText, phoneDigits } from '../../backend/school/text.ts';
import { rosterFolder } from './school-roster.ts';

const NOW = new Date(2026, 9, 1).getTime();
const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const remove of cleanUp.splice(0)) remove();
});

function folderWith(changes: Parameters<typeof rosterFolder>[0]): string {
  const { folder, remove } = rosterFolder(changes);
  cleanUp.push(remove);
  return folder;
}

async function faultsOf(folder: string): Promise<string[]> {
  try {
    await readOneRoster(folder, NOW);
  } catch (error) {
    if (error instanceof AppError && error.code === 'roster-invalid') return error.issues ?? [];
    throw error;
  }
  return [];
}

test('ROSTER1 a OneRoster 1.2 folder becomes people, parents, classes and subject groups', async () => {
  const roster = await readOneRoster(folderWith({}), NOW);
  expect(roster.school.name).toBe('Школа № 12, Пермь');
  const anna = roster.people.find(({ phone }) => phone === '79120000001');
  expect(anna).toMatchObject({ familyName: 'Иванова', givenName: 'Анна', role: 'pupil', className: '7Б' });
  const parents = roster.guardians.filter(({ childId }) => childId === anna?.sourcedId).map(({ parentId }) => parentId);
  expect(parents).toHaveLength(2);
  expect(roster.classes.map(({ name }) => name)).toEqual(['7А', '7Б', '9А']);
  const split = roster.groups.filter(({ group }) => group !== null);
  expect(split.map(({ className, subject, group }) => [className, subject, group])).toEqual([
    ['7Б', 'Английский язык', '1'],
    ['7Б', 'Английский язык', '2'],
  ]);
  const teacher = roster.people.find(({ phone }) => phone === '79120000002');
  expect(teacher).toMatchObject({ role: 'teacher', subjects: ['Алгебра', 'Геометрия'], isAdministrator: false });
  expect(roster.people.filter(({ isAdministrator }) => isAdministrator)).toHaveLength(1);
});

test('ROSTER1 a byte order mark, Windows line ends and columns of others change nothing', async () => {
  const plain = await readOneRoster(folderWith({}), NOW);
  const other = await readOneRoster(
    folderWith({
      'users.csv': (text) =>
        `\ufeff${text
          .trimEnd()
          .split('\n')
          .map((line, index) => `${line},${index ? 'x' : 'metadata.ru.club'}`)
          .join('\r\n')}\r\n`,
    }),
    NOW,
  );
  expect(other).toEqual(plain);
});

test('ROSTER1 a group of pupils of several classes has no class; its number may come from the class code', async () => {
  const roster = await readOneRoster(
    folderWith({
      'enrollments.csv': (text) => `${text}mixed,,,class-9a-history,school-12,pupil-7b-01,student,false,,\n`,
      'classes.csv': (text) =>
        text.replace(',Физика 9А,09,course-physics,,', ',Физика 9А,09,course-physics,ФИЗ гр. 3,'),
    }),
    NOW,
  );
  const ofId = (sourcedId: string) => roster.groups.find((group) => group.sourcedId === sourcedId);
  expect(ofId('class-9a-history')).toMatchObject({ className: null, subject: 'История' });
  expect(ofId('class-9a-physics')).toMatchObject({ className: '9А', group: '3' });
});

test('ROSTER2 every fault of every file is named with file and line', async () => {
  const faults = await faultsOf(
    folderWith({
      'users.csv': (text) =>
        text
          .replace('Елена,Кузнецова', 'Елена,')
          .replace('+79120001904', 'нет телефона')
          .replace('"parent-001,parent-002"', '"parent-001,parent-999"'),
      'roles.csv': (text) => text.replace('teacher-gromov,primary,teacher', 'teacher-gromov,primary,coach'),
      'enrollments.csv': (text) => `${text}extra,,,class-nowhere,school-12,pupil-7a-01,student,false,,\nshort,,\n`,
      'classes.csv': (text) => text.replace('class-9a,,,9А,', 'class-9a,,,Кружок,'),
    }),
  );
  expect(faults).toContain('users.csv, строка 2: нет фамилии');
  expect(faults.filter((fault) => fault.startsWith('users.csv') && fault.includes('телефон'))).toHaveLength(1);
  expect(faults.filter((fault) => fault.includes('agentSourcedIds «parent-999» не найден'))).toHaveLength(1);
  expect(faults.some((fault) => /^roles\.csv, строка \d+: role может быть только/.test(fault))).toBe(true);
  expect(faults).toContain('enrollments.csv, строка 939: classSourcedId «class-nowhere» не найден');
  expect(faults).toContain('enrollments.csv, строка 940: ожидается столбцов: 10, а их 3');
  expect(faults.some((fault) => fault.includes('«Кружок» не похоже на название класса'))).toBe(true);
});

test('ROSTER2 a missing file, column or manifest entry is named once, without a fault for each row', async () => {
  const folder = folderWith({
    'users.csv': (text) => text.replace('familyName', 'lastName'),
    'manifest.csv': (text) => text.replace('file.roles,bulk', 'file.roles,delta').replace('version,1.2', 'version,1.1'),
    'orgs.csv': () => new Uint8Array([0xd8, 0xea, 0xee, 0xeb, 0xe0, 0x0a]),
  });
  rmSync(join(folder, 'enrollments.csv'));
  const faults = await faultsOf(folder);
  expect(faults).toContain('users.csv: нет столбца familyName');
  expect(faults).toContain('manifest.csv: roles.csv должен быть передан целиком (bulk)');
  expect(faults).toContain('manifest.csv: это OneRoster «1.1», а нужен 1.2');
  expect(faults).toContain('orgs.csv: файл записан не в UTF-8');
  expect(faults).toContain('enrollments.csv: такого файла нет в папке, или его нельзя прочитать');
  expect(faults.length).toBeLessThan(8);
});

test('ROSTER2 a folder that is not there is one sentence', async () => {
  expect(await faultsOf('/nowhere/at/all')).toEqual(['папки нет, или её нельзя прочитать: /nowhere/at/all']);
});

test('ROSTER3 S14 a pupil cannot be enrolled as a teacher, nor somebody without a parent role become a parent', async () => {
  const faults = await faultsOf(
    folderWith({
      'enrollments.csv': (text) => `${text}extra,,,class-7b-algebra,school-12,pupil-7a-01,teacher,false,,\n`,
      'users.csv': (text) => text.replace('"parent-001,parent-002"', '"parent-001,pupil-7b-01"'),
    }),
  );
  expect(faults.some((fault) => fault.includes('«pupil-7a-01» записан учителем'))).toBe(true);
  expect(faults.some((fault) => fault.includes('«pupil-7b-01» указан как родитель'))).toBe(true);
});

test('ROSTER3 rows that are over, not yet begun, deleted or not enabled do not count', async () => {
  const roster = await readOneRoster(
    folderWith({
      'enrollments.csv': (text) =>
        text
          .replace(/(class-7b,school-12,pupil-7b-01,student,false),,/, '$1,,2026-10-01')
          .replace(/(class-7b,school-12,pupil-7b-02,student,false),,/, '$1,2026-10-02,')
          .replace(/(class-7b,school-12,pupil-7b-03,student,false),,/, '$1,2026-10-01,2026-10-02'),
      'users.csv': (text) =>
        text
          .replace('pupil-7b-04,,,true', 'pupil-7b-04,,,false')
          .replace('pupil-7b-05,,,', 'pupil-7b-05,tobedeleted,,'),
    }),
    NOW,
  );
  const enrolled = roster.classes.find(({ name }) => name === '7Б')?.enrollments.map(({ personId }) => personId);
  for (const gone of ['pupil-7b-01', 'pupil-7b-02', 'pupil-7b-04', 'pupil-7b-05']) expect(enrolled).not.toContain(gone);
  expect(enrolled).toContain('pupil-7b-03');
  expect(roster.people.some(({ sourcedId }) => sourcedId === 'pupil-7b-05')).toBe(false);
});

test('ROSTER4 S7 S14 bidi, zero-width and control characters, signs and stacked marks leave a name', async () => {
  const roster = await readOneRoster(
    folderWith({
      'users.csv': (text) =>
        text.replace(
          'Елена,Кузнецова,Викторовна',
          '\u202eЕле\u200bна\u2069,  Кузне\u00adцова\u0007 ✓\ufe0f ,Викторо\u3164вна',
        ),
    }),
    NOW,
  );
  const teacher = roster.people.find(({ sourcedId }) => sourcedId === 'teacher-kuznetsova');
  expect(teacher).toMatchObject({ givenName: 'Елена', familyName: 'Кузнецова', middleName: 'Викторовна' });
  expect(cleanText('Й\u0306\u0306\u0306\u0306\u0306ож')).toHaveLength(5);
  expect(cleanText('Е\u0308лкин')).toBe('Ёлкин');
  expect(cleanText('Салтыкова-Щедрина  Анна-Мария')).toBe('Салтыкова-Щедрина Анна-Мария');
});

test('ROSTER4 a name of nothing but invisible characters is no name', async () => {
  const faults = await faultsOf(
    folderWith({ 'users.csv': (text) => text.replace('Елена,Кузнецова', 'Елена,\u200b\u202e') }),
  );
  expect(faults).toEqual(['users.csv, строка 2: нет фамилии']);
});

test.each([
  ['7Б', '7Б'],
  ['7 б', '7Б'],
  ['07-Б', '7Б'],
  ['7 «Б» класс', '7Б'],
  ['класс 7"б"', '7Б'],
  ['7A', '7А'],
  ['10ФМ', '10ФМ'],
  ['5-1', '5-1'],
  ['11 А1', '11А1'],
  ['13А', undefined],
  ['Кружок', undefined],
  ['7Q', undefined],
])('ROSTER5 the class «%s» is stored as %s', (written, stored) => {
  expect(storedClassName(written)).toBe(stored);
});

test.each([
  ['8 (912) 000-00-01', '79120000001'],
  ['+7 912 000 00 01', '79120000001'],
  ['9120000001', '79120000001'],
  ['+375 29 123-45-67', '375291234567'],
  ['', null],
  ['12345', undefined],
  ['+79120000001, +79120000002', undefined],
])('ROSTER5 the phone «%s» is stored as %s', (written, stored) => {
  expect(phoneDigits(written)).toBe(stored);
});
