// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import type { Variant } from '../../demo/diary/pages.ts';
import { findAnchor, readPage } from '../../diaries/extract.ts';
import { healthFaults } from '../../diaries/health.ts';
import { DIARY_URL, diaryMarkup, JOURNAL_URL, journalMarkup, placeAt } from './fixtures.ts';

beforeEach(() => {
  document.body.innerHTML = '';
});

function read(markup: string, url: string) {
  document.body.innerHTML = markup;
  return readPage(placeAt(url), document, new URL(url));
}

test('DIARY9 a pupil page gives name, viewer, class, and each lesson with number and date', () => {
  const facts = read(diaryMarkup('anna'), DIARY_URL);
  expect(facts).toMatchObject({ isReady: true, viewer: 'pupil', userName: 'Иванова А. С.', journal: null });
  expect(facts.rows).toHaveLength(34);
  expect(facts.rows[2]).toMatchObject({
    lesson: { className: '7Б', subject: 'Алгебра' },
    number: '3',
    date: '17, понедельник',
    key: '17, понедельник|3|Алгебра',
  });
  expect(new Set(facts.rows.map(({ key }) => key)).size).toBe(34);
});

test('DIARY9 a parent page is known by the child switcher and has the class of the child that is open', () => {
  const [anna, petya] = [0, 1].map((child) => read(diaryMarkup('olga', 'plain', child), DIARY_URL));
  expect(anna).toMatchObject({ viewer: 'parent', userName: 'Иванова О. Н.' });
  expect(anna?.rows[0]?.lesson).toEqual({ className: '7Б', subject: 'Русский язык' });
  expect(petya?.rows[0]?.lesson).toEqual({ className: '7А', subject: 'Алгебра' });
});

test('DIARY9 a journal gives the teacher, class and subject of the lesson', () => {
  const facts = read(journalMarkup('elena', 55), JOURNAL_URL);
  expect(facts).toMatchObject({
    viewer: 'teacher',
    userName: 'Кузнецова Е. В.',
    journal: { className: '7Б', subject: 'Алгебра' },
    rows: [],
  });
  expect(read(journalMarkup('petr', 355), JOURNAL_URL).journal).toEqual({ className: '7Б', subject: 'Русский язык' });
});

test.each([
  ['7 «Б» Алгебра', { className: '7Б', subject: 'Алгебра' }],
  ['10-А, Родная литература', { className: '10А', subject: 'Родная литература' }],
  ['Алгебра', {}],
])('DIARY9 the heading «%s» of a journal is read', (heading, lesson) => {
  document.body.innerHTML = `<main><h1 class="journal-heading">${heading}</h1></main>`;
  expect(readPage(placeAt(JOURNAL_URL), document, new URL(JOURNAL_URL)).journal).toEqual(lesson);
});

test('DIARY9 without header classes the lessons are there, without a class; the viewer is unknown', () => {
  const facts = read(diaryMarkup('anna', 'no-header'), DIARY_URL);
  expect(facts).toMatchObject({ viewer: null, userName: null });
  expect(facts.rows[0]?.lesson).toEqual({ subject: 'Русский язык' });
});

test('DIARY9 a week without lessons is ready and has no rows', () => {
  expect(read(diaryMarkup('anna', 'empty'), DIARY_URL)).toMatchObject({ isReady: true, viewer: 'pupil', rows: [] });
});

test('DIARY9 two rows with the same date, number and subject have two keys', () => {
  const row = '<div class="schedule-item-row"><div class="subject"><span>Физика</span></div></div>';
  const facts = read(`<diary-student-diary-day>${row}${row}</diary-student-diary-day>`, DIARY_URL);
  expect(facts.rows.map(({ key }) => key)).toEqual(['||Физика', '||Физика|2']);
});

test('DIARY10 odd pages and odd rules are read without an error', () => {
  const url = new URL(DIARY_URL);
  expect(readPage(placeAt(DIARY_URL), document, url)).toEqual({
    isReady: false,
    viewer: null,
    userName: null,
    rows: [],
    journal: null,
  });
  const long = `<diary-student-diary-day><div class="schedule-item-row"><p class="subject">${'я'.repeat(9000)}</p></div>
    <div class="schedule-item-row"></div><div class="schedule-item-row"><p class="subject">  </p></div></diary-student-diary-day>`;
  const facts = read(long, DIARY_URL);
  expect(facts.rows).toHaveLength(1);
  expect(facts.rows[0]?.lesson.subject).toHaveLength(200);
  const place = structuredClone(placeAt(DIARY_URL));
  place.rule.userName = [
    { from: 'selector', selector: ':::' },
    { from: 'json', selector: 'p', keys: ['a'] },
  ];
  place.route.ready = [')('];
  place.rule.viewers = [{ viewer: 'pupil', selector: 'p', pattern: '(' }];
  expect(readPage(place, document, url)).toMatchObject({ isReady: false, userName: null, viewer: null });
  expect(findAnchor([{ selector: '(', side: 'after' }], document)).toBeNull();
});

test('DIARY10 attribute, query, path and JSON are read too', () => {
  document.body.innerHTML = '<main data-name="Орлов Т."></main><script type="application/json">{"a":{"b":7}}</script>';
  const place = structuredClone(placeAt(JOURNAL_URL));
  const name = (source: (typeof place.rule.userName)[number]): string | null => {
    place.rule.userName = [source];
    return readPage(place, document, new URL(JOURNAL_URL)).userName;
  };
  expect(name({ from: 'attribute', selector: 'main', attribute: 'data-name' })).toBe('Орлов Т.');
  expect(name({ from: 'query', name: 'group_id' })).toBe('55');
  expect(name({ from: 'path', pattern: '/manage/(\\w+)' })).toBe('journal');
  expect(name({ from: 'json', selector: 'script', keys: ['a', 'b'] })).toBe('7');
  expect(name({ from: 'json', selector: 'script', keys: ['x', 'b'] })).toBeNull();
});

test.each(['plain', 'no-header', 'empty'] as Variant[])('DIARY11 the health of the fixture %s is good', (variant) => {
  document.body.innerHTML = diaryMarkup('anna', variant);
  expect(healthFaults(placeAt(DIARY_URL).route, document)).toEqual([]);
});

test('DIARY11 a page that has changed is reported', () => {
  document.body.innerHTML = diaryMarkup('anna').replaceAll('diary-student-diary-day', 'diary-day');
  expect(healthFaults(placeAt(DIARY_URL).route, document)).toEqual(['diary-student-diary-day: 0, expected 5 to 7']);
  document.body.innerHTML = journalMarkup('elena', 55);
  expect(healthFaults(placeAt(JOURNAL_URL).route, document)).toEqual([]);
});
