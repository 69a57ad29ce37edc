import { SetupError } from '@gazette/schemas';
import kafkajs, { type Kafka, type logCreator } from 'kafkajs';
import type { KafkaConfig } from '../config.ts';
import type { Logger } from '../telemetry.ts';

// kafkajs is CommonJS: Node.js finds only its default export.
const { KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError, KafkaJSSASLAuthenticationError, logLevel } =
  kafkajs;

const CONNECT_TIMEOUT_MS = 3000;
const REQUEST_TIMEOUT_MS = 10_000;

/** A kafkajs client that logs through ours. Its own retries are few: callers retry with `retryForever` and say so. */
export function createKafka(config: KafkaConfig, logger: Logger): Kafka {
  return new kafkajs.Kafka({
    clientId: 'gazette',
    brokers: [...config.brokers],
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 4 },
    logLevel: logLevel.WARN,
    logCreator: logTo(logger),
  });
}

const ACCESS = [
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
];

/** Tells a fault of access or set-up (refused, topic missing) from one of our world. */
export function classifyKafkaError(error: unknown): unknown {
  const cause = originOf(error);
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

/** The protocol error's name (Kafka protocol guide, "Error codes"), or an empty string for errors of other kinds. */
export function protocolErrorType(error: unknown): string {
  const cause = originOf(error);
  return cause instanceof KafkaJSProtocolError ? cause.type : '';
}

function originOf(error: unknown): Error {
  if (error instanceof KafkaJSNumberOfRetriesExceeded && error.cause) return originOf(error.cause);
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
      // kafkajs reports as errors what it and we then retry; what matters is logged where it is handled.
      logger[levels[level]]({ kafkajs: namespace, detail: message, ...withoutNoise(fields) }, 'kafka client');
    };
}

function withoutNoise(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => !['timestamp', 'logger', 'stack'].includes(name)),
  );
}
