import { analyse } from '../text.ts';
import type { IssueDefinition } from './definitions.ts';
import type { IssueMatcher } from './matcher.ts';
import { explainIssue, type IssueExplanation } from './issues.ts';

/** An example of issues.yaml with an unexpected result. */
export interface FailedExample {
  readonly issue: string;
  readonly kind: 'match' | 'noMatch';
  readonly text: string;
  /** What was expected and what was found, for a reader. */
  readonly reason: string;
}

/**
 * Runs the examples of every definition as bodies without a title. `issues` is the matcher of the same
 * definitions.
 */
export function failedExamples(
  definitions: readonly IssueDefinition[],
  issues: IssueMatcher,
): readonly FailedExample[] {
  return definitions.flatMap(({ id, examples }) =>
    (['match', 'noMatch'] as const).flatMap((kind) =>
      examples[kind].flatMap((text) => {
        const found = explainIssue(analyse({ title: '', body: text }), issues, id);
        if (!found) return [];
        const has = found.score >= found.threshold && found.decided;
        return has === (kind === 'match') ? [] : [{ issue: id, kind, text, reason: reasonOf(kind, found) }];
      }),
    ),
  );
}

function reasonOf(kind: 'match' | 'noMatch', found: IssueExplanation): string {
  const phrases = found.evidence.map(({ text, weight }) => `"${text}" (${weight})`).join(', ');
  const by = phrases === '' ? 'no phrase' : phrases;
  const score = `a score of ${found.score} from ${by}`;
  if (kind === 'noMatch') return `expected less than ${found.threshold}, found ${score}`;
  return found.score >= found.threshold
    ? `expected a phrase that may decide, found only ${by}`
    : `expected a score of ${found.threshold}, found ${score}`;
}
