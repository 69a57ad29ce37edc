import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { command } from '@gazette/e2e/support/operator';
import { createLogger, withAdmin } from '@gazette/runtime';
import { stages } from '@gazette/schemas';
import type { Violation } from './oracle/contract.ts';
import { judge } from './oracle/judge.ts';
import { observe, untilAllIndexed } from './oracle/observe.ts';
import { mutated, type Mutation } from './rig/mutation.ts';
import { startSmallLab, type SmallLab } from './rig/small-lab.ts';
import { startTraffic } from './traffic/traffic.ts';

const PER_SECOND = 60;
const INDEXED_WITHIN_MS = 120_000;
const ANSWERED_WITHIN_MS = 30_000;

const logger = createLogger('test', 'silent');
let lab: SmallLab;

beforeEach(async () => {
  lab = await startSmallLab();
  await lab.startIndexer();
}, 180_000);

afterEach(async () => {
  await lab.stop();
}, 60_000);

/** Writes articles until `count` were acknowledged through a way; `meanwhile` runs before the last answers. */
async function written(way: string, count: number, meanwhile = () => Promise.resolve()) {
  const traffic = await startTraffic(lab, { seed: 8, perSecond: PER_SECOND });
  while ((traffic.ledger.counts.acknowledged[way] ?? 0) < count) await sleep(20);
  await meanwhile();
  await traffic.stop(ANSWERED_WITHIN_MS);
  await untilAllIndexed(lab, INDEXED_WITHIN_MS);
  return traffic.ledger;
}

type Kinds = readonly Violation['kind'][];

/** The inbox is read again from its beginning. */
async function readInboxAgain(mutation: Mutation | null): Promise<Kinds> {
  const ledger = await written('inbox', 80);
  await lab.running.fetcher.stop();
  await withAdmin({ brokers: lab.engines.kafka.split(',') }, logger, (admin) =>
    admin.resetOffsets({
      groupId: lab.prefix + stages.inbox.group,
      topic: lab.prefix + stages.inbox.topic,
      earliest: true,
    }),
  );
  await lab.replace('fetcher', mutated(mutation));
  await untilAllIndexed(lab, INDEXED_WITHIN_MS);
  return judge(ledger, await observe(lab)).violations.map(({ kind }) => kind);
}

/** The annotator is killed while articles flow. */
async function killAnnotator(mutation: Mutation | null): Promise<Kinds> {
  await lab.replace('annotator', mutated(mutation));
  const ledger = await written('push', 60, async () => {
    lab.running.annotator.kill('SIGKILL');
    await lab.running.annotator.ended();
    await lab.replace('annotator', []);
  });
  return judge(ledger, await observe(lab)).violations.map(({ kind }) => kind);
}

/** Feeds are polled as usual. */
async function pollFeeds(mutation: Mutation | null): Promise<Kinds> {
  await lab.replace('fetcher', mutated(mutation));
  const ledger = await written('feed', 30);
  return judge(ledger, await observe(lab)).violations.map(({ kind }) => kind);
}

/** The present index takes what a new one refuses, as before a mapping became stricter; then it is rebuilt. */
async function reindexStricter(mutation: Mutation | null): Promise<Kinds> {
  const { engines, prefix } = lab;
  const response = await fetch(`${engines.opensearch}/${prefix}articles-write/_mapping`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ properties: { byline: { type: 'keyword', ignore_above: 20_000 } } }),
  });
  if (!response.ok) throw new Error(await response.text());
  const ledger = await written('push', 300);
  const env = {
    GAZETTE_KAFKA: engines.kafka,
    GAZETTE_REGISTRY: engines.registry,
    GAZETTE_OPENSEARCH: engines.opensearch,
    GAZETTE_PREFIX: prefix,
    NODE_OPTIONS: mutated(mutation).join(' '),
  };
  // The first run stops at what is refused and makes it a dead letter; the operator accepts that.
  await command({ env }, 'indexer', 'reindex');
  await command({ env }, 'indexer', 'reindex', '--force');
  await untilAllIndexed(lab, INDEXED_WITHIN_MS);
  return judge(ledger, await observe(lab)).violations.map(({ kind }) => kind);
}

describe('the oracle', () => {
  it.each<{
    fault: string;
    run: (mutation: Mutation | null) => Promise<Kinds>;
    mutation: Mutation;
    caught: Violation['kind'];
  }>([
    {
      fault: 'an acceptor that stamps the time of processing',
      run: readInboxAgain,
      mutation: {
        file: '/fetcher/dist/accept/from-inbox.js',
        from: 'article: { ...draft, revision: writtenAt }',
        to: 'article: { ...draft, revision: Date.now() }',
      },
      caught: 'accepted-twice',
    },
    {
      fault: 'an annotator that commits before it has published',
      run: killAnnotator,
      mutation: {
        file: '/runtime/dist/kafka/consumer/subscriber.js',
        from: 'await new BatchHandler(',
        // The pause makes it likely that the kill falls between the commit and the publication.
        to: 'lane.done(batch.at(-1)); await new Promise((wake) => setTimeout(wake, 3000)); await new BatchHandler(',
      },
      caught: 'lost',
    },
    {
      fault: 'a fetcher that forgets entries of a feed',
      run: pollFeeds,
      mutation: {
        file: '/fetcher/dist/crawl/new-entries.js',
        from: 'pages.push(toPage(',
        to: 'if (!/[37]$/.test(url)) pages.push(toPage(',
      },
      caught: 'bad-answer',
    },
    {
      fault: 'a reindex that drops a newest revision which the new index refuses',
      run: reindexStricter,
      mutation: {
        file: '/indexer/dist/adapters/article-log.js',
        from: 'fault = result.error;\n',
        to: "fault = result.error;\n else if (result.outcome === 'refused') continue;\n",
      },
      caught: 'poison-lost',
    },
  ])(
    'catches $fault, and finds nothing wrong without it',
    async ({ run, mutation, caught }) => {
      expect(await run(mutation)).toContain(caught);
      await lab.stop();
      lab = await startSmallLab();
      await lab.startIndexer();

      expect(await run(null)).toEqual([]);
    },
    600_000,
  );
});
