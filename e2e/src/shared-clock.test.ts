import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deploy, startService, testEngines, type Service, type TestEngines } from '@gazette/infra';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { envOf } from './stack.ts';

const KEY = 'a-key-of-two-clocks';
const jumpingClock = new URL('../hooks/jumping-clock.js', import.meta.url).href;
const directory = mkdtempSync(join(tmpdir(), 'gazette-clock-'));
const clockPath = join(directory, 'clock');

let engines: TestEngines;
let right: Service;
let behind: Service;

beforeAll(async () => {
  engines = await testEngines();
  const prefix = `clock-${randomBytes(4).toString('hex')}.`;
  await deploy({ ...engines, prefix });
  const env = {
    ...envOf(engines, prefix),
    GAZETTE_API_KEYS: `e2e:${KEY}`,
    JUMPING_CLOCK: clockPath,
  };
  // No annotator and no indexer: the index never knows what has been accepted.
  [right, behind] = await Promise.all([
    startService('fetcher', env),
    startService('fetcher', env, { nodeArgs: ['--import', jumpingClock] }),
  ]);
});

afterAll(async () => {
  await Promise.all([right.stop(), behind.stop()]);
  await engines.stop();
  rmSync(directory, { recursive: true });
});

/** Pushes a text of an article; answers its revision. */
async function push(to: Service, externalId: string, body: string): Promise<number> {
  const response = await fetch(`${to.url}/articles`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ externalId, title: 'Two clocks', body, source: 'Example News' }),
  });
  expect(response.status).toBe(202);
  return ((await response.json()) as { readonly revision: number }).revision;
}

it.each([
  { case: 'an hour back', shift: -3_600_000 },
  { case: 'an hour forward', shift: 3_600_000 },
])('a correction is the newer revision when the clock of who takes it was set $case', async ({ shift }) => {
  writeFileSync(clockPath, '0');
  await push(behind, `first-${shift}`, 'Tells the broker’s clock.');
  writeFileSync(clockPath, String(shift));
  // It looks every 100 ms.
  await sleep(1000);

  const texts = ['The first text.', 'The second text.', 'The third text.', 'The fourth text.'];
  const revisions: number[] = [];
  for (const [place, text] of texts.entries())
    revisions.push(await push(place % 2 === 0 ? right : behind, `story-${shift}`, text));

  expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
  expect(new Set(revisions).size).toBe(texts.length);
});
