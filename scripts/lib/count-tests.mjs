import { existsSync, readFileSync } from 'node:fs';

/**
 * Counts the tests in a JSON report of vitest. A test file that could not be loaded has no tests in the report and
 * counts as one failure, so that it cannot go unseen.
 *
 * @param {string} reportFile - may be absent, when the runner ended before it could write
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function countTests(reportFile) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  if (!existsSync(reportFile)) return counts;
  for (const file of JSON.parse(readFileSync(reportFile, 'utf8')).testResults) {
    let failedInFile = 0;
    for (const { status } of file.assertionResults) {
      if (status === 'passed') counts.passed += 1;
      else if (status === 'failed') failedInFile += 1;
      else counts.skipped += 1;
    }
    if (file.status === 'failed' && failedInFile === 0) failedInFile = 1;
    counts.failed += failedInFile;
  }
  return counts;
}
