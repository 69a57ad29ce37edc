import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Service } from '@gazette/infra';
import type { Ledger, Violation } from './contract.ts';
import { conserve, judge } from './judge.ts';
import { observe, untilSettled } from './observe.ts';
import { startSmallLab, type SmallLab } from './small-lab.ts';
import { startTraffic } from './traffic.ts';

/** A fault put into the indexer's code while it is loaded: the end of a module's path, and what is replaced in its build. */
interface Mutation {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** What happens to an indexer, from before its start; it may start it again. */
interface Disturbance {
  readonly before: () => void;
  readonly during: (indexer: Service) => Promise<void>;
}

const TRAFFIC_MS = 2500;
const PER_SECOND = 100;
const SETTLED_WITHIN_MS = 60_000;

let lab: SmallLab;
let ledger: Ledger;
let undisturbed: readonly Violation[];

/** One pipeline and its traffic; every indexer after the first one indexes the same log anew. */
beforeAll(async () => {
  lab = await startSmallLab();
  const indexer = await lab.startIndexer();
  const traffic = await startTraffic(lab, { seed: 5, perSecond: PER_SECOND });
  await sleep(TRAFFIC_MS);
  await traffic.stop();
  ledger = traffic.ledger;
  await untilSettled(lab, SETTLED_WITHIN_MS);
  undisturbed = judge(ledger, await observe(lab));
  await indexer.stop();
});

afterAll(async () => {
  await lab.stop();
});

async function verdictOn(mutation: Mutation | null, { before, during }: Disturbance) {
  await lab.forgetIndex();
  before();
  const indexer = await lab.startIndexer(mutation ? mutated(mutation) : []);
  await during(indexer);
  await untilSettled(lab, SETTLED_WITHIN_MS);
  await indexer.stop();
  const observed = await observe(lab);
  const violations = judge(ledger, observed);
  return { violations, conservation: conserve(ledger, observed, violations) };
}

function mutated({ file, from, to }: Mutation): readonly string[] {
  const hook = new URL('../../hooks/mutate.js', import.meta.url);
  hook.search = new URLSearchParams({ file, from, to }).toString();
  return ['--import', hook.href];
}

/** The indexer works on messages whose documents are refused for now, and is killed before one of them is written. */
function killedWhileBulksFail(): Disturbance {
  let refused = 0;
  return {
    before: () => {
      lab.opensearch.judge((_method, path) => {
        if (!path.includes('_bulk')) return 'pass';
        refused += 1;
        return 503;
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
        return { refuse: (place) => place % 2 === bulks % 2 };
      });
    },
    during: () => Promise.resolve(),
  };
}

const nothing: Disturbance = { before: () => undefined, during: () => Promise.resolve() };

describe('the oracle', () => {
  it('finds nothing wrong with the services as they are', () => {
    expect(undisturbed).toEqual([]);
  });

  it.each([
    { what: 'is killed while bulks fail', disturbance: killedWhileBulksFail },
    { what: 'has items refused', disturbance: refusedItems },
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
        file: '/runtime/dist/kafka/subscriber.js',
        from: 'await handle(lane.topic, batch, context, work);',
        to: 'lane.done(batch.at(-1).offset); await handle(lane.topic, batch, context, work);',
      },
      disturbance: killedWhileBulksFail,
      caught: 'lost',
    },
    {
      fault: 'takes a refused item of a bulk for a written one',
      mutation: {
        file: '/indexer/dist/judge-item.js',
        from: 'if (status === 429 ||',
        to: "if (status === 429) return { outcome: 'delivered' }; if (",
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
      fault: 'passes over what it cannot read',
      mutation: { file: '/runtime/dist/kafka/subscriber.js', from: 'bury(message, error);', to: '' },
      disturbance: () => nothing,
      caught: 'poison-lost',
    },
  ])('catches an indexer that $fault', async ({ mutation, disturbance, caught }) => {
    const { violations } = await verdictOn(mutation, disturbance());

    expect(violations.map(({ kind }) => kind)).toContain(caught);
  });
});
