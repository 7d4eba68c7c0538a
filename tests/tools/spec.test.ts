import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allTests, ruleIds, testNames } from './test-names.ts';

/** Ids of the rules that docs/spec.md states: `- **AUTH3** sentence`. */
function statedIds(): string[] {
  return [...readFileSync('docs/spec.md', 'utf8').matchAll(/^- \*\*([A-Z][A-Z0-9]*\d+)\*\* \S/gm)].map(
    ([, id = '']) => id,
  );
}

test('SPEC1 every test opens with the id of a rule', () => {
  const without = allTests().filter(({ name }) => ruleIds(name).length === 0);
  expect(without.map(({ file, name }) => `${file}: ${name || '(a name that is made at run time)'}`)).toEqual([]);
});

test('SPEC2 every id in a test is a rule of docs/spec.md, stated once', () => {
  const stated = statedIds();
  expect(stated.length).toBeGreaterThan(0);
  expect(stated.filter((id, index) => stated.indexOf(id) !== index)).toEqual([]);
  const unknown = new Map<string, string>();
  for (const { file, name } of allTests()) {
    for (const id of ruleIds(name)) if (!stated.includes(id)) unknown.set(id, file);
  }
  expect([...unknown].map(([id, file]) => `${id} (${file})`).sort()).toEqual([]);
});

test('SPEC3 every rule of docs/spec.md has a test', () => {
  const tested = new Set(allTests().flatMap(({ name }) => ruleIds(name)));
  expect(statedIds().filter((id) => !tested.has(id))).toEqual([]);
});

test('SPEC4 names of tests are read however a test is written', () => {
  const source = `
    test('A1 plain', () => {});
    it.skip('A2 skipped', () => {});
    describe('not a test', () => { test.each([[1, (2)]])('B1 B2 of %s (a table)', () => {}); });
    test.concurrent.for(rows)(\`C1 by \${name}\`, () => {});
    test.each([['D1 first', 1], ['D2 second', 2]] as const)('%s', () => {});
    test(\`\${id} made\`, () => {});
    pattern.test('no test');
    const text: string = "test('E1 in a string')";`;
  expect(testNames(source, 'source.ts')).toEqual([
    'A1 plain',
    'A2 skipped',
    'B1 B2 of %s (a table)',
    'C1 by ',
    'D1 first',
    'D2 second',
    '',
  ]);
  expect(ruleIds('G6 I18N1 says it')).toEqual(['G6', 'I18N1']);
  expect(ruleIds('says G6')).toEqual([]);
});
