import { describe, expect, it } from '@jest/globals';
import { extractArticle } from './extract-article.ts';

const now = Date.UTC(2026, 10, 24, 12);
const paragraphs = [
  'The harbour council voted on Monday evening to rebuild the old sea wall, ending nine years of argument over its cost.',
  'Engineers told the meeting that the wall, finished in 1911, would not survive another winter like the last one, and that repairs had become dearer than a new wall.',
  'Residents of the lower town, who have been flooded four times since spring, stood and applauded when the vote was read out.',
];

function page(
  parts: {
    readonly head?: string;
    readonly before?: string;
    readonly inside?: string;
    readonly after?: string;
  } = {},
): string {
  return `<!doctype html><html lang="en_GB"><head><title>Council rebuilds sea wall | The Harbour Post</title><meta property="og:site_name" content="The Harbour Post">${parts.head ?? ''}</head>
  <body><nav><a href="/">Home</a><a href="/news">News</a></nav>${parts.before ?? ''}<article><h1>Council rebuilds sea wall</h1><div class="story">${paragraphs.map((text) => `<p>${text}</p>`).join('')}${parts.inside ?? ''}</div></article>
  ${parts.after ?? ''}<footer><p>The Harbour Post is published by Harbour Media, 1 Quay Street, and is a member of the press council.</p></footer></body></html>`;
}

function extract(html: string, url = 'https://post.example/news/sea-wall') {
  return extractArticle({ url, html }, now);
}

describe('the body', () => {
  it('is the article’s paragraphs, one per line', () => {
    expect(extract(page()).body).toBe(paragraphs.join('\n'));
  });

  it.each([
    {
      case: 'captions',
      inside:
        '<figure><img src="a.jpg"><figcaption>The wall in March, photographed from the pier by our reporter.</figcaption></figure>',
    },
    {
      case: 'share bars',
      inside:
        '<div class="article__share-bar"><p>Share this story with your friends on every network you use.</p></div>',
    },
    {
      case: 'newsletter boxes',
      inside:
        '<div class="newsletter-signup"><p>Our morning letter brings the harbour to your inbox before breakfast.</p></div>',
    },
    {
      case: 'related stories',
      inside:
        '<div class="box"><h3>Related stories</h3><p><a href="/b">Ferry line closes after a century of crossings</a></p><p>The last ferry left the pier on Sunday with forty passengers aboard.</p></div>',
    },
    {
      case: 'notes about the author',
      inside:
        '<section><h2>About the author</h2><p>Ann Lee has covered the harbour for the Post since 2011 and lives in the lower town.</p></section>',
    },
    {
      case: 'requests to subscribe in the text',
      inside: '<p>Sign up for our newsletter to get the harbour news first.</p><p>ADVERTISEMENT</p>',
    },
    {
      case: 'hidden text',
      inside: '<p style="display: none">This paragraph is never shown to any reader of the page at all.</p>',
    },
    {
      case: 'comments',
      after: `<section id="comments">${'<p>I have lived here for forty years and never saw such nonsense, said nobody but me, and I will say it again tomorrow.</p>'.repeat(3)}</section>`,
    },
    {
      case: 'link lists',
      inside:
        '<ul><li><a href="/1">Storm closes the northern road again</a></li><li><a href="/2">Market moves to the square</a></li></ul>',
    },
    {
      case: 'rows of cards',
      inside: `<div>${['Ada', 'Ben', 'Cal', 'Dee', 'Eve', 'Flo'].map((name) => `<div class="card"><p>${name}</p><p>${name} helps our readers with every question about the harbour and the sea.</p><p>Chat with us</p></div>`).join('')}</div>`,
    },
    {
      case: 'bare dates and reviewers',
      inside: '<p>July 1, 2025</p><p>Reviewed by Ann Lee, MD, Harbour Medical Board</p>',
    },
    {
      case: 'links to related articles',
      inside: '<p>Related article The Harbour Wall: A Buying Guide</p>',
    },
  ])('does not contain $case', (parts) => {
    expect(extract(page(parts)).body).toBe(paragraphs.join('\n'));
  });

  it('keeps quotations, lists and subheadings', () => {
    const inside =
      '<h2>What comes next</h2><blockquote><p>“We could not wait another year,” said the mayor, Ruth Hall.</p></blockquote><ul><li>Work begins in March.</li></ul>';

    expect(extract(page({ inside })).body).toBe(
      [
        ...paragraphs,
        'What comes next',
        '“We could not wait another year,” said the mayor, Ruth Hall.',
        'Work begins in March.',
      ].join('\n'),
    );
  });

  it('keeps questions and answers although their markup repeats', () => {
    const answers = ['one', 'two', 'three', 'four', 'five'].flatMap((word) => [
      `Question ${word} of the day?`,
      `The answer to question ${word} is longer than the question and ends the matter for good.`,
    ]);
    const items = answers.map((line) => `<p>${line}</p>`);
    const inside = `<div>${[0, 2, 4, 6, 8].map((at) => `<div class="faq">${items.slice(at, at + 2).join('')}</div>`).join('')}</div>`;

    expect(extract(page({ inside })).body).toBe([...paragraphs, ...answers].join('\n'));
  });

  it('is found when line breaks separate the paragraphs', () => {
    const html = `<html><body><div class="menu"><a href="/">Home</a></div><div id="text">${paragraphs.join('<br><br>')}</div></body></html>`;

    expect(extract(html).body).toBe(paragraphs.join('\n'));
  });

  it.each(['', '<html></html>', '<p', '<div>'.repeat(100_000), 'no markup'])(
    'is short or empty for malformed page %#',
    (html) => {
      expect(extract(html).body.length).toBeLessThan(20);
    },
  );
});

describe('the title', () => {
  it.each([
    { case: 'is the visible headline', html: page(), title: 'Council rebuilds sea wall' },
    {
      case: 'does not contain the site’s name',
      html: '<title>Sea wall rebuilt - The Harbour Post</title><meta property="og:site_name" content="The Harbour Post"><p>x</p>',
      title: 'Sea wall rebuilt',
    },
    {
      case: 'does not contain the section',
      html: '<title>Opinion | Build the wall and be done with it</title>',
      title: 'Build the wall and be done with it',
    },
    {
      case: 'keeps a dash that belongs to the headline',
      html: '<meta property="og:title" content="Sea wall – a history in nine floods">',
      title: 'Sea wall – a history in nine floods',
    },
    {
      case: 'comes from JSON-LD when the page shows a logo instead',
      html: '<h1>The Harbour Post</h1><script type="application/ld+json">{"@type":"NewsArticle","headline":"Sea wall rebuilt"}</script>',
      title: 'Sea wall rebuilt',
    },
  ])('$case', ({ html, title }) => {
    expect(extract(html).title).toBe(title);
  });
});

describe('byline, dates and declarations', () => {
  const jsonLd = (fields: object) =>
    `<script type="application/ld+json">${JSON.stringify({
      '@context': 'https://schema.org',
      '@graph': [
        { '@type': 'WebSite', name: 'Post' },
        { '@type': 'NewsArticle', ...fields },
      ],
    })}</script>`;

  it.each([
    {
      case: 'reads the byline from JSON-LD',
      head: jsonLd({
        author: [
          { '@type': 'Person', name: 'Ann Lee' },
          { '@type': 'Person', name: 'Bob Ray' },
        ],
      }),
      byline: 'Ann Lee, Bob Ray',
    },
    {
      case: 'reads the byline from a meta element',
      head: '<meta name="author" content="By Ann Lee">',
      byline: 'Ann Lee',
    },
    {
      case: 'reads the byline from an element with a byline class',
      before: '<div class="byline">By Ann Lee, Harbour Correspondent</div>',
      byline: 'Ann Lee',
    },
    {
      case: 'finds no byline in an address',
      head: '<meta name="author" content="https://post.example/ann">',
      byline: null,
    },
  ])('$case', ({ byline, ...parts }) => {
    expect(extract(page(parts)).byline).toBe(byline);
  });

  it.each([
    {
      case: 'reads the date from JSON-LD with its time zone',
      head: jsonLd({ datePublished: '2026-11-23T22:30:00-05:00' }),
      text: '2026-11-23T22:30:00-05:00',
      source: 'json-ld',
      precision: 'second',
    },
    {
      case: 'reads the date from a meta element',
      head: '<meta property="article:published_time" content="2026-11-23T22:30Z">',
      text: '2026-11-23T22:30Z',
      source: 'meta',
      precision: 'minute',
    },
    {
      case: 'reads the date from the text',
      before: '<p class="date">23 November 2026</p>',
      text: '2026-11-23',
      source: 'text',
      precision: 'day',
    },
    {
      case: 'ignores a date in the future',
      head: jsonLd({ datePublished: '2027-01-01T00:00:00Z' }),
      text: null,
      source: null,
      precision: null,
    },
  ])('$case', ({ text, source, precision, ...parts }) => {
    expect(extract(page(parts))).toMatchObject({
      publishedAtText: text,
      publishedAtSource: source,
      publishedAtPrecision: precision,
    });
  });

  it('reads the date from the address', () => {
    expect(extract(page(), 'https://post.example/2026/11/22/sea-wall')).toMatchObject({
      publishedAtText: '2026-11-22',
      publishedAtSource: 'url',
      publishedAt: Date.UTC(2026, 10, 22),
    });
  });

  it('repairs or skips broken JSON-LD', () => {
    const head =
      '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Two\nlines","datePublished":"2026-11-23",}</script><script type="application/ld+json">{oops</script>';

    expect(extract(page({ head })).publishedAtText).toBe('2026-11-23');
  });

  it('reads the declared language, paywall, address and modification date', () => {
    const head = `${jsonLd({ isAccessibleForFree: 'False', dateModified: '2026-11-24T09:00:00Z' })}<link rel="canonical" href="/news/sea-wall?utm_source=x">`;

    expect(extract(page({ head }), 'https://m.post.example/news/sea-wall?ref=feed')).toMatchObject({
      language: 'en-GB',
      paywalled: true,
      canonicalUrl: 'https://www.post.example/news/sea-wall',
      modifiedAt: Date.UTC(2026, 10, 24, 9),
    });
  });
});
