import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from '@gazette/dev';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { jumpingClock } from '../support/jumping-clock.ts';
import { startPipeline, type Pipeline } from '../support/stack.ts';

const KEY = 'a-key-of-two-clocks';
const clock = jumpingClock();

let pipeline: Pipeline;
let right: Service;
/** The fetcher whose clock is shifted. */
let wrong: Service;

beforeAll(async () => {
  pipeline = await startPipeline({
    name: 'clock',
    env: { GAZETTE_API_KEYS: `e2e:${KEY}`, ...clock.env },
  });
  // Without an annotator and an indexer, the index never shows what was accepted.
  right = await pipeline.start('fetcher');
});

afterEach(() => wrong.stop());

afterAll(async () => {
  await pipeline.stop();
  clock.remove();
});

/** Pushes a text of an article and returns its revision. */
async function push(to: Service, externalId: string, body: string): Promise<number> {
  const response = await fetch(`${to.url}/articles`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ externalId, title: 'Two clocks', body, source: 'Example News' }),
  });
  expect(response.status).toBe(202);
  return ((await response.json()) as { readonly revision: number }).revision;
}

/** Whether texts of one article, pushed to the two fetchers in turn, get rising revisions. */
async function areInOrder(externalId: string): Promise<boolean> {
  const texts = ['The first text.', 'The second text.', 'The third text.', 'The fourth text.'];
  const revisions: number[] = [];
  for (const [place, text] of texts.entries()) {
    revisions.push(await push(place % 2 === 0 ? right : wrong, externalId, text));
    // The clocks agree only to within an acknowledgement; a real correction always takes longer.
    await sleep(100);
  }
  return revisions.every((revision, place) => place === 0 || revision > (revisions[place - 1] ?? NaN));
}

const shifts = [
  { case: 'an hour back', shift: -3_600_000 },
  { case: 'an hour forward', shift: 3_600_000 },
];

it.each(shifts)(
  'a correction gets a higher revision when its fetcher starts with its clock set $case',
  async ({ shift }) => {
    clock.shift(shift);
    wrong = await pipeline.start('fetcher', {}, { nodeArgs: clock.nodeArgs });

    expect(await areInOrder(`started-${shift}`)).toBe(true);
  },
);

it.each(shifts)(
  'a correction gets a higher revision after the clock of its running fetcher is set $case',
  async ({ shift }) => {
    clock.shift(0);
    wrong = await pipeline.start('fetcher', {}, { nodeArgs: clock.nodeArgs });
    await push(wrong, `first-${shift}`, 'Tells the broker’s clock.');
    clock.shift(shift);
    // The process rereads its clock file every 100 ms.
    await sleep(1000);

    expect(await areInOrder(`set-${shift}`)).toBe(true);
  },
);
