import { partitionFor, PARTITIONS, type RawArticle } from '@gazette/schemas';
import type { Publisher } from '@gazette/runtime';
import { observeAppends, type SharedClock } from '../shared-clock.ts';

/** The key of the tombstones, which is not an article id. */
const CLOCK = 'clock';
/** One for each partition: every broker leads some, and the clock must not be behind any of them. */
const TOMBSTONES = Array.from({ length: PARTITIONS }, (_, partition) => ({
  key: CLOCK,
  partitionBy: textFor(partition),
}));
const READINGS = 5;

/**
 * Reads the brokers' time once per process, on the first call, from the append time of tombstones without an
 * article. Connection set-up delays the first answer, so several are read. Rejects when Kafka does not
 * answer; the next call retries.
 */
export function createClockReader(
  rawArticles: Pick<Publisher<RawArticle>, 'forget'>,
  clock: SharedClock,
): () => Promise<void> {
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    for (let readings = 0; readings < READINGS; readings += 1) {
      observeAppends(clock, await rawArticles.forget(TOMBSTONES));
    }
  }

  return () => {
    reading ??= read().catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return reading;
  };
}

/** A text that {@link partitionFor} assigns to the partition. */
function textFor(partition: number): string {
  for (let count = 0; ; count += 1)
    if (partitionFor(`${CLOCK} ${count}`) === partition) return `${CLOCK} ${count}`;
}
