import { readdir, readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { EPOS_MATCHES, EPOS_RULE } from '../../diaries/epos.ts';
import { DiaryRule } from '../../diaries/rule.ts';

function isValid(change: (rule: DiaryRule) => void): boolean {
  const rule = structuredClone(EPOS_RULE);
  change(rule);
  return v.safeParse(DiaryRule, rule).success;
}

test('DIARY1 the rule of ЭПОС is valid data and names both hosts', () => {
  expect(v.safeParse(DiaryRule, JSON.parse(JSON.stringify(EPOS_RULE))).issues).toBeUndefined();
  expect(EPOS_RULE.match).toEqual(['https://school.permkrai.ru/*', 'https://edu-epos.permkrai.ru/*']);
  expect(EPOS_MATCHES).toEqual(EPOS_RULE.match);
});

test.each([
  '._2WG0s a',
  '[_ngcontent-c18] .subject',
  '[_nghost-ng-c1034]',
  '.css-1hn4v0k',
  '.sc-bdVaJa',
  '[class*="diary-emotion-cache-1hn4v0k-title"]',
  '.qwrtpsdfghjklzxcvbnm',
  'main .x7f3k9q2',
  '[data-v-7ba5bd90]',
])('DIARY2 a rule with the built class %s is refused', (selector) => {
  expect(isValid((rule) => rule.messages.anchors.push({ selector, side: 'before' }))).toBe(false);
});

test.each([
  '.schedule-item-row',
  'diary-student-diary-day > div > div:nth-child(2) > div',
  '.header .ezd-header h2',
  '.col-md6 .grade11',
  '[data-test-component^="scheduleLessonCell-"]',
  "[class*='-homeworksForDayWrapper']",
])('DIARY2 a rule with the lasting selector %s is taken', (selector) => {
  expect(isValid((rule) => rule.messages.anchors.push({ selector, side: 'before' }))).toBe(true);
});

test.each(['input[type=password]', '[data-auth-token]', '#csrf', 'textarea', '.session-id', '[name="kc_token"]'])(
  'DIARY3 a rule that could read %s is refused',
  (selector) => {
    expect(isValid((rule) => rule.userName.push({ from: 'selector', selector }))).toBe(false);
  },
);

test('DIARY3 a rule that reads a secret of an attribute, the address or a cookie is refused', () => {
  const sources = [
    { from: 'attribute', selector: 'main', attribute: 'value' },
    { from: 'attribute', selector: 'main', attribute: 'data-token' },
    { from: 'query', name: 'access_token' },
    { from: 'cookie', name: 'profile_id' },
  ];
  for (const source of sources) expect(isValid((rule) => rule.userName.push(source as never))).toBe(false);
  expect(isValid((rule) => rule.deny.selectors.push('.user-account'))).toBe(false);
});

test('DIARY3 no code that runs in the page reads cookies or storage, or fetches', async () => {
  for (const folder of ['diaries', 'entrypoints/diary.content', 'entrypoints/diary.content/views']) {
    for (const name of (await readdir(folder)).filter((file) => file.endsWith('.ts'))) {
      const code = await readFile(`${folder}/${name}`, 'utf8');
      expect(code, name).not.toMatch(
        /document\.cookie|\.cookie\b|localStorage|sessionStorage|indexedDB|fetch\(|XMLHttp/,
      );
      if (folder === 'diaries') expect(code, name).not.toMatch(/\bbrowser\.|\bchrome\./);
    }
  }
});
