import {
  createCodec,
  createRegistry,
  MessageError,
  topics,
  type Feed,
  type FeedState,
  type Topic,
} from '@gazette/schemas';
import {
  offsetBounds,
  retryForever,
  type KafkaConfig,
  type Lane,
  type Logger,
  type RetryContext,
} from '@gazette/runtime';

/** The feeds of one partition and their states, read in full before anything is polled. */
export interface Subscriptions {
  /** By message key. */
  readonly feeds: Map<string, Feed>;
  readonly states: Map<string, FeedState>;
  /** Resolves once both topics are read up to the ends they had when this instance became the owner. */
  readonly ready: Promise<unknown>;
  /** Reads one of the two state topics for as long as the lane lasts. */
  readonly follow: (lane: Lane, context: RetryContext) => Promise<void>;
}

interface Followed<T> {
  readonly topic: Topic<T>;
  readonly values: Map<string, T>;
  /** Whether the value just read is older than the known one. */
  readonly isOlder: (read: T, known: T | undefined) => boolean;
  readonly ready: Promise<void>;
  readonly setReady: () => void;
}

/** Reads `feeds` and `feed-state` of a partition. No offset is committed: each owner reads from the start. */
export function createSubscriptions(kafka: KafkaConfig, logger: Logger): Subscriptions {
  const registry = createRegistry(kafka.registry);
  const feeds = followed(topics.feeds, () => false);
  // The owner knows its own states before it reads them back.
  const states = followed(topics.feedState, (read, known) => (read.polledAt ?? 0) < (known?.polledAt ?? 0));

  async function read<T>(
    lane: Lane,
    context: RetryContext,
    { topic, values, isOlder, setReady }: Followed<T>,
  ): Promise<void> {
    const codec = createCodec(topic, registry, kafka.prefix);
    const ends = await retryForever(() => offsetBounds(kafka, logger, topic.name), context);
    const { low, high } = ends.get(lane.partition) ?? { low: 0n, high: 0n };
    if (low === high) setReady();
    for (let batch = await lane.take(500, Infinity); batch; batch = await lane.take(500, Infinity)) {
      for (const { key, value, offset } of batch) {
        const name = key?.toString() ?? '';
        if (value === null) values.delete(name);
        else {
          const decoded = await retryForever(() => codec.decode(value), context).catch((error: unknown) => {
            if (!(error instanceof MessageError)) throw error;
            logger.warn(
              { topic: topic.name, partition: lane.partition, offset, reason: error.message },
              'unreadable state skipped',
            );
            return null;
          });
          if (decoded !== null && !isOlder(decoded, values.get(name))) values.set(name, decoded);
        }
        if (BigInt(offset) >= high - 1n) setReady();
      }
    }
  }

  return {
    feeds: feeds.values,
    states: states.values,
    ready: Promise.all([feeds.ready, states.ready]),
    follow: (lane, context) =>
      lane.topic.endsWith(topics.feedState.name) ? read(lane, context, states) : read(lane, context, feeds),
  };
}

function followed<T>(topic: Topic<T>, isOlder: Followed<T>['isOlder']): Followed<T> {
  let setReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    setReady = resolve;
  });
  return { topic, values: new Map(), isOlder, ready, setReady };
}
