import { describe, expect, it } from '@jest/globals';
import { MATCH_END, MATCH_START, toSegments } from './segments.ts';

describe('toSegments', () => {
  it.each([
    { case: 'text without a match', fragment: 'plain', segments: ['plain'] },
    { case: 'a match inside', fragment: 'a [b] c', segments: ['a ', ['b'], ' c'] },
    { case: 'matches at both ends', fragment: '[a] b [c]', segments: [['a'], ' b ', ['c']] },
    { case: 'adjacent matches', fragment: '[a][b]', segments: [['a'], ['b']] },
    { case: 'text with a stray end mark', fragment: 'a] b', segments: ['a b'] },
    { case: 'text with a stray start mark', fragment: 'a [b', segments: ['a ', 'b'] },
    { case: 'an empty text', fragment: '', segments: [] },
  ])('splits $case into segments', ({ fragment, segments }) => {
    const marked = fragment.replaceAll('[', MATCH_START).replaceAll(']', MATCH_END);

    expect(toSegments(marked)).toEqual(
      segments.map((segment) =>
        typeof segment === 'string' ? { text: segment, match: false } : { text: segment[0], match: true },
      ),
    );
  });
});
