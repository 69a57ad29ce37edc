import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deploy, startService, testEngines, type Service, type TestEngines } from '@gazette/infra';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startGroupFlow, type GroupFlow } from './group-flow.ts';
import { envOf, kafkaOf } from './stack.ts';

const jumpingClock = new URL('../hooks/jumping-clock.js', import.meta.url).href;
const directory = mkdtempSync(join(tmpdir(), 'gazette-set-back-'));
const clockPath = join(directory, 'clock');
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
  writeFileSync(clockPath, '0');
  const env = { ...envOf(engines, prefix), JUMPING_CLOCK: clockPath };
  indexer = await startService('indexer', env, { nodeArgs: ['--import', jumpingClock] });
  flow = startGroupFlow(kafkaOf(engines, prefix), 'indexer', 20);
  await flow.passes(WITHIN_MS);
});

afterEach(async () => {
  await flow.stop();
  await indexer.stop();
});

afterAll(async () => {
  await engines.stop();
  rmSync(directory, { recursive: true });
});

// kafkajs would send its next heartbeat ten minutes later, and never learn that the group has thrown it out.
it('a member whose clock is set back goes on, and so it does when the clock is mended', async () => {
  writeFileSync(clockPath, '-600000');
  // Longer than a session: what was committed until the group threw it out does not count.
  await sleep(10_000);
  await flow.passes(WITHIN_MS);

  writeFileSync(clockPath, '0');
  await sleep(1000);
  await flow.passes(WITHIN_MS);
  expect(await indexer.answers('/live')).toBe(true);
});
