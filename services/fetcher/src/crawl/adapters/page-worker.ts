import { createCodec, createRegistry, MessageError, topics, type Page } from '@gazette/schemas';
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
import { createInFlight } from '../in-flight.ts';
import type { Accept } from '../../accept/adapters/acceptor.ts';
import { untilAborted } from './feed-poller.ts';
import type { Turn } from './host-gate.ts';
import type { PoliteGet } from './polite-get.ts';
import { createWaitingPages, ReplacedError } from './waiting-pages.ts';

/** What fetching one partition's pages acts through. */
export interface PageJob {
  readonly kafka: KafkaConfig;
  readonly lane: Lane;
  readonly context: RetryContext;
  readonly logger: Logger;
  readonly get: PoliteGet;
  readonly ownership: Pick<Turn, 'ownerSince' | 'confirmed'>;
  readonly accept: Accept;
  /** Resolves when the index knows what the owner before accepted. */
  readonly takenOver: Promise<void>;
  readonly pages: Publisher<Page>;
  readonly deadLetters: RawPublisher;
  readonly group: string;
  /** When recent articles are fetched again, in ascending seconds after their first fetch. */
  readonly revisitSeconds: readonly number[];
}

/** How a page ended: an outcome of {@link messages}. */
type Outcome = 'delivered' | 'unchanged' | 'superseded' | 'rescheduled' | 'dead_lettered';

/** Most pages of a partition in memory; beyond them the one that may be fetched last goes back to the topic. */
const MOST_IN_FLIGHT = 1000;
/** At most ten pages a second go back for want of room: the wait after each, in milliseconds. */
const EVICTION_MS = 100;
/** Longest single timer of Node.js, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Fetches the pages of a partition, many at once. The first offset that is not done is committed, with a note of those done beyond it:
 * neither a page that waits for hours nor a crash makes us fetch others again.
 */
export async function workPages(job: PageJob): Promise<void> {
  const { lane, kafka, context } = job;
  const codec = createCodec(topics.pages, createRegistry(kafka.registry), kafka.prefix);
  const inFlight = createInFlight(await retryForever(() => committedProgress(job), context));
  const takeover = { over: false, ended: Promise.race([job.takenOver, untilAborted(lane.closing)]) };
  void job.takenOver.then(() => {
    takeover.over = true;
  });
  const waiting = createWaitingPages();
  const running = new Set<Promise<void>>();
  /** Articles on their way in: a second message of one waits, so that it finds what the first brought. */
  const busy = new Map<string, Promise<unknown>>();
  /** Ends what waits or is being fetched when the partition is no longer ours. */
  const controllers = new Set<AbortController>();
  let leaving = false;
  let broken: Error | undefined;

  async function run(message: Incoming): Promise<void> {
    try {
      const outcome = await settle(message);
      inFlight.end(message.offset);
      messages.inc({ topic: lane.topic, outcome });
      if (!lane.signal.aborted) lane.done(inFlight.last(), inFlight.note);
    } catch (error) {
      if (!lane.closing.aborted && !leaving)
        broken ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  async function settle(message: Incoming): Promise<Outcome> {
    try {
      const page = await retryForever(() => codec.decode(message.value ?? Buffer.alloc(0)), context);
      return await act(await fetchInTurn(message.offset, page));
    } catch (error) {
      if (error instanceof ReplacedError) return 'superseded';
      if (!(error instanceof MessageError)) throw error;
      await bury(message, error);
      return 'dead_lettered';
    }
  }

  /** Fetches the page when it is due and its host is free; gives it back unchanged when it must make room before that. */
  async function fetchInTurn(offset: string, page: Page): Promise<Fetched> {
    const ending = new AbortController();
    const end = (reason: Error): void => {
      ending.abort(reason);
    };
    if (!waiting.add({ offset, page, end })) throw new ReplacedError(page.url);
    controllers.add(ending);
    try {
      const wait = page.notBefore - Date.now();
      if (wait > 0) await sleep(Math.min(wait, LONGEST_TIMER_MS), ending.signal);
      const turn: Turn = {
        ...job.ownership,
        signal: ending.signal,
        onEntered: () => {
          waiting.delete(offset);
        },
      };
      return await fetchPage(page, {
        get: (url, options) => job.get(url, options ?? {}, turn),
        now: Date.now,
        random: Math.random,
        revisitSeconds: job.revisitSeconds,
      });
    } catch (error) {
      if (error instanceof EvictedError) return { kind: 'again', page };
      throw error;
    } finally {
      waiting.delete(offset);
      controllers.delete(ending);
    }
  }

  async function act(fetched: Fetched): Promise<Outcome> {
    if (fetched.kind === 'refused') throw fetched.error;
    if (fetched.kind === 'again') {
      await republish(fetched.page);
      return 'rescheduled';
    }
    let outcome: Outcome = 'unchanged';
    if (fetched.kind === 'article') {
      const arrival = { draft: fetched.draft, headers: {} };
      await takeover.ended;
      if (!takeover.over) throw new Error('Leaving before the takeover was over.');
      const [result] = await afterOthers(arrival.draft.id, () =>
        retryForever(() => job.accept([arrival], job.ownership.confirmed), context),
      );
      if (result?.outcome === 'refused') throw result.error;
      outcome = result?.outcome ?? 'delivered';
    }
    if (fetched.next) await republish(fetched.next);
    return outcome;
  }

  async function afterOthers<T>(id: string, work: () => Promise<T>): Promise<T> {
    const others = busy.get(id);
    const mine = others ? others.then(work, work) : work();
    busy.set(id, mine);
    try {
      return await mine;
    } finally {
      if (busy.get(id) === mine) busy.delete(id);
    }
  }

  /** What Kafka will always refuse throws, and becomes a dead letter: a page is never just dropped. */
  async function republish(page: Page): Promise<void> {
    const [result] = await retryForever(() => job.pages.publish([{ value: page }]), context);
    if (result?.outcome === 'refused') throw result.error;
  }

  async function bury(message: Incoming, error: MessageError): Promise<void> {
    const letter = {
      message,
      error,
      stage: job.group,
      attempts: 1,
      firstAt: message.timestamp,
      lastAt: Date.now(),
    };
    await retryForever(
      () => publishDeadLetters(job.deadLetters, lane.topic, kafka.prefix, [letter]),
      context,
    );
  }

  async function makeRoom(): Promise<void> {
    while (!lane.closing.aborted && (inFlight.isFull() || inFlight.size() >= MOST_IN_FLIGHT)) {
      const inTheWay = inFlight.isFull() ? waiting.get(inFlight.first() ?? '') : waiting.last();
      inTheWay?.end(new EvictedError());
      await sleep(EVICTION_MS, lane.signal);
    }
  }

  lane.signal.addEventListener(
    'abort',
    () => {
      for (const controller of controllers) controller.abort(lane.signal.reason);
    },
    { once: true },
  );
  for (let batch = await lane.take(100, Infinity); batch && !broken; batch = await lane.take(100, Infinity)) {
    for (const message of batch) {
      await makeRoom();
      if (lane.closing.aborted) break;
      if (!inFlight.begin(message.offset)) continue;
      const task = run(message).finally(() => running.delete(task));
      running.add(task);
    }
  }
  leaving = true;
  // What is not due stays uncommitted, for the next owner.
  waiting.endAll(new Error('leaving'));
  await Promise.all(running);
  if (broken) throw broken;
}

/** A page that must make room. */
class EvictedError extends Error {}

/** Where the owner before stood. */
async function committedProgress({ kafka, logger, lane, group }: PageJob) {
  const committed = await committedOffsets(kafka, logger, { group, topic: topics.pages.name });
  const ours = committed.find(({ partition }) => partition === lane.partition);
  return { next: Number(ours?.offset ?? 0), note: ours?.note ?? '' };
}
