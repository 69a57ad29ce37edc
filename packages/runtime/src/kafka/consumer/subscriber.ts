import { setImmediate as nextTurn } from 'node:timers/promises';
import { createCodec, createRegistry, MessageError, SetupError, type Topic } from '@gazette/schemas';
import type { KafkaConfig } from '../../config.ts';
import type { Health } from '../../health.ts';
import { retryForever, type RetryContext } from '../../retry.ts';
import { messages, stageSeconds, type Logger } from '../../telemetry.ts';
import { joinGroup } from './consumer-group.ts';
import type { ConsumerGroup, MembershipCheck } from './group-options.ts';
import { publishDeadLetters, travelling, type DeadLetter } from '../producer/dead-letters.ts';
import type { Incoming } from './incoming.ts';
import { laneRetryContext, type Lane } from './lane.ts';
import { rawPublisher, type Headers } from '../producer/publisher.ts';

/**
 * How an item ended. What the other side will always refuse is `refused` and becomes a dead letter; what it could not take now
 * is delivered `again`, alone, after the wait that its error asks for (a `SetupError`'s is longer).
 */
export type Delivered =
  | { readonly outcome: 'delivered' | 'unchanged' | 'superseded' | 'rescheduled' }
  | { readonly outcome: 'refused'; readonly error: MessageError }
  | { readonly outcome: 'again'; readonly error: Error };

/** A transformed value on its way out, with the headers that travel on. */
export interface Delivery<Out> {
  readonly value: Out;
  readonly headers: Headers;
}

/** What one service does with one topic. */
export interface SubscriberOptions<In, Out> {
  /** Consumer group, without the installation's prefix; it also names the stage in dead letters. */
  readonly group: string;
  /** Looked at before a partition's first message: throws while the other side is not set up. */
  readonly prepare?: () => Promise<void>;
  /** Pure. What it throws is the message's fault: a dead letter, at once (save a `SetupError`, which is waited out). */
  readonly transform: (value: In, message: Incoming) => Out | Promise<Out>;
  /**
   * I/O. What it throws is our world's fault and is tried again, while the partition waits. One result an item, in order. What only the
   * partition's owner may do awaits `confirmed` first: it rejects when the partition is no longer ours.
   */
  readonly deliver: (
    items: readonly Delivery<Out>[],
    confirmed: () => Promise<void>,
  ) => Promise<readonly Delivered[]>;
  readonly health: Health;
  readonly logger: Logger;
  /** The largest batch handed to `deliver`: messages and (read) bytes. */
  readonly batch?: { readonly count: number; readonly bytes: number };
}

/** Where values come from: topics and how to read their bytes. */
export interface Source<In> {
  readonly topics: readonly string[];
  readonly read: (message: Incoming) => Promise<In>;
  /** Whether a null value means that the key was purged; such a message is counted and passed over. */
  readonly tombstones: boolean;
  /** False for topics of dead letters, whose messages must never die again. */
  readonly deadLetters: boolean;
}

const DEFAULT_BATCH = { count: 500, bytes: 4 * 1024 * 1024 };

/** Consumes a topic of ours: decode, transform, deliver, then commit; at least once, with dead letters. */
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

/** Consumes any source the same way. */
export function subscribe<In, Out>(
  config: KafkaConfig,
  source: Source<In>,
  options: SubscriberOptions<In, Out>,
): ConsumerGroup {
  const raw = rawPublisher(config, options.logger);
  const group = joinGroup(config, {
    ...options,
    topics: source.topics,
    work: (lane, membership) => workLane(lane, membership, { config, source, options, raw }),
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
}

async function workLane<In, Out>(
  lane: Lane,
  membership: MembershipCheck,
  work: Work<In, Out>,
): Promise<void> {
  const { options } = work;
  const { count, bytes } = options.batch ?? DEFAULT_BATCH;
  const context = laneRetryContext(lane, options);
  try {
    await retryForever(async () => options.prepare?.(), context);
    for (let batch = await lane.take(count, bytes); batch; batch = await lane.take(count, bytes)) {
      const confirmed = (): Promise<void> => membership.confirmed(lane);
      await confirmed();
      await handle(lane.topic, batch, context, { ...work, confirmed });
      await confirmed();
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
  topic: string,
  batch: readonly Incoming[],
  context: RetryContext,
  work: Work<In, Out> & { readonly confirmed: () => Promise<void> },
): Promise<void> {
  const { config, source, options, raw, confirmed } = work;
  const firstAt = Date.now();
  const letters: DeadLetter[] = [];
  const deliveries: { message: Incoming; delivery: Delivery<Out> }[] = [];
  /** Of what another side has to answer; long work of our own is no silence. */
  const answered = { ...context, watchSilence: true };
  let attempts = 1;

  function bury(message: Incoming, error: MessageError): void {
    letters.push({ message, error, stage: options.group, attempts, firstAt, lastAt: Date.now() });
  }

  const transformed = stageSeconds.startTimer({ topic, stage: 'transform' });
  for (const message of batch) {
    if (message.value === null && source.tombstones) {
      messages.inc({ topic, outcome: 'tombstone' });
      continue;
    }
    try {
      const read = await retryForever(() => source.read(message), context);
      const value = await retryForever(() => transform(options, read, message), context);
      deliveries.push({ message, delivery: { value, headers: travelling(message.headers) } });
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      bury(message, error);
    }
    // Long work must let heartbeats through.
    await nextTurn();
  }
  transformed();

  let pending = deliveries;
  const delivered = stageSeconds.startTimer({ topic, stage: 'deliver' });
  await retryForever(async (attempt) => {
    attempts = attempt;
    if (pending.length === 0) return;
    const results = await options.deliver(
      pending.map(({ delivery }) => delivery),
      confirmed,
    );
    if (results.length !== pending.length)
      throw new Error(`deliver answered ${results.length} results for ${pending.length} items.`);
    let error: Error | undefined;
    pending = pending.filter(({ message }, index) => {
      const result = results[index];
      if (result?.outcome === 'again') error ??= result.error;
      else if (result?.outcome === 'refused') bury(message, result.error);
      else if (result) messages.inc({ topic, outcome: result.outcome });
      return result?.outcome === 'again';
    });
    if (error) throw error;
  }, answered);
  delivered();

  if (letters.length === 0) return;
  for (const { message, error } of letters) {
    const { topic, partition, offset } = message;
    options.logger.warn(
      { topic, partition, offset, errorClass: error.errorClass, reason: error.message },
      'dead letter',
    );
  }
  if (source.deadLetters)
    await retryForever(() => publishDeadLetters(raw, topic, config.prefix, letters), answered);
  messages.inc({ topic, outcome: 'dead_lettered' }, letters.length);
}

async function transform<In, Out>(
  { transform: apply }: SubscriberOptions<In, Out>,
  value: In,
  message: Incoming,
): Promise<Out> {
  try {
    return await apply(value, message);
  } catch (cause) {
    if (cause instanceof MessageError || cause instanceof SetupError) throw cause;
    throw new MessageError('transform-failed', `The message could not be worked on: ${String(cause)}`, {
      cause,
    });
  }
}
