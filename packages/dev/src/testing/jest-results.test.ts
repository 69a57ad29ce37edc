import { describe, expect, it } from '@jest/globals';
import { closingLine, tally, type JestReport } from './jest-results.ts';

describe('tally', () => {
  it('adds up the runs', () => {
    const reports = [aReport({ numPassedTests: 3 }), aReport({ numPassedTests: 2, numFailedTests: 1 })];

    expect(closingLine(tally(reports))).toBe('5 passed, 1 failed');
  });

  it('counts a file that could not be run as a failure', () => {
    expect(closingLine(tally([aReport({ numRuntimeErrorTestSuites: 2 })]))).toBe('1 passed, 2 failed');
  });

  it('counts a run that left no report as a failure', () => {
    expect(closingLine(tally([aReport({}), undefined]))).toBe('1 passed, 1 failed');
  });

  it('counts skipped and planned tests as skipped', () => {
    expect(closingLine(tally([aReport({ numPendingTests: 1, numTodoTests: 1 })]))).toBe(
      '1 passed, 0 failed, 2 skipped',
    );
  });
});

function aReport(difference: Partial<JestReport>): JestReport {
  return {
    numPassedTests: 1,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    numRuntimeErrorTestSuites: 0,
    ...difference,
  };
}
