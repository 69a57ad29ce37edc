import { createCodec, createRegistry, type Topic } from '@gazette/schemas';
import type { KafkaConfig } from '../../config.ts';
import { retryForever } from '../../retry.ts';
import { rawPublisher } from '../producer/publisher.ts';
import { joinGroup } from './consumer-group.ts';
import type { ConsumerGroup, MembershipCheck } from './group-options.ts';
import { BatchHandler, type BatchWork } from './handle-batch.ts';
import { laneRetryContext, type Lane } from './lane.ts';
import type { Source, SubscriberOptions } from './subscriber-options.ts';

const DEFAULT_BATCH = { count: 500, bytes: 4 * 1024 * 1024 };

/** Consumes one of the pipeline's topics: decode, transform, deliver, then commit; at least once. */
export function subscriber<In, Out>(
  config: KafkaConfig,
  topic: Topic<In>,
  options: SubscriberOptions<In, Out>,
): ConsumerGroup {
  const codec = createCodec(topic, createRegistry(config.registry), config.prefix);
  const source: Source<In> = {
    topics: [topic.name],
    read: async (message) => codec.decode(message.value ?? Buffer.alloc(0)),
    tombstones: topic.config['cleanup.policy'] === 'compact',
    deadLetters: true,
  };
  const prepare = async (): Promise<void> => {
    await codec.prepare();
    await options.prepare?.();
  };
  return subscribe(config, source, { ...options, prepare });
}

/** Consumes any source in the same way. */
export function subscribe<In, Out>(
  config: KafkaConfig,
  source: Source<In>,
  options: SubscriberOptions<In, Out>,
): ConsumerGroup {
  const deadLetterPublisher = rawPublisher(config, options.logger);
  const group = joinGroup(config, {
    ...options,
    topics: source.topics,
    work: (lane, membership) =>
      workLane(lane, membership, { prefix: config.prefix, source, options, deadLetterPublisher }),
  });
  return {
    stop: async () => {
      await group.stop();
      await deadLetterPublisher.stop();
    },
  };
}

/**
 * Works one partition, batch by batch. A handled batch is complete and may be committed, because
 * {@link BatchHandler} retries or dead-letters every failure; a crash before the commit repeats it.
 */
async function workLane<In, Out>(
  lane: Lane,
  membership: MembershipCheck,
  work: BatchWork<In, Out>,
): Promise<void> {
  const { options } = work;
  const { count, bytes } = options.batch ?? DEFAULT_BATCH;
  const context = laneRetryContext(lane, options);
  const confirmed = (): Promise<void> => membership.confirmed(lane);
  try {
    await retryForever(async () => options.prepare?.(), context);
    for (let batch = await lane.take(count, bytes); batch; batch = await lane.take(count, bytes)) {
      await confirmed();
      await new BatchHandler(lane.topic, context, work, confirmed).handle(batch);
      await confirmed();
      const last = batch.at(-1);
      if (last) lane.done(last);
    }
  } catch (error) {
    // The next owner of the partition repeats what a lane that ended has not committed.
    if (!lane.signal.aborted) throw error;
  } finally {
    options.health.unblock(context.task);
  }
}
