import { describe, expect, it } from '@jest/globals';
import { readHtmlArticle } from './html-article.ts';

const now = Date.UTC(2026, 0, 1);
const paragraphs = Array.from(
  { length: 6 },
  (_, number) =>
    `<p>Paragraph ${number}: the harbour master said on Monday that ships would be let in again, and that the fees, which had risen twice, would stay as they are.</p>`,
).join('');
const page = (head: string) =>
  `<html lang="en"><head><title>Harbour opens again</title>${head}</head><body><article><h1>Harbour opens again</h1>${paragraphs}</article></body></html>`;

describe('readHtmlArticle', () => {
  it('reads a saved page and the address that it declares', () => {
    const article = readHtmlArticle(
      page(
        '<link rel="canonical" href="https://port.example/news/harbour"><meta property="article:published_time" content="2025-03-04T10:30:00+02:00">',
      ),
      {},
      now,
    );

    expect(article).toMatchObject({
      title: 'Harbour opens again',
      url: 'https://port.example/news/harbour',
      publishedAt: '2025-03-04T08:30:00.000Z',
      language: 'en',
    });
    expect(article['body']).toContain('Paragraph 5: the harbour master');
  });

  it('prefers given fields over those of the page', () => {
    expect(readHtmlArticle(page(''), { title: 'Port', url: 'https://port.example/a' }, now)).toMatchObject({
      title: 'Port',
      url: 'https://port.example/a',
    });
  });

  it('keeps the precision of a date without a time', () => {
    const { publishedAt } = readHtmlArticle(
      page('<meta property="article:published_time" content="2025-03-04">'),
      {},
      now,
    );

    expect(publishedAt).toBe('2025-03-04');
  });

  it('refuses a page without an article', () => {
    expect(() => readHtmlArticle('<html><body></body></html>', {}, now)).toThrow('found no title');
  });
});
