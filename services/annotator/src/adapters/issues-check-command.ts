import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Writable } from 'node:stream';
import { UsageError } from '@gazette/runtime';
import { issuesFile } from '../issues/definitions.ts';
import { failedExamples, type FailedExample } from '../issues/examples.ts';
import { createIssueMatcher } from '../issues/matcher.ts';
import { parseYamlFile } from './yaml-file.ts';

/** The issues shipped with this package. */
const SHIPPED = fileURLToPath(new URL('../../data/issues.yaml', import.meta.url));

export const issuesHelp = `Usage: issues check [FILE] [--json]

Prints every problem of FILE with its line, and every example with an unexpected result. The exit code is 1 if
there are any.

  FILE     default: $GAZETTE_KNOWLEDGE/issues.yaml, otherwise the issues of this release
  --json   one object: {file, valid, issues, examples, problems: [text], failures: [{issue, kind, text, reason}]}
`;

/**
 * The `issues check` command. Resolves to the exit code, 1 if the file is invalid or an example fails.
 * Rejects with a UsageError if the file cannot be read.
 */
export async function issuesCommand(
  args: readonly string[],
  output: Writable,
  knowledge?: string,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [verb, given, ...rest] = positionals;
  if (verb !== 'check' || rest.length > 0) {
    throw new UsageError(`expected: issues check [FILE], found: issues ${positionals.join(' ')}`);
  }
  const file = given ?? (knowledge === undefined ? SHIPPED : `${knowledge}/issues.yaml`);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`expected a readable file of issues, found ${file}: ${String(error)}`);
  });
  const report = check(file, text);
  output.write(values.json ? `${JSON.stringify(report)}\n` : toText(report));
  return report.valid ? 0 : 1;
}

interface Report {
  readonly file: string;
  readonly valid: boolean;
  readonly issues: number;
  readonly examples: number;
  readonly problems: readonly string[];
  readonly failures: readonly FailedExample[];
}

function check(file: string, text: string): Report {
  const parsed = parseYamlFile(file, text, issuesFile);
  if (!parsed.value) {
    return { file, valid: false, issues: 0, examples: 0, problems: parsed.problems, failures: [] };
  }
  const { issues } = parsed.value;
  const failures = failedExamples(issues, createIssueMatcher(issues));
  const examples = issues.reduce((n, { examples: e }) => n + e.match.length + e.noMatch.length, 0);
  return { file, valid: failures.length === 0, issues: issues.length, examples, problems: [], failures };
}

function toText({ file, valid, issues, examples, problems, failures }: Report): string {
  const lines = [
    ...problems,
    ...failures.map(({ issue, kind, text, reason }) => `${issue}: ${kind} "${text}"\n  ${reason}`),
    valid
      ? `${file}: ${issues} issues, ${examples} examples, no problems.`
      : `${file}: ${problems.length} problems, ${failures.length} of ${examples} examples fail.`,
  ];
  return `${lines.join('\n')}\n`;
}
