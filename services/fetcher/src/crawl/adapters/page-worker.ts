import { setTimeout as sleep } from 'node:timers/promises';
import { createCodec, createRegistry, MessageError, topics, type Codec, type Page } from '@gazette/schemas';
import {
  messagesTotal,
  publishDeadLetters,
  retryForever,
  type Incoming,
  type KafkaConfig,
  type Lane,
  type Logger,
  type RawPublisher,
  type RetryContext,
} from '@gazette/runtime';
import { createInFlight } from '../in-flight.ts';
import { PageDelivery, type PageDeliveryOptions } from './page-delivery.ts';
import { ScheduledFetches, type ScheduledFetchesOptions } from './scheduled-fetches.ts';
import { ReplacedError } from './waiting-pages.ts';

/** The dependencies of {@link workPages}. */
export interface PageJob extends PageDeliveryOptions, ScheduledFetchesOptions {
  readonly kafka: KafkaConfig;
  readonly lane: Lane;
  readonly context: RetryContext;
  readonly logger: Logger;
  readonly deadLetters: RawPublisher;
  readonly group: string;
}

/** The result of the work on a page: the label `outcome` of {@link messagesTotal}. */
type Outcome = 'delivered' | 'unchanged' | 'superseded' | 'rescheduled' | 'dead_lettered';

/** Limit of pages of a partition in memory. At the limit, the page due latest is returned to the topic. */
const MAX_IN_FLIGHT = 1000;
/** The pause after each page that is evicted to make room. */
const EVICTION_PAUSE_MS = 100;

/**
 * Fetches the pages of a partition concurrently and commits up to the first unfinished one. A page that waits
 * for long is evicted in time, so that a crash repeats few fetches.
 */
export async function workPages(job: PageJob): Promise<void> {
  await new PageWorker(job).run();
}

class PageWorker {
  readonly #job: PageJob;
  readonly #inFlight = createInFlight();
  readonly #codec: Codec<Page>;
  readonly #fetches: ScheduledFetches;
  readonly #delivery: PageDelivery;
  readonly #running = new Set<Promise<void>>();
  #isLeaving = false;
  #failure: Error | undefined;

  constructor(job: PageJob) {
    this.#job = job;
    this.#codec = createCodec(topics.pages, createRegistry(job.kafka.registry), job.kafka.prefix);
    this.#fetches = new ScheduledFetches(job);
    this.#delivery = new PageDelivery(job);
  }

  async run(): Promise<void> {
    await this.#startPages();
    this.#isLeaving = true;
    // Pages whose fetch has not started stay uncommitted; the partition's next owner fetches them.
    this.#fetches.endWaiting();
    await Promise.all(this.#running);
    if (this.#failure) throw this.#failure;
  }

  /** Starts each page of the lane until the lane ends or a page fails with an internal error. */
  async #startPages(): Promise<void> {
    const { lane } = this.#job;
    const take = async () => lane.take(100, Infinity);
    for (let batch = await take(); batch && !this.#failure; batch = await take()) {
      for (const message of batch) {
        await this.#makeRoom();
        if (lane.closing.aborted) break;
        this.#inFlight.begin(message.offset);
        const task = this.#process(message).finally(() => this.#running.delete(task));
        this.#running.add(task);
      }
    }
  }

  /** Evicts waiting pages, which are returned to the topic, until another page may start. */
  async #makeRoom(): Promise<void> {
    const fetches = this.#fetches;
    const inFlight = this.#inFlight;
    const { lane } = this.#job;
    while (!lane.closing.aborted && (inFlight.isFull() || inFlight.size() >= MAX_IN_FLIGHT)) {
      // A crash repeats every offset from the first unfinished one, so that page must finish.
      if (inFlight.isFull()) fetches.evict(inFlight.firstUnfinished() ?? '');
      else fetches.evictLatestDue();
      await sleep(EVICTION_PAUSE_MS, undefined, { signal: lane.signal }).catch(() => undefined);
      lane.signal.throwIfAborted();
    }
  }

  /** Processes one page and marks its offset as done, to be committed soon. */
  async #process(message: Incoming): Promise<void> {
    const inFlight = this.#inFlight;
    const { lane } = this.#job;
    try {
      const outcome = await this.#outcomeOf(message);
      inFlight.end(message.offset);
      messagesTotal.inc({ topic: lane.topic, outcome });
      if (!lane.signal.aborted) lane.done({ offset: inFlight.finishedUpTo(), writtenAt: 0 });
    } catch (error) {
      // While the lane closes or the worker stops, an unfinished page is left to the partition's next owner.
      if (!lane.closing.aborted && !this.#isLeaving)
        this.#failure ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  async #outcomeOf(message: Incoming): Promise<Outcome> {
    try {
      const value = message.value ?? Buffer.alloc(0);
      const page = await retryForever(() => this.#codec.decode(value), this.#job.context);
      return await this.#delivery.deliver(await this.#fetches.fetch(message.offset, page));
    } catch (error) {
      if (error instanceof ReplacedError) return 'superseded';
      if (!(error instanceof MessageError)) throw error;
      await this.#deadLetter(message, error);
      return 'dead_lettered';
    }
  }

  async #deadLetter(message: Incoming, error: MessageError): Promise<void> {
    const { context, deadLetters, group, kafka, lane } = this.#job;
    const firstAt = message.timestamp;
    const letter = { message, error, stage: group, attempts: 1, firstAt, lastAt: Date.now() };
    await retryForever(() => publishDeadLetters(deadLetters, lane.topic, kafka.prefix, [letter]), context);
  }
}
