import { describe, expect, it } from '@jest/globals';

interface Span {
  readonly start: number;
  readonly end: number;
}
interface Piece {
  readonly text: string;
  readonly spans: readonly Span[];
  readonly opens: readonly Span[];
  readonly closes: readonly Span[];
}
const { markText, paragraphs } = (await import(
  new URL('../public/marked-text.js', import.meta.url).href
)) as {
  readonly markText: (text: string, spans: readonly Span[]) => readonly Piece[];
  readonly paragraphs: (text: string) => readonly { start: number; end: number; text: string }[];
};

describe('markText', () => {
  const whole = { start: 0, end: 11 };
  const first = { start: 0, end: 5 };
  const middle = { start: 3, end: 8 };

  it.each([
    { case: 'no span', spans: [], pieces: ['hello world'] },
    { case: 'one span', spans: [first], pieces: ['hello', ' world'] },
    { case: 'a span in a span', spans: [whole, middle], pieces: ['hel', 'lo wo', 'rld'] },
    { case: 'spans that overlap', spans: [first, middle], pieces: ['hel', 'lo', ' wo', 'rld'] },
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

  it('says which spans a piece lies in, opens and closes', () => {
    const [, second] = markText('hello world', [first, middle]);

    expect(second).toEqual({ text: 'lo', spans: [first, middle], opens: [middle], closes: [first] });
  });
});

describe('paragraphs', () => {
  it('gives each line that is not blank its offsets', () => {
    expect(paragraphs('One.\n\n  Two.\r\n \nThree')).toEqual([
      { start: 0, end: 4, text: 'One.' },
      { start: 6, end: 12, text: '  Two.' },
      { start: 16, end: 21, text: 'Three' },
    ]);
  });
});
