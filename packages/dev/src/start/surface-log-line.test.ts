import { describe, expect, it } from '@jest/globals';
import { surfaceLogLine } from './surface-log-line.ts';

describe('surfaceLogLine', () => {
  it.each([
    {
      case: 'hides information, which is in the log file',
      line: '{"level":30,"msg":"started"}',
      expected: undefined,
    },
    { case: 'shows a warning', line: '{"level":40,"msg":"retrying"}', expected: '[indexer] retrying' },
    {
      case: 'shows the cause of an error',
      line: '{"level":50,"msg":"write failed","err":{"message":"connection refused"}}',
      expected: '[indexer] write failed: connection refused',
    },
    {
      case: 'shows the reason of a warning',
      line: '{"level":40,"msg":"not ready","reason":"alias missing"}',
      expected: '[indexer] not ready: alias missing',
    },
    {
      case: 'shows the error of a failed attempt',
      line: '{"level":40,"msg":"polled","error":"connection refused"}',
      expected: '[indexer] polled: connection refused',
    },
    { case: 'shows a line that is not a log entry', line: 'Error: boom', expected: '[indexer] Error: boom' },
    { case: 'shows JSON that is not a log entry', line: 'null', expected: '[indexer] null' },
    { case: 'drops blank lines', line: '  ', expected: undefined },
  ])('$case', ({ line, expected }) => {
    expect(surfaceLogLine('indexer', line)).toBe(expected);
  });
});
