import { parseDate, type ParsedDate } from '../text/parse-date.ts';
import { textOf } from '../text/parse-markup.ts';
import { resolveUrl, type XmlElement } from '../text/parse-xml.ts';
import { elementToText, htmlToText, tidyLine, tidyLines } from '../text/plain-text.ts';

export function childrenOf(element: XmlElement, names: readonly string[]): XmlElement[] {
  return element.children.filter(({ name }) => names.includes(name));
}

/** The first child with the earliest of `names` that any child has. */
export function firstOf(element: XmlElement, names: readonly string[]): XmlElement | null {
  for (const name of names) {
    const found = element.children.find((child) => child.name === name);
    if (found) return found;
  }
  return null;
}

export function rawText(element: XmlElement | null): string {
  return element ? textOf(element.source) : '';
}

export function plainLine(element: XmlElement | null): string | null {
  const text = plainText(element);
  return text === null ? null : tidyLine(text);
}

/** Atom declares the type of its text; in RSS, text that looks like HTML is HTML. */
export function plainText(element: XmlElement | null): string | null {
  if (!element) return null;
  const type = element.attributes['type']?.toLowerCase();
  const mode = element.attributes['mode']?.toLowerCase();
  if (mode === 'base64' || type === 'application/octet-stream')
    return blankToNull(htmlToText(Buffer.from(rawText(element), 'base64').toString('utf8')));
  if (element.children.length > 0) return blankToNull(elementToText(element.source));
  const text = rawText(element);
  if (type === 'text' || type === 'text/plain' || !/<\/?[a-z!][^<]*>|&#?\w+;/i.test(text))
    return blankToNull(tidyLines(text));
  return blankToNull(htmlToText(text));
}

export function blankToNull(text: string): string | null {
  return text === '' ? null : text;
}

export function linkTo(element: XmlElement | null): string | null {
  return element ? resolveUrl(tidyLine(rawText(element)), element.base) : null;
}

export function dateOf(element: XmlElement, names: readonly string[]): ParsedDate | null {
  for (const name of names) {
    for (const child of childrenOf(element, [name])) {
      const date = parseDate(tidyLine(rawText(child)));
      // Some content systems write the epoch or year 1 for an unknown date.
      if (date && date.time > 0) return date;
    }
  }
  return null;
}
