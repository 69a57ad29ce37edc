import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { issuesCommand } from './issues-check-command.ts';

const HEAD = `topics:
  - { id: trade, label: Trade, cap: '1800' }
issues:
`;
const TARIFFS = `  - id: tariffs
    label: Tariffs
    parent: trade
    include: { 5: [tariff(s)] }
    examples: { match: [Tariffs rise.], noMatch: [A labour of love.] }
`;

let dir = '';

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'issues-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

async function check(yaml: string | null, ...args: readonly string[]) {
  const file = join(dir, 'issues.yaml');
  if (yaml !== null) await writeFile(file, yaml);
  const output = new PassThrough();
  const code = await issuesCommand(['check', ...(yaml === null ? [] : [file]), ...args], output);
  output.end();
  return { code, file, text: await text(output) };
}

describe('issues check', () => {
  it('finds no problems in the shipped file, whose examples all pass', async () => {
    const { code, text: printed } = await check(null, '--json');

    expect(JSON.parse(printed)).toMatchObject({ valid: true, problems: [], failures: [] });
    expect(code).toBe(0);
  });

  it('reports that a valid file has no problems', async () => {
    const { code, text: printed, file } = await check(HEAD + TARIFFS);

    expect(printed).toBe(`${file}: 1 issues, 2 examples, no problems.\n`);
    expect(code).toBe(0);
  });

  it('prints a failing example with what was expected and found', async () => {
    const { code, text: printed } = await check(
      HEAD +
        TARIFFS.replace('[Tariffs rise.]', '[Duties rise.]').replace('A labour of love.', 'Two tariffs.'),
    );

    expect(code).toBe(1);
    expect(printed).toContain(
      'tariffs: match "Duties rise."\n  expected a score of 5, found a score of 0 from no phrase',
    );
    expect(printed).toContain('tariffs: noMatch "Two tariffs."\n  expected less than 5, found a score of');
    expect(printed).toContain('from "tariffs" (5)');
  });

  it.each([
    {
      case: 'a threshold that is not a number',
      change: ['label: Tariffs', 'label: Tariffs\n    threshold: high'],
      problem: ':6: issues[0].threshold: ',
    },
    {
      case: 'an unknown field',
      change: ['label: Tariffs', 'label: Tariffs\n    wieght: 3'],
      problem: 'wieght',
    },
    {
      case: 'an unknown parent',
      change: ['parent: trade', 'parent: commerce'],
      problem: ':6: issues[0].parent: expected a topic or an issue, found commerce',
    },
    {
      case: 'its own parent',
      change: ['parent: trade', 'parent: tariffs'],
      problem: 'found a circle through tariffs',
    },
    {
      case: 'an unpaired parenthesis',
      change: ['[tariff(s)]', '[tariff(s]'],
      problem: ':7: issues[0].include.5[0]: "tariff(s" has an unpaired parenthesis',
    },
    { case: 'no phrase that decides', change: ['5: [', '1: ['], problem: 'the issue could never be decided' },
    {
      case: 'an id that is taken',
      change: ['id: tariffs', 'id: trade'],
      problem: 'the id trade is used twice',
    },
    {
      case: 'a period that ends before it begins',
      change: ['label: Tariffs', "label: Tariffs\n    validFrom: '2025-02-01'\n    validTo: '2025-01-01'"],
      problem: 'expected a day after validFrom 2025-02-01, found 2025-01-01',
    },
    { case: 'broken YAML', change: ['include: {', 'include: [{'], problem: 'issues.yaml:' },
  ] as const)('names the file and the line of $case', async ({ change, problem }) => {
    const { code, text: printed, file } = await check(HEAD + TARIFFS.replace(change[0], change[1]));

    expect(printed).toContain(file);
    expect(printed).toContain(problem);
    expect(code).toBe(1);
  });

  it('rejects a verb other than check', async () => {
    await expect(issuesCommand(['list'], new PassThrough())).rejects.toThrow('expected: issues check [FILE]');
  });
});
