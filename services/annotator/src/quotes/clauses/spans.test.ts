import { describe, expect, it } from '@jest/globals';
import { analyse } from '../../text.ts';
import { findSpans } from './spans.ts';

function quoted(body: string): readonly string[] {
  return findSpans(analyse({ title: '', body }).body).map((span) => body.slice(span.start, span.end));
}

describe('findSpans', () => {
  it.each([
    { case: 'straight marks', body: 'She said "we are ready" twice.', expected: ['we are ready'] },
    { case: 'curly marks', body: 'She said “we are ready” twice.', expected: ['we are ready'] },
    { case: 'TeX marks', body: "She said ``we are ready'' twice.", expected: ['we are ready'] },
    { case: 'guillemets', body: 'She said «we are ready» twice.', expected: ['we are ready'] },
    {
      case: 'a curly mark closed by a straight one',
      body: '“We are ready," she said.',
      expected: ['We are ready,'],
    },
    {
      case: 'single marks where the text quotes with them',
      body: "'It's late,' said Ana. 'The voters' choice is made.'",
      expected: ["It's late,", "The voters' choice is made."],
    },
    {
      case: 'curly single marks around contractions',
      body: '‘We can’t wait,’ said Ana.',
      expected: ['We can’t wait,'],
    },
    {
      case: 'double marks beside single ones',
      body: "He called it \"unfair\". 'It is late,' said Ana. 'Far too late.'",
      expected: ['unfair', 'It is late,', 'Far too late.'],
    },
    {
      case: 'the outer marks only, where marks are nested',
      body: '“He told me ‘never’ and I said “fine” to that,” Ana recalled.',
      expected: ['He told me ‘never’ and I said “fine” to that,'],
    },
    {
      case: 'no apostrophes, decades or inches',
      body: "The '90s were the workers' years; he is 6'2\" tall and it's rock 'n' roll.",
      expected: [],
    },
    {
      case: 'one speech whose paragraphs each open with a mark',
      body: '“We are ready.\n“We will go on.”\nThe end.',
      expected: ['We are ready.\n“We will go on.'],
    },
    {
      case: 'a speech that is never closed, up to the end of its paragraph',
      body: '“We are ready.\nThe end.',
      expected: ['We are ready.'],
    },
    { case: 'no stray closing mark', body: 'We are ready.” The end.', expected: [] },
    {
      case: 'each speaker of a transcript by themselves',
      body: '"KING: Are you ready?\n"LOPEZ: We are."',
      expected: ['KING: Are you ready?', 'LOPEZ: We are.'],
    },
  ])('finds $case', ({ body, expected }) => {
    expect(quoted(body)).toEqual(expected);
  });

  it.each(['"', '“', '”', "'", '“”', '"a', 'a"', '``', "''", '“\n”', '“\ud800”'])(
    'keeps within the text for %j alone and repeated',
    (mark) => {
      for (const body of [mark, mark.repeat(50)])
        for (const span of findSpans(analyse({ title: '', body }).body)) {
          expect(span.from).toBeLessThan(span.to);
          expect(span.to).toBeLessThanOrEqual(body.length);
        }
    },
  );
});
