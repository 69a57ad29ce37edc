import { describe, expect, it } from '@jest/globals';
import { parseUrl } from './parse-url.ts';

describe('parseUrl', () => {
  it.each([
    ['https://bücher.example/a', undefined, 'https://xn--bcher-kva.example/a'],
    ['/b', 'https://news.example/a', 'https://news.example/b'],
    ['not an address', undefined, undefined],
    ['http://', undefined, undefined],
  ])('reads %j relative to %j as %j', (url, base, href) => {
    expect(parseUrl(url, base)?.href).toBe(href);
  });

  it('still reads letters such as ü after many calls', () => {
    const calls = Array.from({ length: 50_000 }, () => parseUrl('https://bücher.example/a'));

    expect(calls.filter((url) => url === null)).toEqual([]);
  });
});
