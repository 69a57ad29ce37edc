import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { aRawArticle } from '@gazette/schemas/testing';
import { loadKnowledge } from './adapters/knowledge.ts';
import { createAnnotate } from './annotate.ts';

const knowledge = await loadKnowledge(join(import.meta.dirname, '../data'));
const annotate = createAnnotate(knowledge);

const BODY =
  'Keir Starmer said on Friday that Britain would spend more on its armed forces.\n\n“Europe has to do more,” Mr Starmer told reporters in London before a summit of Nato leaders later this week.';
const PUBLISHED = Date.parse('2025-02-27T18:20:00Z');

describe('annotate', () => {
  it('finds persons, dates and quotes, and adds the hash of the knowledge', () => {
    const article = aRawArticle({
      title: 'Starmer promises more for defence',
      body: BODY,
      publishedAt: PUBLISHED,
    });

    const annotated = annotate(article);

    expect(annotated.article).toBe(article);
    expect(annotated.knowledgeHash).toBe(knowledge.hash);
    expect(annotated.annotations).toMatchObject({
      language: { code: 'en' },
      persons: [{ id: 'keir-starmer' }],
      dates: [{ value: '2025-02-21' }, { value: '2025-W09' }],
      dateAnchor: '2025-02-27',
      quotes: [{ text: 'Europe has to do more,', speaker: { personId: 'keir-starmer' } }],
    });
  });

  it('gives the same annotations every time', () => {
    const article = aRawArticle({ body: BODY });

    expect(annotate(article)).toEqual(annotate(article));
  });

  it('gives a delete no annotations', () => {
    expect(annotate(aRawArticle({ kind: 'delete', title: '', body: '' })).annotations).toBeNull();
  });

  it('finds nothing in an article in another language', () => {
    const body =
      'Der Bundeskanzler Friedrich Merz sagte am Freitag in Berlin: „Wir müssen mehr für die Verteidigung ausgeben.“';

    expect(annotate(aRawArticle({ title: 'Merz in Berlin', body })).annotations).toMatchObject({
      language: { code: 'de' },
      persons: [],
      issues: [],
      dates: [],
      quotes: [],
    });
  });

  it('has no date anchor and no relative dates without a publication time', () => {
    expect(annotate(aRawArticle({ body: BODY, publishedAt: null })).annotations).toMatchObject({
      dateAnchor: null,
      dates: [],
    });
  });
});

/**
 * Pieces that upset tokenisers: half of a surrogate pair, marks that join, directions, quotes that never
 * close.
 */
const PIECES = [
  'Keir Starmer',
  'said',
  '“',
  '”',
  '"',
  "'",
  '‘',
  '’',
  '\ud83d',
  '\udc4d',
  '👩‍👩‍👧‍👦',
  '\u200f',
  '\u202e',
  'مرحبا',
  'שלום',
  'İ',
  'ﬁ',
  'ǅ',
  '\u0301',
  '\0',
  '\n',
  '\n\n',
  '\u2028',
  ' ',
  '<p>',
  '</p>',
  '&nbsp;',
  '&#x27;',
  'Mr.',
  'J.',
  'O’',
  '-',
  '--',
  '…',
  '.',
  ',',
  '(',
  '2025',
  '$5',
  '10:35',
  'Friday',
  'May',
  'a',
  'the',
  'last',
  'week',
  'years',
  'ago',
  'until',
  '31 February',
  'Nov. 99',
  '9/9/9999',
  'third quarter',
];

/** Small, seeded, the same everywhere (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

function jumble(seed: number, length: number): string {
  const random = randomOf(seed);
  return Array.from({ length }, () =>
    random() < 0.1
      ? String.fromCharCode(random() * 0x10000)
      : (PIECES[Math.floor(random() * PIECES.length)] ?? ''),
  ).join(random() < 0.5 ? ' ' : '');
}

describe('annotate with hostile text', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'gives true offsets in random text (seed %d)',
    (seed) => {
      const [title, body] = [jumble(seed, 12), jumble(seed + 1000, 400)];

      const { annotations } = annotate(aRawArticle({ title, body, language: 'en', publishedAt: PUBLISHED }));

      const excerpts = [
        ...(annotations?.persons.flatMap(({ mentions }) => mentions) ?? []),
        ...(annotations?.issues.flatMap(({ evidence }) => evidence) ?? []),
        ...(annotations?.dates ?? []),
        ...(annotations?.quotes ?? []),
      ];
      for (const { field, start, end, text } of excerpts) {
        expect((field === 'title' ? title : body).slice(start, end)).toBe(text);
      }
    },
  );

  it.each([
    ['letters', 'a'],
    ['capitals', 'A'],
    ['spaces', ' '],
    ['digits', '1'],
    ['full stops', '.'],
    ['opening quotation marks', '“'],
    ['straight quotation marks', '"'],
    ['hyphens', '-'],
    ['line feeds', '\n'],
    ['apostrophes', "'"],
    ['half emoji', '\ud83d'],
  ])('annotates a megabyte of %s', (_, character) => {
    const article = aRawArticle({
      body: character.repeat(1024 * 1024),
      language: 'en',
      publishedAt: PUBLISHED,
    });

    expect(annotate(article).annotations).not.toBeNull();
  });

  it.each(['1999 ', 'Friday ', 'J. ', 'Anna Brown ', '👍', '<b>', 'May 1, ', '“No,” he said. '])(
    'annotates 3,000 repetitions of "%s"',
    (words) => {
      const article = aRawArticle({ body: words.repeat(3000), language: 'en', publishedAt: PUBLISHED });

      expect(annotate(article).annotations).not.toBeNull();
    },
  );
});
