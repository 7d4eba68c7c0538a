import * as v from 'valibot';

/** What vitest's JSON reporter writes, as far as we count it. */
export const Report = v.object({
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      assertionResults: v.array(v.object({ status: v.string(), fullName: v.string() })),
    }),
  ),
});

/**
 * How many tests passed, and what did not, by name: a test that was skipped did not pass, nor did a file that could
 * not run. A run that ended badly or without any test is a failure of its own, where no other tells of it.
 */
export function countTests(
  report: v.InferOutput<typeof Report>,
  exitCode: number | null,
): { passed: number; failures: string[] } {
  const results = report.testResults.flatMap((file) => file.assertionResults);
  const passed = results.filter((one) => one.status === 'passed').length;
  const failures = [
    ...results.filter((one) => one.status !== 'passed').map((one) => `${one.fullName} (${one.status})`),
    ...report.testResults
      .filter((file) => file.status === 'failed' && file.assertionResults.every((one) => one.status === 'passed'))
      .map((file) => `${file.name} (did not run to its end)`),
  ];
  if (failures.length === 0 && (exitCode !== 0 || passed === 0)) {
    failures.push(passed === 0 ? 'no test ran' : `vitest ended with ${exitCode}`);
  }
  return { passed, failures };
}
