import { pino, type Logger } from 'pino';
import prometheus from 'prom-client';

export type { Logger } from 'pino';

/** Every metric of this process. */
export const metrics = new prometheus.Registry();
prometheus.collectDefaultMetrics({ register: metrics });

/** Each message has exactly one outcome. */
export const messagesTotal = new prometheus.Counter({
  name: 'gazette_messages_total',
  help: 'Messages by outcome: delivered, unchanged, superseded, rescheduled, tombstone or dead_lettered.',
  labelNames: ['topic', 'outcome'] as const,
  registers: [metrics],
});

/** For alerts: any increase needs attention. */
export const deadLettersTotal = new prometheus.Counter({
  name: 'gazette_dead_letters_total',
  help: 'Messages that became dead letters, by stage (the consumer group that gave up) and error class.',
  labelNames: ['stage', 'class'] as const,
  registers: [metrics],
});

/** Dead letters not yet redriven; the same from every indexer, so take the maximum. */
export const deadLettersWaiting = new prometheus.Gauge({
  name: 'gazette_dead_letters_waiting',
  help: 'Dead letters in the index that were not redriven yet, as of the last count.',
  registers: [metrics],
});

/** Time spent per batch in the two steps of handling messages. */
export const stepSeconds = new prometheus.Histogram({
  name: 'gazette_step_seconds',
  help: 'Seconds spent on a batch of messages, by topic and step (transform or deliver).',
  labelNames: ['topic', 'step'] as const,
  buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
  registers: [metrics],
});

/** Failed attempts that were retried. */
export const retries = new prometheus.Counter({
  name: 'gazette_retries_total',
  help: 'Failed attempts that were retried, by task and fault (transient or configuration).',
  labelNames: ['task', 'fault'] as const,
  registers: [metrics],
});

/** How far a partition's consumer lags. */
export const lag = new prometheus.Gauge({
  name: 'gazette_consumer_lag_messages',
  help: 'Messages between the last committed offset and the end of the partition, as last observed.',
  labelNames: ['topic', 'partition'] as const,
  registers: [metrics],
});

/** Readiness as a number for alert rules; set whenever metrics are read. */
export const ready = new prometheus.Gauge({
  name: 'gazette_ready',
  help: '1 when /ready answers 200, otherwise 0.',
  registers: [metrics],
});

/** Services log to standard output, commands to standard error: their standard output is the result. */
export type LogStream = 'stdout' | 'stderr';

/** A logger of JSON lines; errors go under `err`. */
export function createLogger(service: string, level: string, stream: LogStream = 'stdout'): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: summaryOf },
  };
  return pino(options, pino.destination(stream === 'stdout' ? 1 : 2));
}

/** An error without its own properties: those of the OpenSearch client hold whole requests, of megabytes. */
function summaryOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = pino.stdSerializers.err(error);
  return { type, message, stack };
}
