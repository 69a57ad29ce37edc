import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from '@gazette/dev';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PARTITIONS } from '@gazette/schemas';
import { startGroupFlow, type GroupFlow } from '../support/group-flow.ts';
import { scaledForLoad } from '../support/patience.ts';
import { eventually, startPipeline, type Pipeline } from '../support/stack.ts';

/** The group reassigns a silent member's partitions after a session timeout (6 s). */
const TAKEN_OVER_WITHIN_MS = 15_000;
const WITHIN_MS = 30_000;
/** How often the committed offsets are polled. */
const POLL_INTERVAL_MS = 100;

let pipeline: Pipeline;
let indexers: readonly Service[];
let flow: GroupFlow;

beforeAll(async () => {
  pipeline = await startPipeline({ name: 'frozen' });
  indexers = await Promise.all([pipeline.start('indexer'), pipeline.start('indexer')]);
  flow = startGroupFlow(pipeline.kafka, 'indexer', 60);
  await flow.caughtUp(WITHIN_MS);
});

afterAll(async () => {
  await flow.stop();
  await pipeline.stop();
});

// When the member thaws, its partitions already belong to the other, and it has not learned that yet.
it('a member frozen for longer than its session does not move committed offsets back', async () => {
  const [frozen, other] = indexers as readonly [Service, Service];
  await eventually('both own partitions', bothShare, WITHIN_MS);
  const watch = watchCommitted();

  frozen.kill('SIGSTOP');
  await eventually(
    'the other owns every partition',
    async () => (await partitionsOf(other)).length === PARTITIONS,
    scaledForLoad(TAKEN_OVER_WITHIN_MS),
  );
  await flow.caughtUp(scaledForLoad(TAKEN_OVER_WITHIN_MS));
  frozen.kill('SIGCONT');
  await flow.caughtUp(scaledForLoad(WITHIN_MS));
  await eventually('both share the partitions again', bothShare, scaledForLoad(WITHIN_MS));
  await flow.caughtUp(scaledForLoad(WITHIN_MS));

  expect(await watch.stop()).toEqual([]);
});

/** The partitions that a member owns, read from its lag metric. */
async function partitionsOf(indexer: Service): Promise<readonly string[]> {
  const text = await (await fetch(`${indexer.url}/metrics`)).text();
  const lines = text.matchAll(
    /^gazette_consumer_lag_messages\{topic="[^"]*articles\.annotated",partition="(\d+)"/gm,
  );
  return [...lines].flatMap(([, partition]) => partition ?? []);
}

/** Whether every partition has exactly one owner and each member owns at least one. */
async function bothShare(): Promise<boolean> {
  const held = await Promise.all(indexers.map(partitionsOf));
  const all = held.flat();
  return (
    held.every((partitions) => partitions.length > 0) &&
    all.length === PARTITIONS &&
    new Set(all).size === PARTITIONS
  );
}

/** Polls the committed offsets until stopped; `stop` returns each one that moved back. */
function watchCommitted(): { readonly stop: () => Promise<readonly string[]> } {
  const highest = new Map<number, bigint>();
  const falls: string[] = [];
  let watching = true;

  async function watch(): Promise<void> {
    while (watching) {
      for (const [partition, offset] of await flow.committed()) {
        const before = highest.get(partition) ?? 0n;
        if ((offset ?? 0n) < before) falls.push(`partition ${partition}: ${offset} after ${before}`);
        else highest.set(partition, offset ?? 0n);
      }
      await sleep(POLL_INTERVAL_MS);
    }
  }
  const watched = watch();

  return {
    stop: async () => {
      watching = false;
      await watched;
      return falls;
    },
  };
}
