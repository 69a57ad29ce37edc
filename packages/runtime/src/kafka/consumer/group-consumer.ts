import { setTimeout as sleep } from 'node:timers/promises';
import type { Assignment, ConsumerConfig, EachBatchPayload } from 'kafkajs';
import type { KafkaConfig } from '../../config.ts';
import type { GroupConsumer } from '../client.ts';
import type { BatchSummary } from './fetched.ts';
import { stickyAssigner } from './sticky-assigner.ts';

/** Time for a consumer to leave its group and disconnect; one that hangs may never do so. */
const LEAVE_TIMEOUT_MS = 5000;
const CONCURRENT_PARTITIONS = 12;
const MAX_FETCH_WAIT_MS = 250;
const MAX_PARTITION_BYTES = 1024 * 1024;
const MAX_FETCH_BYTES = 8 * 1024 * 1024;

/** A member's id and partitions after a rebalance. */
export interface Joined {
  readonly memberId: string;
  readonly memberAssignment: Assignment;
}

/** What a group member hears from its consumer. */
export interface ConsumerEvents {
  /** The broker has answered a request (Kafka protocol guide, "Api Keys"), whatever the answer. */
  onAnswer(apiName: string, sentAt: number): void;
  onHeartbeat(): void;
  onRebalancing(): void;
  onJoin(consumer: GroupConsumer, joined: Joined): void;
  onBatch(consumer: GroupConsumer, payload: EachBatchPayload): void;
  /** Called after each fetch, also after one that brought no messages. */
  onBatchEnd(batch: BatchSummary): void;
  onCrash(consumer: GroupConsumer, error: Error): void;
}

/** The kafkajs settings of a group's consumer; `heldPartitions` tells the assigner what this member holds. */
export function consumerConfig(
  config: KafkaConfig,
  groupId: string,
  heldPartitions: () => readonly number[],
): ConsumerConfig {
  return {
    groupId,
    partitionAssigners: [stickyAssigner(heldPartitions)],
    sessionTimeout: config.sessionTimeoutMs,
    heartbeatInterval: config.heartbeatMs,
    // Members notice a rebalance within a heartbeat; one that has not joined after a session timeout is dead.
    rebalanceTimeout: config.sessionTimeoutMs,
    maxWaitTimeInMs: MAX_FETCH_WAIT_MS,
    maxBytesPerPartition: MAX_PARTITION_BYTES,
    maxBytes: MAX_FETCH_BYTES,
    allowAutoTopicCreation: false,
    // The group member replaces a consumer that crashed; kafkajs must not restart it.
    retry: {
      initialRetryTime: 200,
      maxRetryTime: 2000,
      retries: 5,
      restartOnFailure: () => Promise.resolve(false),
    },
  };
}

/**
 * Passes a consumer's events on while `isCurrent`: a consumer that was replaced may emit more before it has
 * stopped. Returns the handler for its batches.
 */
export function listenTo(
  consumer: GroupConsumer,
  events: ConsumerEvents,
  isCurrent: () => boolean,
): (payload: EachBatchPayload) => void {
  const whileCurrent =
    <T>(listener: (event: T) => void) =>
    (event: T): void => {
      if (isCurrent()) listener(event);
    };
  // kafkajs emits this before the event that the answer leads to.
  consumer.on(
    'consumer.network.request',
    whileCurrent(({ payload: { apiName, sentAt } }) => {
      events.onAnswer(apiName, sentAt);
    }),
  );
  consumer.on(
    'consumer.heartbeat',
    whileCurrent(() => {
      events.onHeartbeat();
    }),
  );
  consumer.on(
    'consumer.rebalancing',
    whileCurrent(() => {
      events.onRebalancing();
    }),
  );
  consumer.on(
    'consumer.group_join',
    whileCurrent(({ payload }) => {
      events.onJoin(consumer, payload);
    }),
  );
  consumer.on(
    'consumer.end_batch_process',
    whileCurrent(({ payload }) => {
      events.onBatchEnd(payload);
    }),
  );
  consumer.on(
    'consumer.crash',
    whileCurrent(({ payload }) => {
      events.onCrash(consumer, payload.error);
    }),
  );
  return whileCurrent((payload) => {
    events.onBatch(consumer, payload);
  });
}

/** Connects, subscribes to the topics (full names) and starts to consume. */
export async function startConsuming(
  consumer: GroupConsumer,
  topics: string[],
  onBatch: (payload: EachBatchPayload) => void,
): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: CONCURRENT_PARTITIONS,
    eachBatch: async (payload) => {
      onBatch(payload);
      await Promise.resolve();
    },
  });
}

/** Leaves the group. A consumer that hangs is cut off: its pending calls end, and it cannot join again. */
export async function leaveGroup(consumer: GroupConsumer): Promise<void> {
  const left = consumer.disconnect().catch(() => undefined);
  await Promise.race([left, sleep(LEAVE_TIMEOUT_MS, undefined, { ref: false })]);
  consumer.abandon();
}
