import type { Service } from '@gazette/dev';
import { createLogger, offsetBounds, publisher, replay, type KafkaConfig } from '@gazette/runtime';
import { createCodec, createRegistry, topics } from '@gazette/schemas';
import { aFeed } from '@gazette/schemas/testing';
import { eventually, startPipeline, type Pipeline } from '../stack.ts';
import { judgeVisits, type Visits } from './judge.ts';
import { startSmallWeb, type SmallWeb, type WebSize } from './small-web.ts';

/** A crawl during which one fetcher is killed. */
export interface CrawlOptions extends WebSize {
  readonly instances: number;
  /** The pause that the fetchers must keep between two requests to one host. */
  readonly hostDelayMs: number;
  /** The longest time that the crawl may take. */
  readonly withinMs: number;
  /** Called with the number of articles that have arrived and the number expected. */
  readonly onProgress?: (arrived: number, expected: number) => void;
}

/** The result of a crawl and the visits that its hosts recorded. */
export interface Crawled {
  readonly expected: number;
  /** Expected articles that are in `articles.raw`. */
  readonly arrived: number;
  /** Messages in `articles.raw` beyond the first of each article. */
  readonly doubled: number;
  readonly unexpected: number;
  readonly deadLetters: number;
  readonly visits: Visits;
  readonly seconds: number;
}

const logger = createLogger('crawl', 'silent');

/** Runs fetchers on a small web, kills one when half of the articles have arrived, and reads the result. */
export async function crawl(options: CrawlOptions): Promise<Crawled> {
  const pipeline = await startPipeline({ name: 'crawl', env: { GAZETTE_SESSION_TIMEOUT_MS: '6000' } });
  const { kafka, start } = pipeline;
  const web = await startSmallWeb(options);
  try {
    // The new owner of a host reads from the index which articles its previous owner accepted.
    await start('annotator');
    await start('indexer');
    const fetchers = await Promise.all(
      Array.from({ length: options.instances }, (_, number) => startFetcher(pipeline, web, options, number)),
    );
    const startedAt = performance.now();
    await subscribe(kafka, web);
    await untilArrived(kafka, expectedOf(web) / 2, options);
    fetchers[0]?.kill('SIGKILL');
    await untilArrived(kafka, expectedOf(web), options);
    await eventually(
      'every article has arrived',
      async () => (await readRaw(kafka, web)).arrived === expectedOf(web),
      options.withinMs,
    );
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    await untilQuiet(web, options);
    return { ...(await readRaw(kafka, web)), visits: judgeVisits(web.hosts, options.hostDelayMs), seconds };
  } finally {
    await pipeline.stop();
    await web.stop();
  }
}

function startFetcher(
  { start }: Pipeline,
  web: SmallWeb,
  { hostDelayMs }: CrawlOptions,
  number: number,
): Promise<Service> {
  return start('fetcher', {
    GAZETTE_API_KEYS: 'crawl:an-unused-key',
    GAZETTE_ALLOW_HOSTS: web.hosts.map(({ host }) => host).join(','),
    GAZETTE_HOST_DELAY_MS: String(hostDelayMs),
    GAZETTE_POLL_SECONDS: '60',
    // The logs of the hosts tell the fetchers apart by this name.
    GAZETTE_USER_AGENT: `Crawler${String.fromCharCode(65 + number)}/1.0 (+https://crawl.example/bot)`,
  });
}

async function subscribe(kafka: KafkaConfig, web: SmallWeb): Promise<void> {
  const feeds = publisher(kafka, topics.feeds, logger);
  const urls = web.hosts.flatMap(({ feedUrls }) => feedUrls);
  await feeds.publish(urls.map((url) => ({ value: aFeed({ url, source: null }) })));
  await feeds.stop();
}

function expectedOf(web: SmallWeb): number {
  return web.hosts.reduce((sum, { articleUrls }) => sum + articleUrls.length, 0);
}

async function untilArrived(
  kafka: KafkaConfig,
  count: number,
  { withinMs, onProgress }: CrawlOptions,
): Promise<void> {
  await eventually(
    `${count} articles are in ${topics.raw.name}`,
    async () => {
      const ends = await offsetBounds(kafka, logger, topics.raw.name);
      const arrived = [...ends.values()].reduce((sum, { high }) => sum + Number(high), 0);
      onProgress?.(arrived, count);
      return arrived >= count;
    },
    withinMs,
  );
}

/** Waits until no more articles are requested, so that everything the crash caused to be repeated is done. */
async function untilQuiet(web: SmallWeb, { withinMs }: CrawlOptions): Promise<void> {
  await eventually(
    'no article has been requested for 3 s',
    () => {
      const requests = web.hosts.flatMap(({ log }) =>
        log.filter(({ path }) => path.startsWith('/articles/')),
      );
      const last = requests.reduce((latest, { start }) => Math.max(latest, start), 0);
      return Promise.resolve(performance.now() - last > 3000);
    },
    withinMs,
  );
}

async function readRaw(kafka: KafkaConfig, web: SmallWeb): Promise<Omit<Crawled, 'visits' | 'seconds'>> {
  const codec = createCodec(topics.raw, createRegistry(kafka.registry), kafka.prefix);
  const counts = new Map<string, number>();
  await replay(kafka, {
    topic: topics.raw.name,
    logger,
    onMessages: async (messages) => {
      for (const { value } of messages) {
        if (value === null) continue;
        const { url } = await codec.decode(value);
        counts.set(url ?? '', (counts.get(url ?? '') ?? 0) + 1);
      }
    },
  });
  const expected = new Set(web.hosts.flatMap(({ articleUrls }) => articleUrls));
  const dead = await offsetBounds(kafka, logger, `${topics.pages.name}.dead-letters`);
  return {
    expected: expected.size,
    arrived: [...expected].filter((url) => counts.has(url)).length,
    doubled: [...counts.values()].reduce((sum, count) => sum + count - 1, 0),
    unexpected: [...counts.keys()].filter((url) => !expected.has(url)).length,
    deadLetters: [...dead.values()].reduce((sum, { high }) => sum + Number(high), 0),
  };
}
