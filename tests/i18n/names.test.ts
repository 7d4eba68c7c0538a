import { expect, test } from 'vitest';
import {
  chatTitle,
  className,
  initials,
  personName,
  personWithClass,
  rosterName,
  shortName,
} from '../../i18n/names.ts';
import { ru } from '../../i18n/ru.ts';
import type { ChatName } from '../../protocol/chats.ts';
import type { Person } from '../../protocol/people.ts';

/** A non-breaking space, so that the tables below can be read. */
const nb = (text: string) => text.replaceAll('_', '\u00a0');

const anna: Person = { id: 'a', role: 'pupil', givenName: 'Анна', familyName: 'Иванова', className: '7Б' };
const elena: Person = {
  id: 'e',
  role: 'teacher',
  givenName: 'Елена',
  middleName: 'Викторовна',
  familyName: 'Кузнецова',
  subjects: ['Алгебра'],
};
const olga: Person = { id: 'o', role: 'parent', givenName: 'Ольга', middleName: 'Петровна', familyName: 'Иванова' };

test.each([
  ['7Б', '7_Б'],
  ['10А', '10_А'],
  ['11', '11'],
  ['1', '1'],
  ['5-1', '5-1'],
  ['8ИТ2', '8_ИТ2'],
])('NAME1 the class %s is shown as %s', (stored, shown) => {
  expect(className(stored)).toBe(nb(shown));
});

test.each([
  [{ kind: 'staff' }, 'Учительская'],
  [{ kind: 'class', className: '7Б' }, '7_Б_— класс'],
  [{ kind: 'parents', className: '7Б' }, '7_Б_— родители'],
  [{ kind: 'subject', className: '7Б', subject: 'Алгебра' }, '7_Б_— Алгебра'],
  [{ kind: 'subject', className: '7Б', subject: 'Английский язык', group: '1' }, '7_Б_— Английский язык, гр._1'],
  [{ kind: 'subject', subject: 'Шахматы' }, 'Шахматы'],
  [{ kind: 'subject', subject: 'Шахматы', group: '2' }, 'Шахматы, гр._2'],
] as [ChatName, string][])('NAME2 the chat %o is called %s', (chat, title) => {
  expect(chatTitle(ru, chat)).toBe(nb(title));
});

test('NAME3 a teacher is called by name and patronymic, others by name and surname', () => {
  expect([personName(elena), personName(anna), personName(olga)]).toEqual([
    'Елена Викторовна',
    'Анна Иванова',
    'Ольга Иванова',
  ]);
  const { middleName: _, ...withoutPatronymic } = elena;
  expect(personName(withoutPatronymic)).toBe('Елена Кузнецова');
});

test('NAME3 in a preview, in the roster and on the avatar', () => {
  expect([shortName(elena), shortName(anna)]).toEqual(['Елена Викторовна', 'Иванова А.']);
  expect([rosterName(elena), rosterName(anna)]).toEqual(['Кузнецова Елена', 'Иванова Анна']);
  expect([initials(elena), initials(anna), initials(olga)]).toEqual(['ЕВ', 'АИ', 'ОИ']);
});

test('NAME4 a person with what tells them from others', () => {
  expect(personWithClass(ru, anna)).toBe(nb('Иванова Анна, 7_Б'));
  expect(personWithClass(ru, elena)).toBe('Кузнецова Елена Викторовна, учитель');
  expect(personWithClass(ru, { ...olga, children: [anna] })).toBe(nb('Иванова Ольга, родитель: Иванова Анна, 7_Б'));
  const { className: _, ...graduate } = anna;
  expect(personWithClass(ru, graduate)).toBe('Иванова Анна');
});

test.each([
  [0, 'участников'],
  [1, 'участник'],
  [2, 'участника'],
  [5, 'участников'],
  [11, 'участников'],
  [21, 'участник'],
  [22, 'участника'],
  [112, 'участников'],
])('NAME5 %i is followed by «%s»', (count, word) => {
  expect(ru.chat.members(count)).toBe(nb(`${count}_${word}`));
});

test('NAME5 other words have their own forms', () => {
  expect([1, 2, 5].map(ru.chats.unread)).toEqual(['1_непрочитанное', '2_непрочитанных', '5_непрочитанных'].map(nb));
  expect([1, 3, 5].map(ru.diary.unreadChats)).toEqual(
    ['1_непрочитанный чат', '3_непрочитанных чата', '5_непрочитанных чатов'].map(nb),
  );
});
