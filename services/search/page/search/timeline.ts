import type { Bucket } from '../api-types.ts';
import { element } from '../dom.ts';
import { count, stretch } from '../format.ts';

/** A bar chart of articles over time; each bar links to `address(from, to)`. */
export function timeline(
  buckets: readonly Bucket[],
  address: (from: string, to: string) => string,
): HTMLElement | null {
  const first = buckets[0];
  const last = buckets.at(-1);
  if (!first || !last) return null;
  const most = Math.max(...buckets.map((bucket) => bucket.count));
  return element(
    'figure',
    { class: 'timeline' },
    element(
      'ol',
      { 'aria-label': 'Articles over time' },
      buckets.map((bucket) => bar(bucket, most, address)),
    ),
    element(
      'figcaption',
      {},
      element('span', {}, stretch(first.from, first.to)),
      buckets.length > 1 && element('span', {}, stretch(last.from, last.to)),
    ),
  );
}

function bar(bucket: Bucket, most: number, address: (from: string, to: string) => string): HTMLElement {
  const label = `${stretch(bucket.from, bucket.to)}: ${count(bucket.count, 'article')}`;
  const fill = element('span', { class: 'bar', 'aria-hidden': 'true' });
  fill.style.setProperty('--share', String(bucket.count / most));
  if (bucket.count === 0) return element('li', { 'aria-hidden': 'true' }, fill);
  return element(
    'li',
    {},
    element('a', { href: address(bucket.from, bucket.to), 'aria-label': label, title: label }, fill),
  );
}
