/** The part of jest's `--json` report that is used. */
export interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files that could not be run; their tests are missing from the other numbers. */
  readonly numRuntimeErrorTestSuites: number;
}

/** The number of tests by result, over all runs. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Adds up reports. A file that could not run, or a run without a report, counts as one failure. */
export function tally(reports: readonly (JestReport | undefined)[]): Tally {
  const sum = (count: (report: JestReport) => number) =>
    reports.reduce((total, report) => total + (report ? count(report) : 0), 0);
  return {
    passed: sum((report) => report.numPassedTests),
    failed:
      sum((report) => report.numFailedTests + report.numRuntimeErrorTestSuites) +
      reports.filter((report) => report === undefined).length,
    skipped: sum((report) => report.numPendingTests + report.numTodoTests),
  };
}

/** The last line of `npm test`, which scripts also parse. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
