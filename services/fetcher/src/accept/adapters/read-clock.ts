import type { RawArticle } from '@gazette/schemas';
import type { Publisher } from '@gazette/runtime';
import type { SharedClock } from '../shared-clock.ts';

/** The key of a message that says nothing. */
const CLOCK = 'clock';
const READINGS = 5;

/**
 * Asks the broker for its time, once for a process, when first called: a broker tells it of all that it appends, here of tombstones of no
 * article, which change nothing. A first answer comes late, as connections are made for it; the nearest of several counts. Rejects
 * when Kafka does not answer; the next call then asks again.
 */
export function createClockRead(
  raw: Pick<Publisher<RawArticle>, 'forget'>,
  clock: SharedClock,
): () => Promise<void> {
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    for (let readings = 0; readings < READINGS; readings += 1) {
      const [answer] = await raw.forget([{ key: CLOCK, partitionBy: CLOCK }]);
      if (answer?.outcome === 'delivered' && answer.appendedAt !== null) clock.saw(answer.appendedAt);
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
