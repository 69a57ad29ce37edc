import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startService, testEngines, type Service, type TestEngines } from '@gazette/dev';
import { deploy } from '@gazette/infra';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startGroupFlow, type GroupFlow } from '../support/group-flow.ts';
import { jumpingClock } from '../support/jumping-clock.ts';
import { envOf, kafkaOf } from '../support/stack.ts';

const clock = jumpingClock();
/** Longer than two session timeouts (12 s), after which a silent member begins anew. */
const WITHIN_MS = 60_000;

let engines: TestEngines;
let indexer: Service;
let flow: GroupFlow;

beforeAll(async () => {
  engines = await testEngines();
});

beforeEach(async () => {
  const prefix = `back-${randomBytes(4).toString('hex')}.`;
  await deploy({ ...engines, prefix });
  const env = { ...envOf(engines, prefix), ...clock.env };
  indexer = await startService('indexer', env, { nodeArgs: clock.nodeArgs });
  flow = startGroupFlow(kafkaOf(engines, prefix), 'indexer', 20);
  await flow.passes(WITHIN_MS);
});

afterEach(async () => {
  await flow.stop();
  await indexer.stop();
});

afterAll(async () => {
  await engines.stop();
  clock.remove();
});

// kafkajs would send its next heartbeat ten minutes later, and never learn that the group has thrown it out.
it('a member whose clock is set back goes on, and so it does when the clock is mended', async () => {
  clock.shift(-600_000);
  // Longer than a session: what was committed until the group threw it out does not count.
  await sleep(10_000);
  await flow.passes(WITHIN_MS);

  clock.shift(0);
  await sleep(1000);
  await flow.passes(WITHIN_MS);
  expect(await indexer.answers('/live')).toBe(true);
});
