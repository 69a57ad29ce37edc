import { setImmediate as nextTurn } from 'node:timers/promises';
import { createCodec, createRegistry, MessageError, type Topic } from '@gazette/schemas';
import type { KafkaConfig } from '../config.ts';
import type { Health } from '../health.ts';
import { retryForever, type RetryContext } from '../retry.ts';
import { messages, stageSeconds, type Logger } from '../telemetry.ts';
import { joinGroup, type ConsumerGroup, type Membership } from './consumer-group.ts';
import { publishDeadLetters, type DeadLetter } from './dead-letters.ts';
import type { Incoming, Lane } from './lane.ts';
import { rawPublisher, type Headers } from './publisher.ts';

/** How a delivered item ended. Items that the other side will always refuse are `refused` and become dead letters. */
export type Delivered =
  | { readonly outcome: 'delivered' | 'unchanged' | 'superseded' | 'rescheduled' }
  | { readonly outcome: 'refused'; readonly error: MessageError };

/** A transformed value on its way out, with the headers that travel on. */
export interface Delivery<Out> {
  readonly value: Out;
  readonly headers: Headers;
}

/** What one service does with one topic. */
export interface SubscriberOptions<In, Out> {
  /** Consumer group, without the installation's prefix; it also names the stage in dead letters. */
  readonly group: string;
  /** Pure. What it throws is the message's fault: a dead letter, at once. */
  readonly transform: (value: In, message: Incoming) => Out;
  /** I/O. What it throws is our world's fault and is tried again, while the partition waits. One result an item, in order. */
  readonly deliver: (items: readonly Delivery<Out>[]) => Promise<readonly Delivered[]>;
  readonly health: Health;
  readonly logger: Logger;
  /** The largest batch handed to `deliver`: messages and (read) bytes. */
  readonly batch?: { readonly count: number; readonly bytes: number };
}

/** Where values come from: a topic and how to read its bytes. */
export interface Source<In> {
  readonly topic: string;
  readonly read: (message: Incoming) => Promise<In>;
  /** Whether a null value means that the key was purged; such a message is counted and passed over. */
  readonly tombstones: boolean;
  /** False for topics of dead letters, whose messages must never die again. */
  readonly deadLetters: boolean;
}

const DEFAULT_BATCH = { count: 500, bytes: 4 * 1024 * 1024 };
/** Headers that go on with what a message becomes. */
const TRAVELLING = ['traceparent', 'producer'];

/** Consumes a topic of ours: decode, transform, deliver, then commit; at least once, with dead letters. */
export function subscriber<In, Out>(
  config: KafkaConfig,
  topic: Topic<In>,
  options: SubscriberOptions<In, Out>,
): ConsumerGroup {
  const codec = createCodec(topic, createRegistry(config.registry), config.prefix);
  const source: Source<In> = {
    topic: topic.name,
    read: async (message) => codec.decode(message.value ?? Buffer.alloc(0)),
    tombstones: topic.config['cleanup.policy'] === 'compact',
    deadLetters: true,
  };
  return subscribe(config, source, options, codec.prepare);
}

/** Consumes any source the same way. `prepare` must succeed before each partition's first message. */
export function subscribe<In, Out>(
  config: KafkaConfig,
  source: Source<In>,
  options: SubscriberOptions<In, Out>,
  prepare: () => Promise<void> = () => Promise.resolve(),
): ConsumerGroup {
  const raw = rawPublisher(config, options.logger);
  const group = joinGroup(config, {
    ...options,
    topics: [source.topic],
    work: (lane, membership) => workLane(lane, membership, { config, source, options, raw, prepare }),
  });
  return {
    stop: async () => {
      await group.stop();
      await raw.stop();
    },
  };
}

interface Work<In, Out> {
  readonly config: KafkaConfig;
  readonly source: Source<In>;
  readonly options: SubscriberOptions<In, Out>;
  readonly raw: ReturnType<typeof rawPublisher>;
  readonly prepare: () => Promise<void>;
}

async function workLane<In, Out>(lane: Lane, membership: Membership, work: Work<In, Out>): Promise<void> {
  const { source, options } = work;
  const { count, bytes } = options.batch ?? DEFAULT_BATCH;
  const context: RetryContext = {
    name: `${source.topic}/${lane.partition}`,
    health: options.health,
    logger: options.logger,
    signal: lane.signal,
  };
  try {
    await retryForever(work.prepare, context);
    for (let batch = await lane.take(count, bytes); batch; batch = await lane.take(count, bytes)) {
      await membership.confirmed(lane);
      await handle(batch, context, work);
      await membership.confirmed(lane);
      const last = batch.at(-1);
      if (last) lane.done(last.offset);
    }
  } catch (error) {
    // A lane that ended hands its work to the partition's next owner.
    if (!lane.signal.aborted) throw error;
  } finally {
    options.health.unblock(context.name);
  }
}

async function handle<In, Out>(
  batch: readonly Incoming[],
  context: RetryContext,
  work: Work<In, Out>,
): Promise<void> {
  const { config, source, options, raw } = work;
  const firstAt = Date.now();
  const letters: DeadLetter[] = [];
  const deliveries: { message: Incoming; delivery: Delivery<Out> }[] = [];
  let attempts = 1;

  function bury(message: Incoming, error: MessageError): void {
    letters.push({ message, error, stage: options.group, attempts, firstAt, lastAt: Date.now() });
  }

  const transformed = stageSeconds.startTimer({ topic: source.topic, stage: 'transform' });
  for (const message of batch) {
    if (message.value === null && source.tombstones) {
      messages.inc({ topic: source.topic, outcome: 'tombstone' });
      continue;
    }
    try {
      const value = await retryForever(() => source.read(message), context);
      deliveries.push({
        message,
        delivery: { value: transform(options, value, message), headers: travelling(message) },
      });
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      bury(message, error);
    }
    // Long work must let heartbeats through.
    await nextTurn();
  }
  transformed();

  if (deliveries.length > 0) {
    const delivered = stageSeconds.startTimer({ topic: source.topic, stage: 'deliver' });
    const results = await retryForever((attempt) => {
      attempts = attempt;
      return options.deliver(deliveries.map(({ delivery }) => delivery));
    }, context);
    delivered();
    deliveries.forEach(({ message }, index) => {
      const result = results[index];
      if (!result)
        throw new Error(`deliver answered ${results.length} results for ${deliveries.length} items.`);
      if (result.outcome === 'refused') bury(message, result.error);
      else messages.inc({ topic: source.topic, outcome: result.outcome });
    });
  }

  if (letters.length === 0) return;
  for (const { message, error } of letters) {
    const { topic, partition, offset } = message;
    options.logger.warn(
      { topic, partition, offset, errorClass: error.errorClass, reason: error.message },
      'dead letter',
    );
  }
  if (source.deadLetters)
    await retryForever(
      () => publishDeadLetters(raw, { topic: source.topic, prefix: config.prefix }, letters),
      context,
    );
  messages.inc({ topic: source.topic, outcome: 'dead_lettered' }, letters.length);
}

function transform<In, Out>(
  { transform: apply }: SubscriberOptions<In, Out>,
  value: In,
  message: Incoming,
): Out {
  try {
    return apply(value, message);
  } catch (cause) {
    if (cause instanceof MessageError) throw cause;
    throw new MessageError('transform-failed', `The message could not be worked on: ${String(cause)}`, {
      cause,
    });
  }
}

function travelling(message: Incoming): Headers {
  return Object.fromEntries(Object.entries(message.headers).filter(([name]) => TRAVELLING.includes(name)));
}
