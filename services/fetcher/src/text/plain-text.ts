import { parseMarkup, type Element } from './parse-markup.ts';

/** Elements that start a new line. */
const blocks = new Set(
  'address article aside blockquote br center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);
const silent = new Set(['script', 'style', 'noscript', 'template', 'iframe', 'object', 'svg', 'head']);

/**
 * HTML (or text with HTML in it) as plain text: one line per paragraph, single spaces, no control characters.
 */
export function htmlToText(html: string): string {
  return elementToText(parseMarkup(html, 'html'));
}

/** An element's text as plain text, one line per block. */
export function elementToText(element: Element): string {
  let text = '';
  function visit(node: Element) {
    for (const child of node.children) {
      if (typeof child === 'string') text += child.replace(blanks, ' ');
      else if (!silent.has(child.name.slice(child.name.indexOf(':') + 1))) {
        const block = blocks.has(child.name.slice(child.name.indexOf(':') + 1));
        if (block) text += '\n';
        visit(child);
        if (block) text += '\n';
      }
    }
  }
  visit(element);
  return tidyLines(text);
}

/** Skips single spaces, since replacing millions of them would take fifty times their memory. */
const blanks = /\s{2,}|[^\S ]/g;

/** Collapses spaces and removes blank lines and invisible characters. Line breaks stay. */
export function tidyLines(text: string): string {
  return withoutControls(text)
    .split('\n')
    .map((line) => line.replace(blanks, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** The same on one line. */
export function tidyLine(text: string): string {
  return withoutControls(text).replace(blanks, ' ').trim();
}

/**
 * Removes C0 and C1 controls except tabs and line feeds, zero-width marks, soft hyphens and lone surrogates.
 */
function withoutControls(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/(?![\t\n])[\p{Cc}\p{Cs}\u00ad\u200b\u2060\ufeff]/gu, '');
}
