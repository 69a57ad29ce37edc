import { ALL_PARTITIONS, stages } from '@gazette/schemas';
import { processedPartitions, type KafkaConfig, type Logger, type Resource } from '@gazette/runtime';

/**
 * Resolves once everything that was in the inbox or in `articles.raw` at the time of the call is indexed or a
 * dead letter. The ends of topics are read once, so it resolves although more keeps coming. Rejects when Kafka
 * does not answer.
 */
export type WhenIndexed = () => Promise<void>;

/** Calls made while one wait runs share the next one. Stopping rejects all. */
export function createWhenIndexed(
  kafka: KafkaConfig,
  logger: Logger,
): Resource & { readonly whenIndexed: WhenIndexed } {
  const stopping = new AbortController();
  let next: Promise<void> | undefined;
  let running: Promise<void> = Promise.resolve();

  async function wait(): Promise<void> {
    next = undefined;
    await processedPartitions(kafka, logger, {
      stages: Object.values(stages),
      partitions: ALL_PARTITIONS,
      patienceMs: Infinity,
      signal: stopping.signal,
    });
  }

  return {
    whenIndexed: () => {
      next ??= running.then(wait, wait);
      running = next;
      return next;
    },
    stop: () => {
      stopping.abort(new Error('stopping'));
      return Promise.resolve();
    },
  };
}
