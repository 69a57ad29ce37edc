import { describe, expect, it } from '@jest/globals';
import { paragraphsOf, parseArticle } from './parse-article.ts';

const frontMatter = `slug: a-story
title: A title: with a colon
byline: Ada Byrne
section: World
publishedAt: 2025-03-01T18:20:00+00:00
path: /world/a-story
language: en`;

describe('parseArticle', () => {
  it('reads front matter and text', () => {
    const article = parseArticle(`---\n${frontMatter}\nnote: ignored\n---\n\nOne\nline.\n\n\nTwo.\n`);
    expect(article).toEqual({
      slug: 'a-story',
      title: 'A title: with a colon',
      byline: 'Ada Byrne',
      section: 'World',
      publishedAt: '2025-03-01T18:20:00+00:00',
      path: '/world/a-story',
      language: 'en',
      body: 'One line.\n\nTwo.',
    });
    expect(paragraphsOf(article.body)).toEqual(['One line.', 'Two.']);
  });

  it('reads the additional fields of a correction', () => {
    const added = 'modifiedAt: 2025-03-02T08:00:00Z\ncorrectionOf: a-story';
    expect(parseArticle(`---\n${frontMatter}\n${added}\n---\nText.`)).toMatchObject({
      modifiedAt: '2025-03-02T08:00:00Z',
      correctionOf: 'a-story',
    });
  });

  it.each([
    ['an article without front matter', 'Only text.', 'expected front matter'],
    ['an article without text', `---\n${frontMatter}\n---\n`, 'expected text after the front matter'],
    ['a missing field', `---\n${frontMatter.replace(/^byline.*\n/m, '')}\n---\nText.`, 'expected "byline:"'],
    [
      'a time without a zone',
      `---\n${frontMatter.replace('+00:00', '')}\n---\nText.`,
      'expected "publishedAt" to match',
    ],
    ['a line without a colon', `---\n${frontMatter}\nodd\n---\nText.`, 'found "odd"'],
  ])('refuses %s', (_, markdown, message) => {
    expect(() => parseArticle(markdown)).toThrow(message);
  });
});
