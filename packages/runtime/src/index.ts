export { createProgress, runCli, UsageError, type Command, type Progress } from './cli.ts';
export {
  kafkaFields,
  openSearchFields,
  readEnv,
  serviceFields,
  toKafkaConfig,
  toServiceConfig,
  type Env,
  type KafkaConfig,
  type ServiceConfig,
} from './config.ts';
export {
  createDeadLetterStore,
  type CallOpenSearch,
  type DeadLetterStore,
  type DeadLetterSummary,
} from './dead-letter-store.ts';
export type { Admin } from 'kafkajs';
export { createHealth, type Health } from './health.ts';
export { startHttp, type HttpServer } from './http.ts';
export {
  committedOffsets,
  offsetBounds,
  setTopicConfig,
  topicSettings,
  withAdmin,
  type Committed,
  type TopicSettings,
} from './kafka/admin.ts';
export { readNote } from './kafka/consumer/commit-offsets.ts';
export { joinGroup } from './kafka/consumer/consumer-group.ts';
export type { ConsumerGroup, GroupOptions, MembershipCheck } from './kafka/consumer/group-options.ts';
export {
  deadLetterHeaders,
  publishDeadLetters,
  WRITTEN_AT_HEADER,
  writeTimeOf,
  type DeadLetter,
} from './kafka/producer/dead-letters.ts';
export { timeOf, type Incoming } from './kafka/consumer/incoming.ts';
export { laneRetryContext, type Lane } from './kafka/consumer/lane.ts';
export { processedPartitions } from './kafka/await-processed.ts';
export {
  publisher,
  rawPublisher,
  type Headers,
  type Outgoing,
  type Published,
  type Publisher,
  type RawPublisher,
} from './kafka/producer/publisher.ts';
export { readRecord } from './kafka/read-record.ts';
export { replay, type Offsets, type ReplayOptions } from './kafka/replay.ts';
export { subscribe, subscriber } from './kafka/consumer/subscriber.ts';
export type {
  DeliveryResult,
  Delivery,
  Source,
  SubscriberOptions,
} from './kafka/consumer/subscriber-options.ts';
export { problemHandler, type ProblemOptions } from './problem-handler.ts';
export { recheck } from './recheck.ts';
export { createRedriver, type Redriven, type Redriver, type RedriveOptions } from './redrive.ts';
export { NotYetError, retryForever, type RetryContext } from './retry.ts';
export { runService, type Resource, type Runtime } from './service.ts';
export {
  createLogger,
  deadLettersWaiting,
  messagesTotal,
  metrics,
  stepSeconds,
  type Logger,
} from './telemetry.ts';
