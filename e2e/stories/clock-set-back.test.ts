import { setTimeout as sleep } from 'node:timers/promises';
import { testEngines, type Service, type TestEngines } from '@gazette/dev';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startGroupFlow, type GroupFlow } from '../support/group-flow.ts';
import { jumpingClock } from '../support/jumping-clock.ts';
import { startPipeline, type Pipeline } from '../support/stack.ts';

const clock = jumpingClock();
/** Longer than two session timeouts (12 s), after which a silent member restarts. */
const WITHIN_MS = 60_000;

let engines: TestEngines;
let pipeline: Pipeline;
let indexer: Service;
let flow: GroupFlow;

beforeAll(async () => {
  engines = await testEngines();
});

beforeEach(async () => {
  pipeline = await startPipeline({ engines, name: 'back', env: clock.env });
  indexer = await pipeline.start('indexer', {}, { nodeArgs: clock.nodeArgs });
  flow = startGroupFlow(pipeline.kafka, 'indexer', 20);
  await flow.caughtUp(WITHIN_MS);
});

afterEach(async () => {
  await flow.stop();
  await pipeline.stop();
});

afterAll(async () => {
  await engines.stop();
  clock.remove();
});

// kafkajs alone would send its next heartbeat ten minutes late and never learn that the group removed it.
it('a member keeps consuming when its clock is set back and then corrected', async () => {
  clock.shift(-600_000);
  // Longer than a session, so that commits made before the group removes the member do not count.
  await sleep(10_000);
  await flow.caughtUp(WITHIN_MS);

  clock.shift(0);
  await sleep(1000);
  await flow.caughtUp(WITHIN_MS);
  expect(await indexer.answers('/live')).toBe(true);
});
