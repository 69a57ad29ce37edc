import { element } from './dom.js';
import { count, stretch } from './format.js';

/** Bars of articles over time; each leads to `address(from, to)`. */
export function timeline(buckets, address) {
  if (buckets.length === 0) return null;
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
      element('span', {}, stretch(buckets[0].from, buckets[0].to)),
      buckets.length > 1 && element('span', {}, stretch(buckets.at(-1).from, buckets.at(-1).to)),
    ),
  );
}

function bar(bucket, most, address) {
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
