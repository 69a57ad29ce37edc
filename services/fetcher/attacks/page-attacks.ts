import { filled, page, type Attack } from './resource-attack.ts';

/** Pages that are expensive to parse or to extract from. */
export const pageAttacks: readonly Attack[] = [
  {
    attack: 'deeply nested elements',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body>', '<div>')),
  },
  {
    attack: 'millions of elements',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body>', '<b>x')),
  },
  {
    attack: 'millions of empty elements',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body>', '<br>')),
  },
  {
    attack: 'millions of paragraph ends',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body>', '</p>')),
  },
  {
    attack: 'millions of different attributes',
    kind: 'page',
    outcome: /./,
    answer: page(
      `<html><body ${Array.from({ length: 1_200_000 }, (_, i) => `a${i.toString(36)}`).join(' ')}>`,
    ),
  },
  {
    attack: 'a hundred thousand related stories',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body>', '<p>Related stories')),
  },
  {
    attack: 'nested labels around a long text',
    kind: 'page',
    outcome: /./,
    answer: page(
      filled(`<html><body>${'<div class="date author byline comment">'.repeat(500)}`, 'May 2025, Ann Lee. '),
    ),
  },
  {
    attack: 'one line of millions of words',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body><article><p>', 'by Ann Lee 27 May 2025, ')),
  },
  {
    attack: 'millions of short lines',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body><article><p>', 'a<br>')),
  },
  {
    attack: 'millions of entities',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body><article><p>', '&amp;')),
  },
  {
    attack: 'millions of angle brackets',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body>', '<')),
  },
  {
    attack: 'an endless comment',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body><!--', '<!-')),
  },
  {
    attack: 'a title of millions of letters',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><title>', 'News | ', '</title>')),
  },
  {
    attack: 'millions of meta elements',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><head>', '<meta name=author content=A>')),
  },
  {
    attack: 'JSON-LD with one huge list',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<script type="application/ld+json">[0', ',{}', ']</script>')),
  },
  {
    attack: 'JSON-LD of nested lists',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<script type="application/ld+json">', '[', '</script>')),
  },
  {
    attack: 'JSON-LD with a million authors',
    kind: 'page',
    outcome: /./,
    answer: page(
      filled(
        '<script type="application/ld+json">{"@type":"NewsArticle","author":[0',
        ',{"@id":1}',
        ']}</script>',
      ),
    ),
  },
  {
    attack: 'JSON-LD with a huge text',
    kind: 'page',
    outcome: /./,
    answer: page(
      filled(
        '<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"',
        'A sentence of news. ',
        '"}</script>',
      ),
    ),
  },
  {
    attack: 'millions of JSON-LD scripts',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html>', '<script type="ld+json">{"@type":"NewsArticle"}</script>')),
  },
];
