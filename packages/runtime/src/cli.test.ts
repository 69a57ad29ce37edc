import { afterEach, expect, it, jest } from '@jest/globals';
import { runCli, UsageError } from './cli.ts';

const before = process.exitCode;

afterEach(() => {
  process.exitCode = before;
  jest.restoreAllMocks();
});

it.each([
  { case: 'succeeds', run: () => 0, code: 0, stderr: '' },
  { case: 'reports a finding', run: () => 1, code: 1, stderr: '' },
  {
    case: 'fails',
    run: () => {
      throw new Error('Kafka is away.');
    },
    code: 1,
    stderr: 'check: Kafka is away.\n',
  },
  {
    case: 'is called with an invalid value',
    run: () => {
      throw new UsageError('--rate: expected a whole number of at least 1, found x.');
    },
    code: 2,
    stderr: 'check: --rate: expected a whole number of at least 1, found x.\n',
  },
  {
    case: 'is called with an unknown option',
    run: () => {
      // As `util.parseArgs` throws it.
      throw Object.assign(new TypeError("Unknown option '--no-such'"), {
        code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION',
      });
    },
    code: 2,
    stderr: "check: Unknown option '--no-such'",
  },
])('exits with $code when a command $case', async ({ run, code, stderr }) => {
  const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);

  await runCli({ check: { help: 'Checks', run: () => Promise.resolve().then(run) } }, ['check']);

  expect(process.exitCode).toBe(code);
  expect(written.mock.calls.map(([text]) => text).join('')).toMatch(
    stderr === '' ? /^$/ : new RegExp(`^${stderr}`),
  );
});
