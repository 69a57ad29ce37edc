import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Service } from '@gazette/dev';
import { topics } from '@gazette/schemas';
import type { Ledger, Violation } from './oracle/contract.ts';
import { judge } from './oracle/judge.ts';
import { observe, untilAllIndexed } from './oracle/observe.ts';
import { mutated, type Mutation } from './rig/mutation.ts';
import { startSmallLab, type SmallLab } from './rig/small-lab.ts';
import { startTraffic } from './traffic/traffic.ts';

/** What happens to an indexer, from before its start; it may start it again. */
interface Disturbance {
  readonly before: () => void;
  readonly during: (indexer: Service) => Promise<void>;
}

/** Articles are written until this many old revisions have been replayed. */
const REPLAYS = 12;
const PER_SECOND = 100;
const INDEXED_WITHIN_MS = 60_000;
/** Larger than any document of the traffic but the immense one, in bytes. */
const LARGEST_BULK = 60_000;

let lab: SmallLab;
let ledger: Ledger;
let undisturbed: readonly Violation[];
/** The outcomes that the first indexer counted, and the number of messages. */
let counted: Readonly<Record<string, number>>;
let messages: number;

/** One pipeline and its traffic; every indexer after the first one indexes the same log again. */
beforeAll(async () => {
  lab = await startSmallLab();
  const indexer = await lab.startIndexer();
  const traffic = await startTraffic(lab, { seed: 6, perSecond: PER_SECOND });
  while ((traffic.ledger.counts.acknowledged['raw'] ?? 0) < REPLAYS) await sleep(20);
  await traffic.stop();
  ledger = traffic.ledger;
  await untilAllIndexed(lab, INDEXED_WITHIN_MS);
  const observed = await observe(lab);
  undisturbed = judge(ledger, observed).violations;
  counted = outcomesIn(await (await fetch(`${indexer.url}/metrics`)).text());
  messages = observed.partitions
    .filter(({ group }) => group === 'indexer')
    .reduce((sum, { high }) => sum + Number(high), 0);
  await indexer.stop();
}, 180_000);

afterAll(async () => {
  await lab.stop();
});

/** `gazette_messages_total` of annotated articles by outcome. */
function outcomesIn(metrics: string): Readonly<Record<string, number>> {
  const lines = metrics.matchAll(/^gazette_messages_total\{(.*)\} (\d+)$/gm);
  return Object.fromEntries(
    [...lines].flatMap(([, labels = '', count]) => {
      const outcome = /outcome="(\w+)"/.exec(labels)?.[1] ?? '';
      return labels.includes(`${topics.annotated.name}"`) ? [[outcome, Number(count)]] : [];
    }),
  );
}

async function verdictOn(mutation: Mutation | null, { before, during }: Disturbance) {
  await lab.forgetIndex();
  before();
  const indexer = await lab.startIndexer(mutated(mutation));
  await during(indexer);
  await untilAllIndexed(lab, INDEXED_WITHIN_MS);
  await indexer.stop();
  return judge(ledger, await observe(lab));
}

/** OpenSearch refuses bulks, and the indexer is killed before any document is written. */
function killedWhileBulksFail(): Disturbance {
  let refused = 0;
  return {
    before: () => {
      lab.opensearch.judge((_method, path) => {
        if (!path.includes('_bulk')) return 'pass';
        refused += 1;
        return refused % 2 === 0 ? 429 : 503;
      });
    },
    during: async (indexer) => {
      // By then each partition has been tried some times, and offsets are committed every tenth of a second.
      while (refused < 50) await sleep(20);
      indexer.kill('SIGKILL');
      await indexer.ended();
      lab.opensearch.judge(() => 'pass');
      await indexer.restart();
    },
  };
}

/** OpenSearch has no room for every other document, at first. */
function refusedItems(): Disturbance {
  let bulks = 0;
  return {
    before: () => {
      lab.opensearch.judge((_method, path) => {
        if (!path.includes('_bulk') || bulks >= 20) return 'pass';
        bulks += 1;
        // Fixed now: the answer may be evaluated after further bulks.
        const refused = bulks % 2;
        return { refuse: (place) => place % 2 === refused };
      });
    },
    during: () => Promise.resolve(),
  };
}

/** OpenSearch takes bulks of no more than two or three documents. */
function smallBulksOnly(): Disturbance {
  return {
    before: () => {
      lab.opensearch.judge((_method, path, body) =>
        path.includes('_bulk') && body.length > LARGEST_BULK ? 413 : 'pass',
      );
    },
    during: () => Promise.resolve(),
  };
}

const nothing: Disturbance = { before: () => undefined, during: () => Promise.resolve() };

describe('the oracle', () => {
  it('finds nothing wrong with the services as they are', () => {
    expect(undisturbed).toEqual([]);
  });

  it('finds every message counted once by its outcome', () => {
    const dead = ledger.poison.filter(
      ({ kind, topic }) => topic === topics.annotated.name || kind === 'raw/immense-term',
    );

    expect(Object.values(counted).reduce((sum, count) => sum + count, 0)).toBe(messages);
    expect(counted['dead_lettered']).toBe(dead.length);
    expect(counted['tombstone']).toBeGreaterThan(0);
  });

  it.each([
    { what: 'is killed while bulks fail', disturbance: killedWhileBulksFail },
    { what: 'has items refused', disturbance: refusedItems },
    { what: 'has large bulks refused', disturbance: smallBulksOnly },
  ])('finds nothing wrong with an indexer that $what', async ({ disturbance }) => {
    const { violations, conservation } = await verdictOn(null, disturbance());

    expect(violations).toEqual([]);
    expect(conservation).toMatchObject({ lost: 0, doubled: 0 });
    expect(conservation.searchable).toBeGreaterThan(50);
  });

  it.each<{
    fault: string;
    mutation: Mutation;
    disturbance: () => Disturbance;
    caught: Violation['kind'];
  }>([
    {
      fault: 'commits before it has delivered',
      mutation: {
        file: '/runtime/dist/kafka/consumer/subscriber.js',
        from: 'await new BatchHandler(',
        to: 'lane.done(batch.at(-1)); await new BatchHandler(',
      },
      disturbance: killedWhileBulksFail,
      caught: 'lost',
    },
    {
      fault: 'takes a refused item of a bulk for a written one',
      mutation: {
        file: '/indexer/dist/judge-item.js',
        from: 'if (status === 409)',
        to: "if (status === 429) return { outcome: 'delivered' }; if (status === 409)",
      },
      disturbance: refusedItems,
      caught: 'lost',
    },
    {
      fault: 'writes under the offset instead of the revision',
      mutation: {
        file: '/indexer/dist/to-document.js',
        from: 'version: documentVersion(article, annotatorRevision)',
        to: 'version: Number(arguments[1].offset)',
      },
      disturbance: () => nothing,
      caught: 'stale',
    },
    {
      fault: 'skips what it cannot read',
      mutation: {
        file: '/runtime/dist/kafka/consumer/handle-batch.js',
        from: 'this.#deadLetters.add(message, error, 1);',
        to: '',
      },
      disturbance: () => nothing,
      caught: 'poison-lost',
    },
  ])('catches an indexer that $fault', async ({ mutation, disturbance, caught }) => {
    const { violations } = await verdictOn(mutation, disturbance());

    expect(violations.map(({ kind }) => kind)).toContain(caught);
  });
});
