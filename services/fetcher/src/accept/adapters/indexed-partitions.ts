import { ALL_PARTITIONS, PARTITIONS, stages } from '@gazette/schemas';
import { processedPartitions, type KafkaConfig, type Logger } from '@gazette/runtime';

/**
 * Returns the given partitions of `articles.raw` in which every article accepted before the call is indexed
 * or a dead letter; none while a message of the inbox waits, which may be of any article. Throws when Kafka
 * does not answer.
 */
export type IndexedPartitions = (partitions: Iterable<number>) => Promise<ReadonlySet<number>>;

/** The stages from `articles.raw` to the index. */
export const TO_INDEX = [stages.annotator, stages.indexer];
/** The longest wait. Articles are usually indexed sooner, and a new revision is a valid result without it. */
const LONGEST_WAIT_MS = 1500;
/** A partition with a longer backlog than this will not be indexed in time. */
const NEARLY_MESSAGES = 50n;

/** Reads end and committed offsets from Kafka. Calls made while one request runs share the next request. */
export function createIndexedPartitions(kafka: KafkaConfig, logger: Logger): IndexedPartitions {
  let wanted = new Set<number>();
  let next: Promise<ReadonlySet<number>> | undefined;
  let running: Promise<unknown> = Promise.resolve();

  async function look(): Promise<ReadonlySet<number>> {
    const partitions = wanted;
    wanted = new Set();
    next = undefined;
    const patience = { patienceMs: LONGEST_WAIT_MS, nearly: NEARLY_MESSAGES };
    // Messages without a key reach any partition of the inbox, so all of them count.
    const inbox = { stages: [stages.inbox], partitions: ALL_PARTITIONS };
    const accepted = await processedPartitions(kafka, logger, { ...inbox, ...patience });
    if (accepted.size < PARTITIONS) return new Set();
    return processedPartitions(kafka, logger, { stages: TO_INDEX, partitions, ...patience });
  }

  return (partitions) => {
    for (const partition of partitions) wanted.add(partition);
    next ??= running.then(look, look);
    running = next;
    return next;
  };
}
