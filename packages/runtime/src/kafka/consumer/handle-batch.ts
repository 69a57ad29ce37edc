import { setImmediate as nextTurn } from 'node:timers/promises';
import { MessageError, SetupError } from '@gazette/schemas';
import { retryForever, type RetryContext } from '../../retry.ts';
import { messagesTotal, stepSeconds } from '../../telemetry.ts';
import { DeadLetterBatch } from '../producer/dead-letter-batch.ts';
import { propagatedHeaders } from '../producer/dead-letters.ts';
import type { RawPublisher } from '../producer/publisher.ts';
import type { Incoming } from './incoming.ts';
import type { DeliveryResult, Delivery, Source, SubscriberOptions } from './subscriber-options.ts';

/** The parts of a subscriber that are needed to handle a batch. */
export interface BatchWork<In, Out> {
  readonly prefix: string;
  readonly source: Source<In>;
  readonly options: SubscriberOptions<In, Out>;
  readonly deadLetterPublisher: RawPublisher;
}

/** A transformed message that is not delivered yet. */
interface Pending<Out> {
  readonly message: Incoming;
  readonly delivery: Delivery<Out>;
}

/**
 * Handles one batch. A poison message (`MessageError`) becomes a dead letter, and the rest of the batch
 * continues. Any other error of `read` or `deliver`, and a `SetupError` of `transform`, is retried while the
 * partition waits. Any other error of `transform` counts as poison.
 */
export class BatchHandler<In, Out> {
  readonly #topic: string;
  readonly #context: RetryContext;
  /** Used for calls to other systems: a call that hangs turns readiness off. */
  readonly #remoteContext: RetryContext;
  readonly #work: BatchWork<In, Out>;
  readonly #confirmed: () => Promise<void>;
  readonly #deadLetters: DeadLetterBatch;

  constructor(
    topic: string,
    context: RetryContext,
    work: BatchWork<In, Out>,
    confirmed: () => Promise<void>,
  ) {
    this.#topic = topic;
    this.#context = context;
    this.#remoteContext = { ...context, unreadyWhileHanging: true };
    this.#work = work;
    this.#confirmed = confirmed;
    this.#deadLetters = new DeadLetterBatch({
      topic,
      prefix: work.prefix,
      group: work.options.group,
      publisher: work.source.deadLetters ? work.deadLetterPublisher : null,
      context: this.#remoteContext,
    });
  }

  async handle(batch: readonly Incoming[]): Promise<void> {
    const pending = await this.#transformAll(batch);
    await this.#deliverAll(pending);
    await this.#deadLetters.publish();
  }

  async #transformAll(batch: readonly Incoming[]): Promise<readonly Pending<Out>[]> {
    const pending: Pending<Out>[] = [];
    const stopTimer = stepSeconds.startTimer({ topic: this.#topic, step: 'transform' });
    for (const message of batch) {
      if (message.value === null && this.#work.source.tombstones) {
        messagesTotal.inc({ topic: this.#topic, outcome: 'tombstone' });
        continue;
      }
      try {
        pending.push({ message, delivery: await this.#transform(message) });
      } catch (error) {
        if (!(error instanceof MessageError)) throw error;
        this.#deadLetters.add(message, error, 1);
      }
      // Yields to the event loop, so that heartbeats are sent during long batches.
      await nextTurn();
    }
    stopTimer();
    return pending;
  }

  async #transform(message: Incoming): Promise<Delivery<Out>> {
    const { source, options } = this.#work;
    const read = await retryForever(() => source.read(message), this.#context);
    const value = await retryForever(() => transform(options, read, message), this.#context);
    return { value, headers: propagatedHeaders(message.headers) };
  }

  async #deliverAll(pending: readonly Pending<Out>[]): Promise<void> {
    let remaining = pending;
    const stopTimer = stepSeconds.startTimer({ topic: this.#topic, step: 'deliver' });
    await retryForever(async (attempt) => {
      if (remaining.length === 0) return;
      const results = await this.#deliver(remaining);
      const error = this.#record(remaining, results, attempt);
      remaining = remaining.filter((_, index) => results[index]?.outcome === 'again');
      if (error) throw error;
    }, this.#remoteContext);
    stopTimer();
  }

  async #deliver(pending: readonly Pending<Out>[]): Promise<readonly DeliveryResult[]> {
    const results = await this.#work.options.deliver(
      pending.map(({ delivery }) => delivery),
      this.#confirmed,
    );
    if (results.length !== pending.length)
      throw new Error(`deliver returned ${results.length} results for ${pending.length} items.`);
    return results;
  }

  /** Counts delivered messages and collects refused ones. Returns the first error to retry, if any. */
  #record(
    pending: readonly Pending<Out>[],
    results: readonly DeliveryResult[],
    attempt: number,
  ): Error | undefined {
    let firstError: Error | undefined;
    pending.forEach(({ message }, index) => {
      const result = results[index];
      if (result?.outcome === 'again') firstError ??= result.error;
      else if (result?.outcome === 'refused') this.#deadLetters.add(message, result.error, attempt);
      else if (result) messagesTotal.inc({ topic: this.#topic, outcome: result.outcome });
    });
    return firstError;
  }
}

/**
 * Runs the subscriber's `transform`. An unexpected error is assumed to be caused by the message and becomes a
 * `MessageError`.
 */
async function transform<In, Out>(
  { transform: apply }: SubscriberOptions<In, Out>,
  value: In,
  message: Incoming,
): Promise<Out> {
  try {
    return await apply(value, message);
  } catch (cause) {
    if (cause instanceof MessageError || cause instanceof SetupError) throw cause;
    const problem = `The message could not be processed: ${String(cause)}`;
    throw new MessageError('transform-failed', problem, { cause });
  }
}
