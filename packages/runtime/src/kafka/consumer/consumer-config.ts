import type { ConsumerConfig } from 'kafkajs';
import type { KafkaConfig } from '../../config.ts';
import { stickyAssigner } from './sticky-assigner.ts';

const MAX_FETCH_WAIT_MS = 250;
const MAX_PARTITION_BYTES = 1024 * 1024;
const MAX_FETCH_BYTES = 8 * 1024 * 1024;

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
