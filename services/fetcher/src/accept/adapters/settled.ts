import { topics } from '@gazette/schemas';
import { processedPartitions, type KafkaConfig, type Logger } from '@gazette/runtime';

/**
 * Those of the partitions of `articles.raw` in which all that was accepted before this was called is indexed by now (or dead).
 * Throws when Kafka does not answer.
 */
export type Settled = (partitions: Iterable<number>) => Promise<ReadonlySet<number>>;

/** What it takes from `articles.raw` to the index. */
export const STEPS = [
  { topic: topics.raw.name, group: 'annotator' },
  { topic: topics.annotated.name, group: 'indexer' },
];
/** An article is usually indexed sooner than this, in milliseconds; nobody waits longer for an answer that can be had otherwise. */
const PATIENCE_MS = 1500;
/** A partition that lacks more messages than this is not through so soon. */
const NEARLY = 50n;

/** Asks Kafka for ends and committed offsets. Calls that come while one is answered share the next one. */
export function createSettled(kafka: KafkaConfig, logger: Logger): Settled {
  let wanted = new Set<number>();
  let next: Promise<ReadonlySet<number>> | undefined;
  let running: Promise<unknown> = Promise.resolve();

  function look(): Promise<ReadonlySet<number>> {
    const partitions = wanted;
    wanted = new Set();
    next = undefined;
    const patience = { patienceMs: PATIENCE_MS, nearly: NEARLY };
    return processedPartitions(kafka, logger, { steps: STEPS, partitions, ...patience });
  }

  return (partitions) => {
    for (const partition of partitions) wanted.add(partition);
    next ??= running.then(look, look);
    running = next;
    return next;
  };
}
