import { textOf, type Element } from '../text/parse-markup.ts';
import { tidyLine } from '../text/plain-text.ts';
import type { PageDocument } from './page-document.ts';

/**
 * Candidates for the page's date in its markup and text, best first: marked publication dates, `<time>`,
 * elements whose class suggests a date, and dates written out near the headline or the top.
 */
export function datesInText(page: PageDocument): readonly string[] {
  const known = found.get(page);
  if (known) return known;
  const candidates = readCandidates(page);
  found.set(page, candidates);
  return candidates;
}

/** Text searched for dates, in UTF-16 code units: hostile pages can contain millions of dates. */
const LONGEST_TEXT = 20_000;

const found = new WeakMap<PageDocument, readonly string[]>();

function readCandidates({ ownElements: elements }: PageDocument): readonly string[] {
  const rated: { readonly text: string; readonly rank: number }[] = [];
  const headline = elements.findIndex(({ name }) => name === 'h1');
  elements.forEach((element, index) => {
    const rank = rankOf(element);
    if (rank === 0) return;
    const isNear = headline >= 0 && index > headline && index < headline + 120;
    for (const text of textsOf(element)) rated.push({ text, rank: rank + (isNear ? 1.5 : 0) - index / 1e6 });
  });
  const marked = rated.sort((a, b) => b.rank - a.rank).map(({ text }) => text);
  return [...new Set([...marked, ...writtenDates(elements, headline)])].slice(0, 40);
}

function rankOf({ name, attributes }: Element): number {
  const itemprop = attributes['itemprop'] ?? '';
  if (/datePublished|dateCreated/i.test(itemprop) || attributes['pubdate'] !== undefined) return 4;
  const label = `${attributes['class'] ?? ''} ${attributes['id'] ?? ''}`;
  if (/dateModified/i.test(itemprop) || /updated|modified/i.test(label)) return name === 'time' ? 1.2 : 0.6;
  const published = /publish|pub-?date|post-?date|entry-date|posted|created|release/i.test(label);
  if (name === 'time' && attributes['datetime'] !== undefined) return published ? 3.5 : 2.5;
  if (name === 'time') return published ? 3 : 2;
  if (name === 'abbr' && attributes['title'] !== undefined && published) return 3;
  if (
    /(?:^|[\s_-])(?:date|datum|fecha|data|dateline|timestamp|time|byline|meta|submitted|info|author)s?(?:$|[\s_-])/i.test(
      label,
    ) ||
    /[a-z]Date\b|\bdate[A-Z]|pubdate|postdate|datetime/.test(label)
  )
    return published ? 2 : 1;
  return published ? 1.5 : 0;
}

function textsOf(element: Element): readonly string[] {
  const { attributes } = element;
  const declared = [
    attributes['datetime'],
    attributes['content'],
    attributes['data-datetime'],
    attributes['data-date'],
    attributes['data-timestamp'],
  ].filter((value) => value !== undefined && /\d/.test(value));
  if (declared.length > 0) return declared as readonly string[];
  const text = tidyLine(textOf(element, LONGEST_TEXT).slice(0, LONGEST_TEXT));
  return text.length < 300 ? (text.match(dateLike) ?? []).map((match) => match.trim()) : [];
}

/** Dates in short lines near the headline, then in very short lines or next to "published". */
function writtenDates(elements: readonly Element[], headline: number): string[] {
  const near: string[] = [];
  const elsewhere: string[] = [];
  elements.forEach((element, index) => {
    for (const child of element.children) {
      if (
        typeof child !== 'string' ||
        child.length < 6 ||
        ['script', 'style', 'noscript', 'option'].includes(element.name)
      )
        continue;
      const text = tidyLine(child.slice(0, LONGEST_TEXT));
      const matches = text.match(dateLike) ?? [];
      // Tested once per text: testing it for each date of a long text would take hours.
      const namesPublication = matches.length > 0 && publishing.test(text);
      for (const match of matches) {
        if (namesPublication) elsewhere.push(match.trim());
        else if (headline >= 0 && Math.abs(index - headline) < 60 && text.length < 120)
          near.push(match.trim());
        else if (text.length < 60 && !/©|copyright/i.test(text)) elsewhere.push(match.trim());
      }
    }
  });
  return [...near, ...elsewhere];
}

const publishing =
  /publish|posted|veröffentlicht|publié|publicado|pubblicato|erstellt|stand:|updated|datum|date/i;

/** A day, a month and a year, optionally followed by a time. */
const dateLike =
  /(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2})(?!\d)|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]|\d{1,2}(?:st|nd|rd|th|er|º|\.)?\s(?:de\s|of\s)?\p{L}{3,10}\.?,?\s(?:de\s|del\s)?\d{4}|\p{L}{3,10}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4})(?:T[\d:.+Z-]+|,?\s(?:(?:at|um|à|às|alle|-|\||@)\s)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?m\b\.?)?(?:\s(?:[A-Z]{2,4}\b|[+-]\d{2}:?\d{2}))?)?/giu;
