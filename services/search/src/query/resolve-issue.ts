import type { Ask, EngineRequest } from '../engine.ts';
import { labelledIds, toLabelledIds, type LabelledIds } from './labelled-ids.ts';
import type { Resolution } from './resolve-person.ts';

/**
 * Finds the issues that `text` can mean, among those found in articles. An exact id wins; otherwise every
 * issue matches whose id starts with the words (`chagos`: `chagos-islands`) or whose label contains them all.
 */
export async function resolveIssue(ask: Ask, text: string): Promise<Resolution> {
  const id = toId(text);
  const answer = await ask(issuesLike(id, text));
  const matches = toLabelledIds(answer.aggregations.issues.matching).map(({ id, label }) => ({ id, label }));
  const exact = matches.filter((match) => match.id === text || match.id === id);
  return { asked: text, matches: exact.length > 0 ? exact : matches };
}

/** Spells words like an issue id. */
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
