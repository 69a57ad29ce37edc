import { describe, expect, it } from '@jest/globals';
import { createAutomaton, scan } from './aho-corasick.ts';

describe('scan', () => {
  it.each([
    { case: 'finds one word', patterns: ['nato'], text: 'the nato summit', found: ['nato@1'] },
    { case: 'finds a phrase', patterns: ['trade war'], text: 'a trade war looms', found: ['trade war@2'] },
    {
      case: 'reports the phrase and the shorter ones inside it',
      patterns: ['war', 'trade war', 'trade'],
      text: 'trade war',
      found: ['trade@0', 'trade war@1', 'war@1'],
    },
    {
      case: 'falls back to the suffix when a longer phrase breaks off',
      patterns: ['a b c d', 'b c e'],
      text: 'a b c e',
      found: ['b c e@3'],
    },
    { case: 'finds overlapping repeats', patterns: ['a a'], text: 'a a a', found: ['a a@1', 'a a@2'] },
    { case: 'keeps words whole', patterns: ['war'], text: 'a warm award', found: [] },
    { case: 'reports both of two equal patterns', patterns: ['x', 'x'], text: 'x', found: ['x@0', 'x@0'] },
    { case: 'ignores an empty pattern', patterns: [''], text: 'x', found: [] },
    {
      case: 'does not match across a break',
      patterns: ['trade war', 'war'],
      text: 'trade | war',
      found: ['war@2'],
    },
  ])('$case', ({ patterns, text, found }) => {
    const automaton = createAutomaton(patterns.map((pattern) => pattern.split(' ').filter(Boolean)));
    const matches: string[] = [];

    scan(
      automaton,
      text.split(' ').map((word) => (word === '|' ? null : word)),
      (pattern, end) => matches.push(`${patterns[pattern] ?? ''}@${end}`),
    );

    expect(matches).toEqual(found);
  });
});
