import { expect, test } from 'vitest';
import { DEMO_MATCHES } from '../../diaries/demo-hosts.ts';
import { EPOS_RULE } from '../../diaries/epos.ts';
import { placeOf, withMatches } from '../../diaries/match.ts';

const kindAt = (url: string, rule = EPOS_RULE): string | null => placeOf(url, [rule])?.route.kind ?? null;

test.each([
  ['https://school.permkrai.ru/student_diary/student_diary/1000001', 'diary'],
  ['https://edu-epos.permkrai.ru/student_diary/student_diary/1000001?week=2#top', 'diary'],
  ['https://edu-epos.permkrai.ru/student_diary/', 'diary'],
  ['https://school.permkrai.ru/manage/journal?from=journals&group_id=55&class_unit_id=77', 'journal'],
  ['https://school.permkrai.ru/manage/journal', 'page'],
  ['https://school.permkrai.ru/manage/journals', 'page'],
  ['https://edu-epos.permkrai.ru/progress/all_marks', 'page'],
  ['https://edu-epos.permkrai.ru/authenticate/oauth?mode=epos&groupRole=student', null],
  ['https://edu-epos.permkrai.ru/', null],
  ['http://school.permkrai.ru/student_diary/', null],
  ['https://school.permkrai.ru.example.org/student_diary/', null],
  ['https://epos.permkrai.ru/student_diary/', null],
  ['http://epos.localhost:4101/student_diary/', null],
  ['not an address', null],
])('DIARY4 %s is %s', (url, kind) => {
  expect(kindAt(url)).toBe(kind);
});

test('DIARY4 the demo adds its own host on any port, and only there', () => {
  const demo = withMatches(EPOS_RULE, DEMO_MATCHES);
  expect(kindAt('http://epos.localhost:4101/student_diary/student_diary/1', demo)).toBe('diary');
  expect(kindAt('https://school.permkrai.ru/student_diary/', demo)).toBe('diary');
  expect(EPOS_RULE.match).toHaveLength(2);
});

test('DIARY4 a star stands for subdomains', () => {
  const rule = { ...EPOS_RULE, match: ['https://*.example.org/*'] };
  expect(kindAt('https://a.example.org/student_diary/', rule)).toBe('diary');
  expect(kindAt('https://example.org/student_diary/', rule)).toBe('diary');
  expect(kindAt('https://badexample.org/student_diary/', rule)).toBe(null);
});
