import { publisher, runService } from '@gazette/runtime';
import { createOpenSearch } from '@gazette/runtime/opensearch';
import { topics } from '@gazette/schemas';
import { createArticlesAt } from './accept/adapters/articles-at.ts';
import { createUrlDeletes } from './accept/adapters/url-deletes.ts';
import { createAcceptor } from './accept/adapters/acceptor.ts';
import { startInbox } from './accept/adapters/inbox.ts';
import { startCrawler } from './crawl/adapters/crawler.ts';
import { createEvidence } from './push/adapters/evidence.ts';
import { createHttpClient } from './crawl/adapters/http-client.ts';
import { watchIndex } from './accept/adapters/index-watch.ts';
import { createIdempotency } from './push/adapters/idempotency.ts';
import { openKeys } from './push/adapters/key-file.ts';
import { createLookUp, requireIndex } from './accept/adapters/known-articles.ts';
import { createPushApi } from './push/adapters/push-api.ts';
import { createWhenIndexed } from './accept/adapters/when-indexed.ts';
import { createIndexedPartitions } from './accept/adapters/indexed-partitions.ts';
import { createAppendTimes } from './accept/adapters/append-times.ts';
import { readConfig } from './config.ts';
import { createProducerLimits } from './push/producer-limits.ts';
import { createSharedClock } from './accept/shared-clock.ts';

await runService('fetcher', readConfig, async ({ config, health, logger, use, serve }) => {
  const { kafka } = config;
  const opensearch = createOpenSearch(config.opensearch);
  const keys = await use(openKeys(config.apiKeys, logger));
  const idempotency = await use(createIdempotency(opensearch, kafka.prefix, Date.now));
  const lookUp = createLookUp(opensearch, kafka.prefix, logger);
  await use(watchIndex(lookUp, health));
  const rawArticles = await use(publisher(kafka, topics.raw, logger));
  const inbox = await use(publisher(kafka, topics.inbox, logger));
  const pages = await use(publisher(kafka, topics.pages, logger));
  const feeds = await use(publisher(kafka, topics.feeds, logger));
  const feedState = await use(publisher(kafka, topics.feedState, logger));
  const indexedPartitions = createIndexedPartitions(kafka, logger);
  const { whenIndexed } = await use(createWhenIndexed(kafka, logger));
  const clocks = { now: Date.now, monotonic: () => performance.now() };
  const clock = createSharedClock(createAppendTimes(rawArticles), clocks);
  const acceptorOptions = { indexedPartitions, rawArticles, clock };
  const accept = createAcceptor({ ...acceptorOptions, lookUp });
  // Pushed and fetched articles never share an id, so the two acceptors need not share their memory.
  const lookUpOrWait = requireIndex(lookUp);
  const acceptPages = createAcceptor({ ...acceptorOptions, lookUp: lookUpOrWait });
  const http = createHttpClient(config);
  await use({ stop: http.close });

  const findArticlesAt = createArticlesAt(opensearch, kafka.prefix);
  const urlDeletes = createUrlDeletes(findArticlesAt, whenIndexed, logger);
  await use(
    startInbox(kafka, { inbox, rawArticles, lookUp: lookUpOrWait, urlDeletes, clock, health, logger }),
  );
  await use(
    startCrawler({ ...config, get: http.get, accept: acceptPages, feeds, pages, feedState, health, logger }),
  );
  serve(
    createPushApi({
      keys: keys.current,
      limits: createProducerLimits(config.producerLimits, () => performance.now()),
      accept,
      lookUp,
      findArticlesAt,
      whenIndexed,
      evidenceOf: createEvidence(opensearch, kafka, logger),
      idempotency,
      topic: topics.raw.name,
      now: Date.now,
      logger,
    }),
  );
});
