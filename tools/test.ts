import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { countTests, Report } from './count.ts';

/** Everything that must hold, by the npm script that checks it; each counts as one in the last line. */
const GATES = ['types', 'lint', 'direction', 'unused', 'cyrillic'];

let passed = 0;
let failed = 0;

function runGate(script: string): void {
  const started = Date.now();
  const result = spawnSync('npm', ['run', '--silent', script], { encoding: 'utf8' });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (result.status === 0) {
    passed += 1;
    console.log(`✓ ${script} (${seconds} s)`);
    return;
  }
  failed += 1;
  console.log(`✗ ${script}\n${result.stdout}${result.stderr}`);
}

function runTests(args: string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'peremenka-tests-'));
  const file = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args];
  const { status } = spawnSync(process.execPath, vitest, { stdio: 'inherit' });
  try {
    const report = v.parse(v.pipe(v.string(), v.parseJson(), Report), readFileSync(file, 'utf8'));
    const counted = countTests(report, status);
    passed += counted.passed;
    failed += counted.failures.length;
    for (const failure of counted.failures) console.log(`✗ ${failure}`);
  } catch (error) {
    failed += 1;
    console.log(`✗ the tests left no report: ${(error as Error).message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const gate of GATES) runGate(gate);
runTests(process.argv.slice(2));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
