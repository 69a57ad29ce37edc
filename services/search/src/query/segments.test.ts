import { describe, expect, it } from '@jest/globals';
import { MATCH_END, MATCH_START, toSegments } from './segments.ts';

describe('toSegments', () => {
  it.each([
    { case: 'no match', fragment: 'plain', segments: ['plain'] },
    { case: 'a match inside', fragment: 'a [b] c', segments: ['a ', ['b'], ' c'] },
    { case: 'a match at either end', fragment: '[a] b [c]', segments: [['a'], ' b ', ['c']] },
    { case: 'neighbouring matches', fragment: '[a][b]', segments: [['a'], ['b']] },
    { case: 'a stray end, as text of an article may hold', fragment: 'a] b', segments: ['a b'] },
    { case: 'a stray start', fragment: 'a [b', segments: ['a ', 'b'] },
    { case: 'nothing', fragment: '', segments: [] },
  ])('cuts $case', ({ fragment, segments }) => {
    const marked = fragment.replaceAll('[', MATCH_START).replaceAll(']', MATCH_END);

    expect(toSegments(marked)).toEqual(
      segments.map((segment) =>
        typeof segment === 'string' ? { text: segment, match: false } : { text: segment[0], match: true },
      ),
    );
  });
});
