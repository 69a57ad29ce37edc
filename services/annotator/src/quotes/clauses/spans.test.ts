import { describe, expect, it } from '@jest/globals';
import { analyse } from '../../text.ts';
import { findSpans } from './spans.ts';

function quoted(body: string): readonly string[] {
  return findSpans(analyse({ title: '', body }).body).map((span) => body.slice(span.start, span.end));
}

describe('findSpans', () => {
  it.each([
    { case: 'finds straight marks', body: 'She said "we are ready" twice.', expected: ['we are ready'] },
    { case: 'finds curly marks', body: 'She said “we are ready” twice.', expected: ['we are ready'] },
    { case: 'finds TeX marks', body: "She said ``we are ready'' twice.", expected: ['we are ready'] },
    { case: 'finds guillemets', body: 'She said «we are ready» twice.', expected: ['we are ready'] },
    {
      case: 'finds a curly mark closed by a straight one',
      body: '“We are ready," she said.',
      expected: ['We are ready,'],
    },
    {
      case: 'finds single marks in a text that quotes with them',
      body: "'It's late,' said Ana. 'The voters' choice is made.'",
      expected: ["It's late,", "The voters' choice is made."],
    },
    {
      case: 'finds curly single marks around contractions',
      body: '‘We can’t wait,’ said Ana.',
      expected: ['We can’t wait,'],
    },
    {
      case: 'finds double marks beside single ones',
      body: "He called it \"unfair\". 'It is late,' said Ana. 'Far too late.'",
      expected: ['unfair', 'It is late,', 'Far too late.'],
    },
    {
      case: 'finds only the outer of nested marks',
      body: '“He told me ‘never’ and I said “fine” to that,” Ana recalled.',
      expected: ['He told me ‘never’ and I said “fine” to that,'],
    },
    {
      case: 'does not take apostrophes, decades and inches for quotes',
      body: "The '90s were the workers' years; he is 6'2\" tall and it's rock 'n' roll.",
      expected: [],
    },
    {
      case: 'finds one speech whose paragraphs each open with a mark',
      body: '“We are ready.\n“We will go on.”\nThe end.',
      expected: ['We are ready.\n“We will go on.'],
    },
    {
      case: 'finds a speech that is never closed, up to the end of its paragraph',
      body: '“We are ready.\nThe end.',
      expected: ['We are ready.'],
    },
    { case: 'ignores a stray closing mark', body: 'We are ready.” The end.', expected: [] },
    {
      case: 'separates the speakers of a transcript',
      body: '"KING: Are you ready?\n"LOPEZ: We are."',
      expected: ['KING: Are you ready?', 'LOPEZ: We are.'],
    },
  ])('$case', ({ body, expected }) => {
    expect(quoted(body)).toEqual(expected);
  });

  it.each(['"', '“', '”', "'", '“”', '"a', 'a"', '``', "''", '“\n”', '“\ud800”'])(
    'gives spans within the text for %j alone and repeated',
    (mark) => {
      for (const body of [mark, mark.repeat(50)])
        for (const span of findSpans(analyse({ title: '', body }).body)) {
          expect(span.from).toBeLessThan(span.to);
          expect(span.to).toBeLessThanOrEqual(body.length);
        }
    },
  );
});
