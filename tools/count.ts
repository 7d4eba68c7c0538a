import * as v from 'valibot';

/** What vitest's JSON reporter writes, as far as we count it. */
export const Report = v.object({
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      // A test that passed at its second try still has what the first one said.
      assertionResults: v.array(
        v.object({ status: v.string(), fullName: v.string(), failureMessages: v.array(v.string()) }),
      ),
    }),
  ),
});

/**
 * How many tests passed, and what did not, by name: a test that was skipped did not pass, nor did a file that could
 * not run. A run that ended badly or without any test is a failure of its own, where no other tells of it. `retried`:
 * what passed at its second try only.
 */
export function countTests(
  report: v.InferOutput<typeof Report>,
  exitCode: number | null,
): { passed: number; failures: string[]; retried: string[] } {
  const results = report.testResults.flatMap((file) => file.assertionResults);
  const good = results.filter((one) => one.status === 'passed');
  const passed = good.length;
  const retried = good.filter((one) => one.failureMessages.length > 0).map((one) => one.fullName);
  const failures = [
    ...results.filter((one) => one.status !== 'passed').map((one) => `${one.fullName} (${one.status})`),
    ...report.testResults
      .filter((file) => file.status === 'failed' && file.assertionResults.every((one) => one.status === 'passed'))
      .map((file) => `${file.name} (did not run to its end)`),
  ];
  if (failures.length === 0 && (exitCode !== 0 || passed === 0)) {
    failures.push(passed === 0 ? 'no test ran' : `vitest ended with ${exitCode}`);
  }
  return { passed, failures, retried };
}
