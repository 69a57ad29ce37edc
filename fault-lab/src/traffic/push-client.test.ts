import { afterEach, expect, it, jest } from '@jest/globals';
import { createPushClient } from './push-client.ts';
import { createRandom } from '../random.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

const events = { onUnclear: () => undefined, onRefused: () => undefined, onOddity: () => undefined };
const instances = ['http://one', 'http://two'];

/** The instances that get ten requests, in order. */
async function visited(seed: number): Promise<readonly string[]> {
  const visits: string[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation((url) => {
    if (typeof url === 'string') visits.push(url);
    return Promise.resolve(new Response('{}'));
  });
  const push = createPushClient(
    () => instances,
    'key',
    events,
    createRandom(seed),
    AbortSignal.timeout(10_000),
  );
  for (let count = 0; count < 10; count += 1) await push({ method: 'POST', path: '' });
  return visits;
}

it('chooses the same instances under the same seed', async () => {
  const visits = await visited(5);

  expect(new Set(visits)).toEqual(new Set(instances));
  expect(await visited(5)).toEqual(visits);
  expect(await visited(6)).not.toEqual(visits);
});
