import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCodec, createRegistry, topics, type Codec, type Feed } from '@gazette/schemas';
import { partitionFor } from '@gazette/schemas';
import { openBook, type Book } from '../oracle/book.ts';
import type { LabAddresses, Traffic, TrafficOptions } from '../oracle/contract.ts';
import { openKafkaSender, type KafkaSender } from './kafka-sender.ts';
import { plan, type Action } from './plan.ts';
import { createPushClient } from './push-client.ts';
import { createRandom } from '../random.ts';
import { Writer } from './writer.ts';

/** No new actions start while this many wait for an answer. */
const MOST_WAITING = 120;
const STOP_WITHIN_MS = 180_000;
/** The inbox producer, sent as a header. The API key determines the push producer. */
const INBOX_PRODUCER = 'wire';

/** Starts writing articles in four ways at a steady rate and records acknowledgements in the ledger. */
export async function startTraffic(lab: LabAddresses, { seed, perSecond }: TrafficOptions): Promise<Traffic> {
  const book = openBook();
  const ended = new AbortController();
  // Each waiting write adds a listener.
  setMaxListeners(0, ended.signal);
  const kafka = openKafkaSender(lab.engines.kafka, lab.prefix, () => {
    book.count('unclear');
  });
  const writer = await openWriter(lab, seed, { book, kafka, signal: ended.signal });
  await subscribeFeeds(lab, kafka);

  const stopping = new AbortController();
  const waiting = new Map<symbol, string>();
  /** The last action of each article: the next one waits for it. */
  const last = new Map<number, Promise<unknown>>();
  let failure: Error | undefined;

  function begin(actions: readonly Action[]): void {
    const articles = [...new Set(actions.flatMap((action) => ('article' in action ? [action.article] : [])))];
    const token = Symbol('action');
    waiting.set(token, describe(actions));
    const done = Promise.all(articles.map(async (article) => last.get(article)))
      .then(() => writer.write(actions))
      .catch((error: unknown) => {
        if (!ended.signal.aborted) failure ??= error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => waiting.delete(token));
    for (const article of articles) last.set(article, done);
  }

  async function flow(): Promise<void> {
    for (const actions of plan(seed)) {
      await sleep((1000 / perSecond) * actions.length, undefined, { signal: stopping.signal }).catch(
        () => undefined,
      );
      while (waiting.size >= MOST_WAITING && !stopping.signal.aborted) await sleep(20);
      if (stopping.signal.aborted) return;
      begin(actions);
    }
  }
  const flowing = flow();

  return {
    ledger: book.ledger,
    stop: async (withinMs = STOP_WITHIN_MS) => {
      const deadline = Date.now() + withinMs;
      stopping.abort();
      await flowing;
      const isDone = (): boolean => waiting.size === 0 && lab.site.unread().length === 0;
      while (!isDone() && !failure && Date.now() < deadline) await sleep(50);
      for (const action of waiting.values())
        book.complain(`${action} had no answer ${withinMs} ms after the end of faults`);
      for (const story of lab.site.unread())
        book.complain(`${story} was not fetched ${withinMs} ms after the end of faults`);
      ended.abort(new Error('The traffic has stopped.'));
      await kafka.stop();
      if (failure) throw failure;
    },
  };
}

function describe([first, ...others]: readonly Action[]): string {
  return `${JSON.stringify(first)}${others.length === 0 ? '' : ` and ${others.length} more`}`;
}

async function openWriter(
  lab: LabAddresses,
  seed: number,
  { book, kafka, signal }: { readonly book: Book; readonly kafka: KafkaSender; readonly signal: AbortSignal },
): Promise<Writer> {
  const [producer, key] = Object.entries(lab.producers)[0] ?? [];
  if (producer === undefined || key === undefined)
    throw new Error('Expected a producer with its key, found none.');
  const codec = codecs(lab);
  const push = createPushClient(
    lab.fetcherUrls,
    key,
    {
      onUnclear: () => {
        book.count('unclear');
      },
      onRefused: () => {
        book.count('refused');
      },
      onOddity: book.complain,
    },
    createRandom(seed),
    signal,
  );
  await Promise.all(Object.values(codec).map((each) => each.prepare()));
  return new Writer({
    seed,
    book,
    kafka,
    push,
    codec,
    site: lab.site,
    producers: { push: producer, inbox: INBOX_PRODUCER },
  });
}

function codecs({ engines, prefix }: LabAddresses) {
  const registry = createRegistry(engines.registry);
  return {
    inbox: createCodec(topics.inbox, registry, prefix),
    raw: createCodec(topics.raw, registry, prefix),
    annotated: createCodec(topics.annotated, registry, prefix),
    pages: createCodec(topics.pages, registry, prefix),
  };
}

async function subscribeFeeds({ engines, prefix, site }: LabAddresses, kafka: KafkaSender): Promise<void> {
  const codec: Codec<Feed> = createCodec(topics.feeds, createRegistry(engines.registry), prefix);
  for (const url of site.feedUrls) {
    const feed: Feed = {
      url,
      source: 'Fault Courier',
      paused: false,
      minIntervalSeconds: 1,
      addedAt: Date.now(),
      handedOver: null,
    };
    const record = {
      key: topics.feeds.key(feed),
      value: await codec.encode(feed),
      partition: partitionFor(topics.feeds.partitionBy(feed)),
    };
    await kafka.send(topics.feeds.name, record);
  }
}
