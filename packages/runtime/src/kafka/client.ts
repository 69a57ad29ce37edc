import { SetupError } from '@gazette/schemas';
import kafkajs, {
  type Admin,
  type Consumer,
  type ConsumerConfig,
  type Kafka,
  type logCreator,
  type Producer,
  type ProducerConfig,
  type RequestTimeoutEvent,
} from 'kafkajs';
import type { KafkaConfig } from '../config.ts';
import type { Logger } from '../telemetry.ts';
import { repairAbortedFilter } from './aborted-messages.ts';
import { createConnections } from './connections.ts';

// kafkajs is CommonJS: Node.js finds only its default export.
const {
  KafkaJSError,
  KafkaJSGroupCoordinatorNotFound,
  KafkaJSNumberOfRetriesExceeded,
  KafkaJSProtocolError,
  KafkaJSSASLAuthenticationError,
  logLevel,
} = kafkajs;

repairAbortedFilter();

const CONNECT_TIMEOUT_MS = 3000;
const REQUEST_TIMEOUT_MS = 10_000;
/** An attempt may wait until replicas acknowledge, and whoever pushes waits for all attempts. */
const PRODUCER_RETRIES = 1;

/** Kafka protocol guide, "Api Keys". */
const API_VERSIONS = 18;

type Brokers = Pick<KafkaConfig, 'brokers'>;

/** A producer that is not connected yet. */
export function createProducer(config: Brokers, logger: Logger, options?: ProducerConfig): Producer {
  const { kafka, onTimeout } = clientOf(config, logger);
  const producer = kafka.producer({ retry: { retries: PRODUCER_RETRIES }, ...options });
  producer.on('producer.network.request_timeout', onTimeout);
  return producer;
}

/** A consumer that can be cut off when it hangs. */
export interface GroupConsumer extends Consumer {
  /** Closes its connections for good: pending requests fail, and its group removes it after a session. */
  readonly abandon: () => void;
}

/** A consumer that is not connected yet. */
export function createConsumer(config: Brokers, logger: Logger, options: ConsumerConfig): GroupConsumer {
  const { kafka, onTimeout, close } = clientOf(config, logger);
  const consumer = kafka.consumer(options);
  consumer.on('consumer.network.request_timeout', onTimeout);
  return { ...consumer, abandon: close };
}

/** An admin client that is not connected yet. */
export function createAdmin(config: Brokers, logger: Logger): Admin {
  const { kafka, onTimeout } = clientOf(config, logger);
  const admin = kafka.admin();
  admin.on('admin.network.request_timeout', onTimeout);
  return admin;
}

/**
 * Few retries, because `retryForever` reports them. `onTimeout` drops a connection whose first request timed
 * out: kafkajs keeps it for ever. Later time-outs do not, because a change of the wall clock causes them too.
 */
function clientOf(
  config: Brokers,
  logger: Logger,
): {
  readonly kafka: Kafka;
  readonly onTimeout: (event: RequestTimeoutEvent) => void;
  readonly close: () => void;
} {
  const { socketFactory, drop, close } = createConnections();
  const kafka = new kafkajs.Kafka({
    clientId: 'gazette',
    brokers: [...config.brokers],
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 4 },
    socketFactory,
    logLevel: logLevel.WARN,
    logCreator: logTo(logger),
  });
  return {
    kafka,
    onTimeout: ({ payload }) => {
      if (payload.apiKey === API_VERSIONS) drop(payload.broker);
    },
    close,
  };
}

const ACCESS = [
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
];

/**
 * Turns a configuration fault (access refused, topic missing) into a `SetupError`; returns other errors as
 * they are.
 */
export function classifyKafkaError(error: unknown): unknown {
  const cause = rootCauseOf(error);
  const type = cause instanceof KafkaJSProtocolError ? cause.type : '';
  if (cause instanceof KafkaJSSASLAuthenticationError || ACCESS.includes(type)) {
    return new SetupError(`Kafka refused access: ${cause.message}.`, 'Check its credentials and ACLs.', {
      cause,
    });
  }
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION') {
    return new SetupError('A Kafka topic is missing.', 'Run `npx gazette deploy`.', { cause });
  }
  return error;
}

/**
 * Whether another attempt may succeed: kafkajs ran out of attempts, marks the root cause as retriable, or
 * did not find the group's coordinator.
 */
export function isRetriable(error: Error): boolean {
  const rootCause = rootCauseOf(error);
  return (
    error instanceof KafkaJSNumberOfRetriesExceeded ||
    rootCause instanceof KafkaJSGroupCoordinatorNotFound ||
    (rootCause instanceof KafkaJSError && rootCause.retriable)
  );
}

/** A retriable error for what kafkajs does not notice itself: a group that has stopped answering. */
export function silenceOf(groupId: string): Error {
  return new KafkaJSError(`The group ${groupId} has not answered for two session timeouts.`, {
    retriable: true,
  });
}

/**
 * The protocol error's name (Kafka protocol guide, "Error codes"), or an empty string for errors of other
 * kinds.
 */
export function protocolErrorType(error: unknown): string {
  const cause = rootCauseOf(error);
  return cause instanceof KafkaJSProtocolError ? cause.type : '';
}

function rootCauseOf(error: unknown): Error {
  if (error instanceof KafkaJSError && error.cause instanceof Error) return rootCauseOf(error.cause);
  return error instanceof Error ? error : new Error(String(error));
}

function logTo(logger: Logger): logCreator {
  const levels = {
    [logLevel.ERROR]: 'warn',
    [logLevel.WARN]: 'debug',
    [logLevel.INFO]: 'debug',
    [logLevel.DEBUG]: 'trace',
  } as const;
  return () =>
    ({ namespace, level, log: { message, ...fields } }) => {
      if (level === logLevel.NOTHING) return;
      // kafkajs logs as errors what is retried later; callers log what matters.
      logger[levels[level]]({ kafkajs: namespace, detail: message, ...withoutNoise(fields) }, 'kafka client');
    };
}

function withoutNoise(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => !['timestamp', 'logger', 'stack'].includes(name)),
  );
}
