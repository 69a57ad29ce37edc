import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseArticle } from './parse-article.ts';

interface Found {
  readonly field: 'title' | 'body';
  readonly text: string;
  readonly nth: number;
}

interface Gold {
  readonly article: string;
  readonly persons: readonly {
    readonly id: string;
    readonly name: string;
    readonly aliases: readonly string[];
    readonly roles: readonly string[];
    readonly mentions: readonly Found[];
  }[];
  readonly issues: readonly string[];
  readonly dates: readonly Found[];
  readonly quotes: readonly {
    readonly text: string;
    readonly nth: number;
    readonly speaker: string | null;
    readonly speakerMention: string | null;
  }[];
}

const articles = new URL('../../newsroom/articles/', import.meta.url);
const golds = new URL('../../../../services/annotator/gold/', import.meta.url);
const names = readdirSync(golds)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));

describe.each(names)('gold of %s', (name) => {
  const article = parseArticle(readFileSync(new URL(`${name}.md`, articles), 'utf8'));
  const gold = JSON.parse(readFileSync(new URL(`${name}.json`, golds), 'utf8')) as Gold;
  const mentions = gold.persons.flatMap((person) => person.mentions);

  it('names its article', () => {
    expect(gold.article).toBe(name);
  });

  it('refers to words that occur in the article', () => {
    const quotes = gold.quotes.map((quote) => ({ ...quote, field: 'body' as const }));
    const missing = [...mentions, ...gold.dates, ...quotes].filter(
      ({ field, text, nth }) => startOf(article[field], text, nth) < 0,
    );
    expect(missing).toEqual([]);
  });

  it('refers to each mention and date once', () => {
    for (const list of [mentions, gold.dates]) {
      const positions = list.map(({ field, text, nth }) => `${field} ${startOf(article[field], text, nth)}`);
      expect(new Set(positions).size).toBe(positions.length);
    }
  });

  it('lists as aliases the forms that differ from the name', () => {
    for (const person of gold.persons) {
      const forms = new Set(person.mentions.map((mention) => mention.text));
      forms.delete(person.name);
      expect([...person.aliases].sort()).toEqual([...forms].sort());
    }
  });

  it('holds every double-quoted passage of three words or more', () => {
    const runs = [...article.body.matchAll(/“([^”\n]*)|"([^"\n]*)"/g)]
      .map((match) => match[1] ?? match[2] ?? '')
      .filter((run) => run.trim().split(/\s+/).length >= 3);
    expect(gold.quotes.map((quote) => quote.text)).toEqual(runs);
  });

  it('names speakers who are among its persons and occur in the article', () => {
    const ids = gold.persons.map((person) => person.id);
    for (const { speaker, speakerMention } of gold.quotes) {
      if (speaker !== null) expect(ids).toContain(speaker);
      if (speakerMention !== null) expect(article.body).toContain(speakerMention);
    }
  });
});

function startOf(text: string, part: string, nth: number): number {
  let start = text.indexOf(part);
  for (let seen = 0; seen < nth && start >= 0; seen += 1) start = text.indexOf(part, start + 1);
  return start;
}
