import { afterEach, expect, it, jest } from '@jest/globals';
import { runCli, UsageError } from './cli.ts';

const before = process.exitCode;

afterEach(() => {
  process.exitCode = before;
  jest.restoreAllMocks();
});

it.each([
  { case: 'does what was asked', run: () => 0, code: 0, says: '' },
  { case: 'says that it found something', run: () => 1, code: 1, says: '' },
  {
    case: 'fails',
    run: () => {
      throw new Error('Kafka is away.');
    },
    code: 1,
    says: 'check: Kafka is away.\n',
  },
  {
    case: 'was called with a wrong value',
    run: () => {
      throw new UsageError('--rate: expected a whole number of at least 1, found x.');
    },
    code: 2,
    says: 'check: --rate: expected a whole number of at least 1, found x.\n',
  },
  {
    case: 'was called with an option it does not have',
    run: () => {
      // As `util.parseArgs` throws it.
      throw Object.assign(new TypeError("Unknown option '--no-such'"), {
        code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION',
      });
    },
    code: 2,
    says: "check: Unknown option '--no-such'",
  },
])('ends with $code where a command $case', async ({ run, code, says }) => {
  const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);

  await runCli({ check: { help: 'Checks', run: () => Promise.resolve().then(run) } }, ['check']);

  expect(process.exitCode).toBe(code);
  expect(said.mock.calls.map(([text]) => text).join('')).toMatch(says === '' ? /^$/ : new RegExp(`^${says}`));
});
