import { partitionFor, PARTITIONS, type RawArticle } from '@gazette/schemas';
import type { Publisher } from '@gazette/runtime';

/** The key of the tombstones, which is not an article id. */
const CLOCK = 'clock';
/** One for each partition: every broker leads some, and the clock must not be behind any of them. */
const TOMBSTONES = Array.from({ length: PARTITIONS }, (_, partition) => ({
  key: CLOCK,
  partitionBy: textFor(partition),
}));

/**
 * The brokers' time by partition (milliseconds since the epoch): when they appended tombstones without an
 * article. Rejects when Kafka does not answer.
 */
export function createAppendTimes(
  rawArticles: Pick<Publisher<RawArticle>, 'forget'>,
): () => Promise<readonly number[]> {
  return async () => {
    const published = await rawArticles.forget(TOMBSTONES);
    return published.map((each) =>
      each.outcome === 'delivered' ? (each.appendedAt ?? -Infinity) : -Infinity,
    );
  };
}

/** A text that {@link partitionFor} assigns to the partition. */
function textFor(partition: number): string {
  for (let count = 0; ; count += 1)
    if (partitionFor(`${CLOCK} ${count}`) === partition) return `${CLOCK} ${count}`;
}
