import { processedPartitions, retryForever, type KafkaConfig, type RetryContext } from '@gazette/runtime';
import { PARTITIONS } from '@gazette/schemas';
import { STEPS } from '../../accept/adapters/settled.ts';

/** Longest wait for the pipeline, in milliseconds: while it is down nothing can be found anyway, but pages pile up. */
const PATIENCE_MS = 2 * 60_000;

/**
 * Resolves when all that stood in `articles.raw` when this was called is indexed, or has not been for too long. The owner of hosts
 * before us may have accepted articles whose pages it could not commit, or found pages in feeds whose state it could not; once the
 * index knows those articles, none is accepted again.
 */
export async function indexedBefore(kafka: KafkaConfig, context: RetryContext): Promise<void> {
  const partitions = new Set(Array.from({ length: PARTITIONS }, (_, partition) => partition));
  const { logger, signal } = context;
  const passed = await retryForever(
    () => processedPartitions(kafka, logger, { steps: STEPS, partitions, patienceMs: PATIENCE_MS, signal }),
    context,
  );
  const behind = [...partitions].filter((partition) => !passed.has(partition));
  if (behind.length > 0)
    logger.warn(
      { partitions: behind },
      'the index is behind; what a killed fetcher accepted may be accepted again',
    );
}
