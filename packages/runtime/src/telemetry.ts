import { pino, type Logger } from 'pino';
import prometheus from 'prom-client';

export type { Logger } from 'pino';

/** Every metric of this process. */
export const metrics = new prometheus.Registry();
prometheus.collectDefaultMetrics({ register: metrics });

/** Every message ends as exactly one outcome. */
export const messages = new prometheus.Counter({
  name: 'gazette_messages_total',
  help: 'Messages by how they ended: delivered, unchanged, superseded, rescheduled, tombstone or dead_lettered.',
  labelNames: ['topic', 'outcome'] as const,
  registers: [metrics],
});

/** For alerts: any increase needs attention. */
export const deadLettersTotal = new prometheus.Counter({
  name: 'gazette_dead_letters_total',
  help: 'Messages that became dead letters, by the stage (consumer group) that gave up and the class of error.',
  labelNames: ['stage', 'class'] as const,
  registers: [metrics],
});

/** Dead letters not yet redriven; the same from every indexer, so take the maximum. */
export const deadLettersWaiting = new prometheus.Gauge({
  name: 'gazette_dead_letters_waiting',
  help: 'Dead letters in the index that were not sent back yet, as last counted.',
  registers: [metrics],
});

/** Time spent per batch in the two halves of handling messages. */
export const stageSeconds = new prometheus.Histogram({
  name: 'gazette_stage_seconds',
  help: 'Seconds spent on a batch of messages in a stage.',
  labelNames: ['topic', 'stage'] as const,
  buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
  registers: [metrics],
});

/** Attempts that failed and were repeated. */
export const retries = new prometheus.Counter({
  name: 'gazette_retries_total',
  help: 'Attempts that failed and were repeated, by stage and by fault: world or setup.',
  labelNames: ['stage', 'fault'] as const,
  registers: [metrics],
});

/** How far a partition's consumer is behind. */
export const lag = new prometheus.Gauge({
  name: 'gazette_consumer_lag_messages',
  help: 'Messages between the last committed offset and the end of the partition, as last seen.',
  labelNames: ['topic', 'partition'] as const,
  registers: [metrics],
});

/** Readiness as a number, so that an alert rule can name it; set whenever metrics are read. */
export const ready = new prometheus.Gauge({
  name: 'gazette_ready',
  help: '1 when /ready answers 200, else 0.',
  registers: [metrics],
});

/** Services log to standard output; commands to standard error, since their output is their result. */
export type LogStream = 'stdout' | 'stderr';

/** A logger of JSON lines; errors go under `err`. */
export function createLogger(service: string, level: string, stream: LogStream = 'stdout'): Logger {
  const options = { level, base: { service }, timestamp: pino.stdTimeFunctions.isoTime };
  return pino(options, pino.destination(stream === 'stdout' ? 1 : 2));
}
