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

it('leaves nothing to pass on when all items are refused', () => {
  const { rest, merge } = refuseItems(index('a'), () => true);

  expect(rest).toBe('');
  expect(merge('{}')).toMatchObject({ errors: true, items: [{ index: { status: 429 } }] });
});

it('passes on what the engine says to the rest as a whole', () => {
  const { merge } = refuseItems(index('a') + index('b'), (place) => place === 0);

  expect(merge('{"error":{"type":"cluster_block_exception"},"status":403}')).toMatchObject({ status: 403 });
});
