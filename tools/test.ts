import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { countTests, Report } from './count.ts';

/** Everything that must hold, by the npm script that checks it; each counts as one in the last line. */
const GATES = ['types', 'lint', 'direction', 'unused', 'cyrillic'];

let passed = 0;
let failed = 0;

async function runGate(script: string): Promise<void> {
  const started = Date.now();
  try {
    await promisify(execFile)('npm', ['run', '--silent', script], { maxBuffer: Number.POSITIVE_INFINITY });
    passed += 1;
    console.log(`✓ ${script} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    const { stdout = '', stderr = String(error) } = error as { stdout?: string; stderr?: string };
    failed += 1;
    console.log(`✗ ${script}\n${stdout}${stderr}`);
  }
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
    for (const name of counted.retried) console.log(`↻ ${name} (passed at the second try)`);
    for (const failure of counted.failures) console.log(`✗ ${failure}`);
  } catch (error) {
    failed += 1;
    console.log(`✗ the tests left no report: ${(error as Error).message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [first = '', ...others] = GATES;
// It makes what some of the others read.
await runGate(first);
await Promise.all(others.map(runGate));
runTests(process.argv.slice(2));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
