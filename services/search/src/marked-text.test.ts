import { describe, expect, it } from '@jest/globals';
import { markText, paragraphs } from '../page/marked-text.ts';

describe('markText', () => {
  const whole = { start: 0, end: 11 };
  const first = { start: 0, end: 5 };
  const middle = { start: 3, end: 8 };

  it.each([
    { case: 'no spans', spans: [], pieces: ['hello world'] },
    { case: 'one span', spans: [first], pieces: ['hello', ' world'] },
    { case: 'a span inside another', spans: [whole, middle], pieces: ['hel', 'lo wo', 'rld'] },
    { case: 'overlapping spans', spans: [first, middle], pieces: ['hel', 'lo', ' wo', 'rld'] },
    {
      case: 'spans outside the text',
      spans: [
        { start: 8, end: 99 },
        { start: 5, end: 5 },
      ],
      pieces: ['hello world'],
    },
  ])('keeps every character with $case', ({ spans, pieces }) => {
    expect(markText('hello world', spans).map(({ text }) => text)).toEqual(pieces);
  });

  it('names the spans that contain, open and close a piece', () => {
    const [, second] = markText('hello world', [first, middle]);

    expect(second).toEqual({ text: 'lo', spans: [first, middle], opens: [middle], closes: [first] });
  });
});

describe('paragraphs', () => {
  it('returns each non-blank line with its offsets', () => {
    expect(paragraphs('One.\n\n  Two.\r\n \nThree')).toEqual([
      { start: 0, end: 4, text: 'One.' },
      { start: 6, end: 12, text: '  Two.' },
      { start: 16, end: 21, text: 'Three' },
    ]);
  });
});
