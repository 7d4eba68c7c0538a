import { expect, test } from 'vitest';
import { attendanceTexts } from '../../i18n/attendance-texts.ts';
import { deedTexts } from '../../i18n/call-deeds.ts';
import { guestLinkTexts } from '../../i18n/call-guests.ts';
import { recordTexts } from '../../i18n/call-record.ts';
import { schoolTexts as school, en as screens } from '../../i18n/en.ts';
import { diary } from '../../i18n/en-diary.ts';
import { schoolTexts as russianSchool, ru as russianScreens } from '../../i18n/ru.ts';
import { ERROR_CODES } from '../../protocol/errors.ts';

/** What is fetched when it is opened. */
const later = (locale: string) => ({
  attendance: attendanceTexts(locale),
  record: recordTexts(locale),
  deeds: deedTexts(locale),
  guests: guestLinkTexts(locale),
});
const en = { ...screens, school, ...later('en-GB') };
const ru = { ...russianScreens, school: russianSchool, ...later('ru') };

type Leaf = { path: string; value: unknown };

/** Every string and function of a language, by its path: `call.quality.poor`. */
function leaves(node: object, path = ''): Leaf[] {
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) => {
    const at = path ? `${path}.${key}` : key;
    return typeof value === 'object' && value !== null ? leaves(value, at) : [{ path: at, value }];
  });
}

/** What is not known about a connection is not said, nor that a member is a member. */
const SILENT = ['call.quality.unknown', 'info.roles.member'];
/** Each language is listed by its own name. */
const OWN_NAMES = ['settings.languages.ru'];
const COUNTS = [1, 2, 5, 21];
/** Functions whose argument is a record; all others take words and numbers. */
const RECORDS = ['school.changes.counts', 'school.cli.status', 'record.name'];
/** Functions whose argument is a list of names. */
const LISTS = ['messages.typing'];
const record = (count: number) => new Proxy({}, { get: (_, name) => (name === 'schools' ? [] : count) });

function given(path: string, count: number): unknown {
  if (RECORDS.includes(path)) return record(count);
  if (LISTS.includes(path)) return Array.from({ length: count }, () => String(count));
  return count;
}

/** What a leaf says; of a function, what it says of 1, 2, 5 and 21. */
function said({ path, value }: Leaf): string[] {
  if (typeof value !== 'function') return [String(value)];
  return COUNTS.map((count) => {
    return String(value(given(path, count), count, count));
  });
}

test('I18N1 English has every string and function of Russian, and no other', () => {
  const shape = (texts: object) =>
    leaves(texts)
      .map(({ path, value }) => `${path}: ${typeof value} ${arity(value)}`)
      .sort();
  expect(shape(en)).toEqual(shape(ru));
  expect(diary).toBe(en.diary);
});

function arity(value: unknown): number {
  return typeof value === 'function' ? value.length : 0;
}

test.each([
  ['ru', ru],
  ['en', en],
])('I18N1 every error code has a sentence in %s', (_language, texts) => {
  for (const code of [
    ...ERROR_CODES,
    'offline',
    'timeout',
    'storage',
    'cancelled',
    'no-server',
    'too-many-accounts',
    'files-waiting',
  ] as const) {
    expect(texts.errors[code], code).toMatch(/^\p{Lu}.+[.]$/u);
  }
  expect(Object.keys(texts.errors)).toHaveLength(ERROR_CODES.length + 7);
});

test.each([
  ['ru', ru],
  ['en', en],
])('I18N1 every text of %s says something, for one, two, five and twenty-one', (_language, texts) => {
  for (const leaf of leaves(texts).filter(({ path }) => !SILENT.includes(path))) {
    for (const text of said(leaf)) {
      expect(text.trim(), leaf.path).not.toBe('');
      expect(text, leaf.path).not.toMatch(/undefined|NaN|\[object/);
    }
  }
});

test('I18N1 English has Cyrillic only in quoted examples of what a school’s list holds', () => {
  for (const leaf of leaves(en).filter(({ path }) => !OWN_NAMES.includes(path))) {
    for (const text of said(leaf)) expect(text.replace(/“[^”]*”/g, ''), leaf.path).not.toMatch(/\p{Script=Cyrillic}/u);
  }
});

/** What the help quotes of VK's page, and words that are looked for. */
const QUOTED_ELSEWHERE = ['Забыли или не установили пароль', 'контрольная', 'контрольную'];

test.each([
  ['ru', ru, /«([^»]*)»/g],
  ['en', en, /“([^”]*)”/g],
] as const)('I18N2 what the help of %s says to press is written on the screen', (_language, texts, quoted) => {
  const { help, ...others } = texts;
  const words = leaves(others).map(({ value }) => String(value).toLowerCase());
  const names = help.items.flatMap(({ answer }) => [...answer.matchAll(quoted)].map(([, name]) => name ?? ''));
  expect(names.length).toBeGreaterThan(10);
  const unknown = names.filter((name) => !QUOTED_ELSEWHERE.includes(name) && !words.includes(name.toLowerCase()));
  expect(unknown).toEqual([]);
  expect(help.items).toHaveLength(russianScreens.help.items.length);
});

test('I18N1 English plurals: one of a thing, several of the others', () => {
  expect(COUNTS.map(en.chats.unread)).toEqual(
    ['1 unread message', '2 unread messages', '5 unread messages', '21 unread messages'].map((text) =>
      text.replace(' ', '\u00a0'),
    ),
  );
});
