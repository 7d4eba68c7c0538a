import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT } from '../../demo/launcher/child.ts';
import { countTests } from '../../tools/count.ts';
import { cyrillicLines } from '../../tools/cyrillic.ts';

const tree = mkdtempSync(join(tmpdir(), 'peremenka-gates-'));
afterAll(() => rmSync(tree, { recursive: true, force: true }));

const Found = v.object({
  summary: v.object({
    violations: v.array(v.object({ from: v.string(), to: v.string(), rule: v.object({ name: v.string() }) })),
    totalCruised: v.number(),
  }),
});

const packageJson = v.parse(
  v.pipe(v.string(), v.parseJson(), v.object({ scripts: v.record(v.string(), v.string()) })),
  readFileSync(`${ROOT}package.json`, 'utf8'),
);

/** The rooms that `npm run direction` looks at. */
const ROOMS = (packageJson.scripts.direction ?? '').split(' ').slice(3);

/** Runs the project's own check over a small tree; which rule found what, as `rule: from`. */
function violations(files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tree, 'tree-'));
  copyFileSync(`${ROOT}.dependency-cruiser.cjs`, join(folder, '.dependency-cruiser.cjs'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const rooms = ROOMS.filter((room) => readdirSync(folder).includes(room));
  const cruiser = `${ROOT}node_modules/dependency-cruiser/bin/dependency-cruiser.mjs`;
  const args = [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...rooms];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  expect(stderr).toBe('');
  const { summary } = v.parse(v.pipe(v.string(), v.parseJson(), Found), stdout);
  expect(summary.totalCruised).toBeGreaterThan(0);
  return summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`).sort();
}

const library = (name: string) => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
  [`node_modules/${name}/index.js`]: 'export const thing = 1;\n',
});

/** A forbidden import each: from, to, the rule that finds it. */
const FORBIDDEN = [
  ['protocol/one.ts', 'i18n/target.ts', 'protocol-alone'],
  ['i18n/one.ts', 'client/target.ts', 'i18n-alone'],
  ['diaries/one.ts', 'client/target.ts', 'diaries-inward'],
  ['client/one.ts', 'components/target.tsx', 'client-inward'],
  ['client/two.ts', 'i18n/target.ts', 'client-inward'],
  ['components/one.tsx', 'entrypoints/target.ts', 'components-inward'],
  ['components/two.tsx', 'diaries/target.ts', 'components-inward'],
  ['entrypoints/one.ts', 'backend/target.ts', 'entrypoints-inward'],
  ['backend/one.ts', 'client/target.ts', 'backend-inward'],
  ['demo/one.ts', 'components/target.tsx', 'demo-inward'],
  ['backend/two.ts', 'tests/target.ts', 'no-tests-in-code'],
  ['backend/chats/one.ts', 'backend/messages/store.ts', 'store-of-its-domain'],
  ['components/three.tsx', 'livekit-client', 'livekit-client-in-client-call'],
  ['backend/gateway/one.ts', 'livekit-server-sdk', 'livekit-server-in-calls'],
  ['backend/http/one.ts', 'openid-client', 'vk-id-in-accounts'],
  ['backend/chats/two.ts', '@tus/s3-store', 's3-in-files'],
  ['client/three.ts', 'webextension-polyfill', 'browser-in-entrypoints'],
] as const;

/** Sources that import `to` from `from`, and `to` itself. */
function planted(how: (specifier: string) => string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [from, to] of FORBIDDEN) {
    const up = '../'.repeat(from.split('/').length - 1);
    const isFile = /\.tsx?$/.test(to);
    files[from] = how(isFile ? up + to : to);
    Object.assign(files, isFile ? { [to]: 'export const thing = 1;\nexport type Thing = number;\n' } : library(to));
  }
  return files;
}

describe('the direction of imports', { timeout: 60_000 }, () => {
  test.each([
    ['a value', (to: string) => `import { thing } from '${to}';\nexport const mine = thing;\n`],
    ['a type', (to: string) => `import type { Thing } from '${to}';\nexport type Mine = Thing;\n`],
    ['a value later', (to: string) => `export const mine = () => import('${to}');\n`],
    ['what is passed on', (to: string) => `export * from '${to}';\n`],
  ])('GATE1 a forbidden import of %s is found', (_, how) => {
    const found = violations(planted(how));
    for (const [from, , rule] of FORBIDDEN) expect(found).toContain(`${rule}: ${from}`);
  });

  test('GATE1 a circle is found, and one of types only is none', () => {
    const circle = (word: string) => ({
      'backend/one.ts': `import ${word}{ two } from './two.ts';\nexport const one = () => ${word ? '0 as unknown as typeof two' : 'two'};\n`,
      'backend/two.ts': `import ${word}{ one } from './one.ts';\nexport const two = () => ${word ? '0 as unknown as typeof one' : 'one'};\n`,
    });
    expect(violations(circle(''))).toEqual(['no-cycles: backend/one.ts']);
    expect(violations(circle('type '))).toEqual([]);
  });

  test('GATE2 what is allowed is not found', () => {
    const take = (...to: string[]) => to.map((one) => `export * from '${one}';\n`).join('');
    expect(
      violations({
        'protocol/target.ts': 'export const wire = 1;\n',
        'i18n/target.ts': take('../protocol/target.ts'),
        'diaries/target.ts': take('../protocol/target.ts'),
        'client/call/target.ts': take('../../protocol/target.ts', 'livekit-client'),
        'components/target.tsx': take('../client/call/target.ts', '../i18n/target.ts', '../protocol/target.ts'),
        'entrypoints/target.ts': take('../components/target.tsx', '../diaries/target.ts', 'webextension-polyfill'),
        'backend/accounts/vk-id.ts': take('../../protocol/target.ts', '../../i18n/target.ts', 'openid-client'),
        'backend/calls/livekit.ts': take('livekit-server-sdk', './store.ts'),
        'backend/files/s3.ts': take('@aws-sdk/client-s3'),
        'backend/calls/store.ts': 'export const store = 1;\n',
        'demo/target.ts': take('../backend/accounts/vk-id.ts', '../diaries/target.ts'),
        'tests/target.ts': take('../entrypoints/target.ts', '../demo/target.ts', '../backend/calls/store.ts'),
        ...library('livekit-client'),
        ...library('webextension-polyfill'),
        ...library('openid-client'),
        ...library('livekit-server-sdk'),
        ...library('@aws-sdk/client-s3'),
      }),
    ).toEqual([]);
  });

  test('GATE2 every room with sources is looked at', () => {
    const rooms = readdirSync(ROOT, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
      .filter(({ name }) =>
        readdirSync(join(ROOT, name), { recursive: true }).some((file) => /\.tsx?$/.test(String(file))),
      );
    expect(ROOMS).toEqual(expect.arrayContaining(rooms.map(({ name }) => name)));
  });
});

describe('Cyrillic outside its rooms', () => {
  const line = (text: string) => `const label = '${text}';`;
  test.each([
    ['client/a.ts', line('Чаты'), ['client/a.ts:1']],
    ['components/a.tsx', `\n<b>Чаты</b>\n`, ['components/a.tsx:2']],
    ['entrypoints/popup/index.html', '<title>Вход</title>', ['entrypoints/popup/index.html:1']],
    ['backend/a.ts', `// Чаты\n/* Чаты\nЧаты */\n${line('ё')}`, ['backend/a.ts:4']],
    ['client/a.ts', `const url = 'https://a.example/Чаты';`, ['client/a.ts:1']],
    ['client/a.ts', `${line('Chats')} // «Чаты»`, []],
    ['entrypoints/popup/index.html', '<!-- Вход -->', []],
    ['public/icon/a.svg', 'Чаты', []],
    ...[
      'i18n/ru.ts',
      'diaries/a.ts',
      'demo/a.ts',
      'docs/a.ts',
      'tests/a.ts',
      'README.md',
      'public/_locales/ru/messages.json',
    ].map((path): [string, string, string[]] => [path, line('Чаты'), []]),
  ])('GATE3 in %s', (path, text, expected) => {
    expect(cyrillicLines(path, text)).toEqual(expected);
  });
});

describe('the last line of the tests', () => {
  const passes = { status: 'passed', fullName: 'A1 does', failureMessages: [] as string[] };
  const file = (...assertionResults: (typeof passes)[]) => ({
    ...{ name: 'a.test.ts', status: 'passed', assertionResults },
  });
  test.each([
    ['all passed', [file(passes, passes)], 0, 2, []],
    ['one failed', [file(passes, { ...passes, status: 'failed' })], 1, 1, ['A1 does (failed)']],
    ['skipped', [file(passes, { ...passes, status: 'skipped' })], 0, 1, ['A1 does (skipped)']],
    ['pending', [file(passes, { ...passes, status: 'pending' })], 0, 1, ['A1 does (pending)']],
    ['to be done', [file(passes, { ...passes, status: 'todo' })], 0, 1, ['A1 does (todo)']],
    [
      'a file that does not load',
      [file(passes), { ...file(), status: 'failed' }],
      1,
      1,
      ['a.test.ts (did not run to its end)'],
    ],
    [
      'a file whose afterAll fails',
      [{ ...file(passes), status: 'failed' }],
      1,
      1,
      ['a.test.ts (did not run to its end)'],
    ],
    ['an error outside of every test', [file(passes)], 1, 1, ['vitest ended with 1']],
    ['a killed run', [file(passes)], null, 1, ['vitest ended with null']],
    ['no test at all', [], 0, 0, ['no test ran']],
  ])('GATE4 %s', (_, testResults, exitCode, passed, failures) => {
    expect(countTests({ testResults }, exitCode)).toEqual({ passed, failures, retried: [] });
  });

  test('GATE5 what passed at its second try only is named', () => {
    const flaky = { ...passes, fullName: 'A2 does', failureMessages: ['Error: not yet'] };
    expect(countTests({ testResults: [file(passes, flaky)] }, 0)).toEqual({
      passed: 2,
      failures: [],
      retried: ['A2 does'],
    });
  });
});
