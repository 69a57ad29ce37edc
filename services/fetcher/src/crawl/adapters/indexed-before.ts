import { ALL_PARTITIONS } from '@gazette/schemas';
import { processedPartitions, retryForever, type KafkaConfig, type RetryContext } from '@gazette/runtime';
import { TO_INDEX } from '../../accept/adapters/indexed-partitions.ts';

/** The longest wait for the pipeline: while it is down, pages would pile up. */
const LONGEST_WAIT_MS = 2 * 60_000;

/**
 * Resolves when everything in `articles.raw` at the time of the call is indexed, or after {@link
 * LONGEST_WAIT_MS}. The previous owner may have accepted articles without committing their pages; once
 * indexed, none is accepted again.
 */
export async function indexedBefore(kafka: KafkaConfig, context: RetryContext): Promise<void> {
  const partitions = ALL_PARTITIONS;
  const { logger, signal } = context;
  const passed = await retryForever(
    () =>
      processedPartitions(kafka, logger, {
        stages: TO_INDEX,
        partitions,
        patienceMs: LONGEST_WAIT_MS,
        signal,
      }),
    context,
  );
  const behind = [...partitions].filter((partition) => !passed.has(partition));
  if (behind.length > 0)
    logger.warn(
      { partitions: behind },
      'the index is behind; articles that the previous owner accepted may be accepted again',
    );
}
