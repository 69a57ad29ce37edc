import { conserve, judgeConservation } from './conserve.ts';
import type { Conservation, Ledger, Observed, Violation } from './contract.ts';
import { rawPlaceOf } from './fields.ts';
import { judgeArticle } from './judge-article.ts';
import { judgeLetters } from './judge-letters.ts';

/** The outcomes of a run's writes, and all broken promises. */
export interface Verdict {
  readonly violations: readonly Violation[];
  readonly conservation: Conservation;
}

/**
 * Compares what was acknowledged with what the engines hold once everything has been consumed. {@link
 * judgeArticle} checks each article, {@link judgeLetters} the dead letters and {@link conserve} the totals.
 * Also reports unknown articles, partitions that are behind (`stuck`) and wrong answers (`bad-answer`).
 */
export function judge(ledger: Ledger, observed: Observed): Verdict {
  const records = groupBy(observed.raw, ({ id }) => id);
  const documents = groupBy(observed.documents, ({ id }) => id);
  const violations = [
    ...[...ledger.articles.values()].flatMap((article) =>
      judgeArticle(article, {
        records: records.get(article.id) ?? [],
        annotated: observed.annotated.get(article.id),
        documents: documents.get(article.id) ?? [],
      }),
    ),
    ...judgeUnknown(ledger, observed),
    ...judgeLetters(ledger, observed),
    ...judgePartitions(observed),
    ...ledger.complaints.map((message): Violation => ({ kind: 'bad-answer', message })),
  ];
  const conservation = conserve(ledger, observed, { violations, records, documents });
  return { violations: [...violations, ...judgeConservation(conservation)], conservation };
}

function judgeUnknown({ articles, poison }: Ledger, { raw, documents }: Observed): readonly Violation[] {
  const poisoned = new Set(poison.map(({ articleId }) => articleId));
  const places = new Set(poison.map(({ topic, partition, offset }) => `${topic}/${partition}/${offset}`));
  const known = (id: string): boolean => articles.has(id) || poisoned.has(id);
  return [
    ...raw
      .filter((record) => !known(record.id) && !places.has(rawPlaceOf(record)))
      .map((record): Violation => ({
        kind: 'invented',
        articleId: record.id,
        message: `${rawPlaceOf(record)} holds an article that was never sent`,
      })),
    ...documents
      .filter(({ id }) => !articles.has(id))
      .map(({ id }): Violation =>
        poisoned.has(id)
          ? { kind: 'poison-indexed', articleId: id, message: 'a poison message became a document' }
          : { kind: 'invented', articleId: id, message: 'the index holds an article that was never sent' },
      ),
  ];
}

function judgePartitions({ partitions }: Observed): readonly Violation[] {
  return partitions
    .filter(({ committed, low, high }) => (committed ?? low) !== high)
    .map(({ group, topic, partition, committed, high }) => ({
      kind: 'stuck',
      message: `${group} committed ${committed === null ? 'nothing' : String(committed)} of ${topic}/${partition}, which ends at ${high}`,
    }));
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
