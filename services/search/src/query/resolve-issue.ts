import type { Ask, EngineRequest } from '../engine.ts';
import { labelledIds, toLabelledIds, type LabelledIds } from './labelled-ids.ts';
import type { Resolution } from './resolve-person.ts';

/**
 * Finds the issues that an id or words can mean among those the articles carry: the id itself, else every issue whose id begins
 * with the words (`chagos`: `chagos-islands`) or whose label holds all of them.
 */
export async function resolveIssue(ask: Ask, asked: string): Promise<Resolution> {
  const id = toId(asked);
  const answer = await ask(issuesLike(id, asked));
  const matches = toLabelledIds(answer.aggregations.issues.matching).map(({ id, label }) => ({ id, label }));
  const exact = matches.filter((match) => match.id === asked || match.id === id);
  return { asked, matches: exact.length > 0 ? exact : matches };
}

/** Words as an issue id would spell them. */
function toId(words: string): string {
  return words
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

interface MatchingIssues {
  readonly issues: { readonly matching: LabelledIds };
}

function issuesLike(id: string, words: string): EngineRequest<never, MatchingIssues> {
  const byLabel = { match: { 'issues.label.words': { query: words, operator: 'and' } } };
  const query = { bool: { should: id === '' ? [byLabel] : [{ prefix: { 'issues.id': id } }, byLabel] } };
  const aggs = { matching: { filter: query, aggs: labelledIds('issues', 1000) } };
  return {
    index: 'articles',
    body: {
      size: 0,
      query: { nested: { path: 'issues', query } },
      aggs: { issues: { nested: { path: 'issues' }, aggs } },
    },
  };
}
