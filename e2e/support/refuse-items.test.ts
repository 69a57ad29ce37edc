import { expect, it } from '@jest/globals';
import { refuseItems } from './refuse-items.ts';

const index = (id: string) => `{"index":{"_id":"${id}"}}\n{"title":"${id}"}\n`;

it('takes refused items out of a bulk and answers 429 in their places', () => {
  const { rest, merge } = refuseItems(
    `${index('a')}{"delete":{"_id":"b"}}\n${index('c')}`,
    (place) => place < 2,
  );

  const merged = merge('{"errors":false,"items":[{"index":{"status":201}}]}') as { items: object[] };

  expect(rest).toBe(index('c'));
  expect(merged).toMatchObject({
    errors: true,
    items: [{ index: { status: 429 } }, { delete: { status: 429 } }, { index: { status: 201 } }],
  });
});

it('leaves nothing to forward when all items are refused', () => {
  const { rest, merge } = refuseItems(index('a'), () => true);

  expect(rest).toBe('');
  expect(merge('{}')).toMatchObject({ errors: true, items: [{ index: { status: 429 } }] });
});

it('returns the error when the engine refuses the remaining items as a whole', () => {
  const { merge } = refuseItems(index('a') + index('b'), (place) => place === 0);

  expect(merge('{"error":{"type":"cluster_block_exception"},"status":403}')).toMatchObject({ status: 403 });
});

it('decides about each item only once, so that the choice may be random', () => {
  let calls = 0;
  // Each call returns the opposite of the one before.
  const { rest, merge } = refuseItems(index('a') + index('b') + index('c'), () => (calls += 1) % 2 === 0);

  const done = JSON.stringify({
    items: [{ index: { _id: 'a', status: 201 } }, { index: { _id: 'c', status: 201 } }],
  });

  expect(rest).toBe(index('a') + index('c'));
  expect(merge(done)).toMatchObject({
    items: [{ index: { _id: 'a' } }, { index: { status: 429 } }, { index: { _id: 'c' } }],
  });
});
