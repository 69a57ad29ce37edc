import type { RawArticle } from '@gazette/schemas';
import type { Publisher } from '@gazette/runtime';
import type { SharedClock } from '../shared-clock.ts';

/** The key of the tombstones, which belong to no article. */
const CLOCK = 'clock';
const READINGS = 5;

/**
 * Reads the broker's time once per process, on the first call: a broker reports when it appended a message, here
 * tombstones of no article. The first answer is late because of connection set-up, so several are read. Rejects when
 * Kafka does not answer; the next call then tries again.
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
