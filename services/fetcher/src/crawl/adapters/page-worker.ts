import { createCodec, createRegistry, MessageError, topics, type Codec, type Page } from '@gazette/schemas';
import {
  committedOffsets,
  sleep,
  messages,
  publishDeadLetters,
  retryForever,
  type Incoming,
  type KafkaConfig,
  type Lane,
  type Logger,
  type Publisher,
  type RawPublisher,
  type RetryContext,
} from '@gazette/runtime';
import { fetchPage, type Fetched } from '../fetch-page.ts';
import { createInFlight, type InFlight } from '../in-flight.ts';
import type { Accept } from '../../accept/adapters/acceptor.ts';
import type { Draft } from '../../accept/stamp.ts';
import { untilAborted } from './feed-poller.ts';
import type { HostAssignment, Turn } from './host-gate.ts';
import type { PoliteGet } from './polite-get.ts';
import { createWaitingPages, ReplacedError } from './waiting-pages.ts';

/** The dependencies of {@link workPages}. */
export interface PageJob {
  readonly kafka: KafkaConfig;
  readonly lane: Lane;
  readonly context: RetryContext;
  readonly logger: Logger;
  readonly get: PoliteGet;
  readonly assignment: HostAssignment;
  readonly accept: Accept;
  /** Resolves when everything the previous owner accepted is indexed. */
  readonly takenOver: Promise<void>;
  readonly pages: Publisher<Page>;
  readonly deadLetters: RawPublisher;
  readonly group: string;
  /** When recent articles are fetched again, in ascending seconds after their first fetch. */
  readonly revisitSeconds: readonly number[];
}

/** The result of the work on a page: the label `outcome` of {@link messages}. */
type Outcome = 'delivered' | 'unchanged' | 'superseded' | 'rescheduled' | 'dead_lettered';

/** Pages of a partition in memory; beyond that, the one due last is returned to the topic. */
const MOST_IN_FLIGHT = 1000;
/** The pause after each page that is returned to the topic for lack of room. */
const EVICTION_MS = 100;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Fetches the pages of a partition concurrently. It commits the first unfinished offset with a note of the
 * finished ones after it, so neither a crash nor a page that waits for hours repeats the fetch of others.
 */
export async function workPages(job: PageJob): Promise<void> {
  const committed = await retryForever(() => committedProgress(job), job.context);
  await new PageWorker(job, createInFlight(committed)).run();
}

/** The progress that the partition's previous owner committed. */
async function committedProgress({ kafka, logger, lane, group }: PageJob) {
  const offsets = await committedOffsets(kafka, logger, { group, topic: topics.pages.name });
  const committed = offsets.find(({ partition }) => partition === lane.partition);
  return { next: Number(committed?.offset ?? 0), note: committed?.note ?? '' };
}

class PageWorker {
  private readonly job: PageJob;
  private readonly inFlight: InFlight;
  private readonly codec: Codec<Page>;
  private readonly waiting = createWaitingPages();
  private readonly running = new Set<Promise<void>>();
  /** Articles being accepted, by id. A second message for an article waits for the first. */
  private readonly accepting = new Map<string, Promise<unknown>>();
  /** Abort waiting and running pages when another instance becomes the owner. */
  private readonly controllers = new Set<AbortController>();
  private readonly takenOverOrClosing: Promise<void>;
  private isTakenOver = false;
  private isLeaving = false;
  private failure: Error | undefined;

  constructor(job: PageJob, inFlight: InFlight) {
    this.job = job;
    this.inFlight = inFlight;
    this.codec = createCodec(topics.pages, createRegistry(job.kafka.registry), job.kafka.prefix);
    this.takenOverOrClosing = Promise.race([job.takenOver, untilAborted(job.lane.closing)]);
    void job.takenOver.then(() => {
      this.isTakenOver = true;
    });
  }

  async run(): Promise<void> {
    this.abortWithLane();
    await this.startPages();
    this.isLeaving = true;
    // Pages that are not due stay uncommitted, for the next owner.
    this.waiting.endAll(new Error('leaving'));
    await Promise.all(this.running);
    if (this.failure) throw this.failure;
  }

  private abortWithLane(): void {
    const { signal } = this.job.lane;
    const abortAll = (): void => {
      for (const controller of this.controllers) controller.abort(signal.reason);
    };
    signal.addEventListener('abort', abortAll, { once: true });
  }

  /** Starts each page of the lane until the lane ends or a page fails with an internal error. */
  private async startPages(): Promise<void> {
    const { lane } = this.job;
    const take = async () => lane.take(100, Infinity);
    for (let batch = await take(); batch && !this.failure; batch = await take()) {
      for (const message of batch) {
        await this.makeRoom();
        if (lane.closing.aborted) break;
        if (!this.inFlight.begin(message.offset)) continue;
        const task = this.finish(message).finally(() => this.running.delete(task));
        this.running.add(task);
      }
    }
  }

  private async makeRoom(): Promise<void> {
    const { inFlight, waiting } = this;
    const { lane } = this.job;
    while (!lane.closing.aborted && (inFlight.isFull() || inFlight.size() >= MOST_IN_FLIGHT)) {
      const evicted = inFlight.isFull() ? waiting.get(inFlight.first() ?? '') : waiting.last();
      evicted?.end(new EvictedError());
      await sleep(EVICTION_MS, lane.signal);
    }
  }

  /** Processes one page and commits its offset. */
  private async finish(message: Incoming): Promise<void> {
    const { inFlight } = this;
    const { lane } = this.job;
    try {
      const outcome = await this.outcomeOf(message);
      inFlight.end(message.offset);
      messages.inc({ topic: lane.topic, outcome });
      if (!lane.signal.aborted) lane.done(inFlight.last(), inFlight.note);
    } catch (error) {
      if (!lane.closing.aborted && !this.isLeaving)
        this.failure ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  private async outcomeOf(message: Incoming): Promise<Outcome> {
    try {
      const value = message.value ?? Buffer.alloc(0);
      const page = await retryForever(() => this.codec.decode(value), this.job.context);
      return await this.handle(await this.fetchWhenDue(message.offset, page));
    } catch (error) {
      if (error instanceof ReplacedError) return 'superseded';
      if (!(error instanceof MessageError)) throw error;
      await this.deadLetter(message, error);
      return 'dead_lettered';
    }
  }

  /** Fetches the page once it is due and its host is free; one evicted before that is returned unchanged. */
  private async fetchWhenDue(offset: string, page: Page): Promise<Fetched> {
    const ending = new AbortController();
    const end = (reason: Error): void => {
      ending.abort(reason);
    };
    if (!this.waiting.add({ offset, page, end })) throw new ReplacedError(page.url);
    this.controllers.add(ending);
    try {
      const wait = page.notBefore - Date.now();
      if (wait > 0) await sleep(Math.min(wait, LONGEST_TIMER_MS), ending.signal);
      return await this.fetchInTurn(offset, page, ending.signal);
    } catch (error) {
      if (error instanceof EvictedError) return { kind: 'again', page };
      throw error;
    } finally {
      this.waiting.delete(offset);
      this.controllers.delete(ending);
    }
  }

  private async fetchInTurn(offset: string, page: Page, signal: AbortSignal): Promise<Fetched> {
    const { assignment, get, revisitSeconds } = this.job;
    const turn: Turn = {
      ...assignment,
      signal,
      onEntered: () => {
        this.waiting.delete(offset);
      },
    };
    return fetchPage(page, {
      get: (url, options) => get(url, options ?? {}, turn),
      now: Date.now,
      random: Math.random,
      revisitSeconds,
    });
  }

  private async handle(fetched: Fetched): Promise<Outcome> {
    if (fetched.kind === 'refused') throw fetched.error;
    if (fetched.kind === 'again') {
      await this.republish(fetched.page);
      return 'rescheduled';
    }
    const outcome = fetched.kind === 'article' ? await this.accept(fetched.draft) : 'unchanged';
    if (fetched.next) await this.republish(fetched.next);
    return outcome;
  }

  private async accept(draft: Draft): Promise<'delivered' | 'unchanged'> {
    const { accept, assignment, context } = this.job;
    await this.takenOverOrClosing;
    if (!this.isTakenOver) throw new Error('The lane closed before the takeover was complete.');
    const [result] = await this.afterSameArticle(draft.id, () =>
      retryForever(() => accept([{ draft, headers: {} }], assignment.confirmed), context),
    );
    if (result?.outcome === 'refused') throw result.error;
    return result?.outcome ?? 'delivered';
  }

  private async afterSameArticle<T>(id: string, work: () => Promise<T>): Promise<T> {
    const earlier = this.accepting.get(id);
    const current = earlier ? earlier.then(work, work) : work();
    this.accepting.set(id, current);
    try {
      return await current;
    } finally {
      if (this.accepting.get(id) === current) this.accepting.delete(id);
    }
  }

  /** Throws if Kafka refuses the page permanently, so that it becomes a dead letter instead of being lost. */
  private async republish(page: Page): Promise<void> {
    const [result] = await retryForever(() => this.job.pages.publish([{ value: page }]), this.job.context);
    if (result?.outcome === 'refused') throw result.error;
  }

  private async deadLetter(message: Incoming, error: MessageError): Promise<void> {
    const { context, deadLetters, group, kafka, lane } = this.job;
    const firstAt = message.timestamp;
    const letter = { message, error, stage: group, attempts: 1, firstAt, lastAt: Date.now() };
    await retryForever(() => publishDeadLetters(deadLetters, lane.topic, kafka.prefix, [letter]), context);
  }
}

/** Ends the wait of a page that must make room. */
class EvictedError extends Error {}
