import { createCodec, createRegistry, MessageError, topics, type Page } from '@gazette/schemas';
import {
  delay,
  messages,
  publishDeadLetters,
  retryForever,
  type Incoming,
  type KafkaConfig,
  type Lane,
  type Publisher,
  type RawPublisher,
  type RetryContext,
} from '@gazette/runtime';
import { fetchPage, type Fetched } from '../fetch-page.ts';
import type { Get } from '../http-result.ts';
import { createInFlight } from '../in-flight.ts';
import type { Accept } from './acceptor.ts';
import type { HostGate } from './host-gate.ts';

/** What fetching one partition's pages acts through. */
export interface PageJob {
  readonly kafka: KafkaConfig;
  readonly lane: Lane;
  readonly context: RetryContext;
  readonly gate: HostGate;
  readonly get: Get;
  readonly accept: Accept;
  readonly pages: Publisher<Page>;
  readonly deadLetters: RawPublisher;
  readonly group: string;
}

/** Most pages of a partition in memory; beyond them the one that may be fetched last goes back to the topic. */
const MOST_IN_FLIGHT = 1000;
/** At most ten pages a second go back for want of room: the wait after each, in milliseconds. */
const EVICTION_MS = 100;
/** Longest single timer of Node.js, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Waiting {
  readonly page: Page;
  readonly evict: () => void;
}

/** Fetches the pages of a partition, many at once; offsets are committed up to the first page that is not done. */
export async function workPages(job: PageJob): Promise<void> {
  const { lane, kafka, context } = job;
  const codec = createCodec(topics.pages, createRegistry(kafka.registry), kafka.prefix);
  const inFlight = createInFlight();
  const waiting = new Map<string, Waiting>();
  const running = new Set<Promise<void>>();
  /** Ends the waiting of pages that are not due: they stay uncommitted, for the next owner. */
  const leaving = new AbortController();
  let broken: Error | undefined;

  async function settle(message: Incoming): Promise<void> {
    const fetched = await read(message);
    if (fetched.kind === 'refused') {
      await bury(message, fetched.error);
    } else if (fetched.kind === 'again') {
      await retryForever(() => job.pages.publish([{ value: fetched.page }]), context);
      messages.inc({ topic: lane.topic, outcome: 'rescheduled' });
    } else {
      const arrival = { draft: fetched.draft, headers: {} };
      const [result] = await retryForever(() => job.accept([arrival]), context);
      if (result?.outcome === 'refused') await bury(message, result.error);
      else messages.inc({ topic: lane.topic, outcome: result?.outcome ?? 'delivered' });
    }
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
    messages.inc({ topic: lane.topic, outcome: 'dead_lettered' });
  }

  async function read(message: Incoming): Promise<Fetched> {
    try {
      const page = await retryForever(() => codec.decode(message.value ?? Buffer.alloc(0)), context);
      return (await fetchInTurn(message.offset, page)) ?? { kind: 'again', page };
    } catch (error) {
      if (error instanceof MessageError) return { kind: 'refused', error };
      throw error;
    }
  }

  /** Fetches the page when it is due and its host is free; null when it must make room before that. */
  async function fetchInTurn(offset: string, page: Page): Promise<Fetched | null> {
    const eviction = new AbortController();
    const evict = (): void => {
      eviction.abort(new Error('evicted'));
    };
    const signal = AbortSignal.any([lane.signal, leaving.signal, eviction.signal]);
    waiting.set(offset, { page, evict });
    try {
      const wait = page.notBefore - Date.now();
      if (wait > 0) await delay(Math.min(wait, LONGEST_TIMER_MS), signal);
      return await job.gate.visit(page.url, signal, () => {
        waiting.delete(offset);
        return fetchPage(page, { get: job.get, now: Date.now, random: Math.random });
      });
    } catch (error) {
      if (eviction.signal.aborted && error === eviction.signal.reason) return null;
      throw error;
    } finally {
      waiting.delete(offset);
    }
  }

  async function makeRoom(): Promise<void> {
    while (inFlight.size() >= MOST_IN_FLIGHT) {
      let last: Waiting | undefined;
      for (const candidate of waiting.values()) {
        if (!last || candidate.page.notBefore > last.page.notBefore) last = candidate;
      }
      last?.evict();
      await delay(EVICTION_MS, lane.signal);
    }
  }

  async function run(message: Incoming): Promise<void> {
    try {
      await settle(message);
      const done = inFlight.end(message.offset);
      if (done !== null && !lane.signal.aborted) lane.done(done);
    } catch (error) {
      if (!lane.signal.aborted && !leaving.signal.aborted)
        broken ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  for (let batch = await lane.take(100, Infinity); batch && !broken; batch = await lane.take(100, Infinity)) {
    for (const message of batch) {
      await makeRoom();
      inFlight.begin(message.offset);
      const task = run(message).finally(() => running.delete(task));
      running.add(task);
    }
  }
  leaving.abort(new Error('leaving'));
  await Promise.all(running);
  if (broken) throw broken;
}
