/** An article read from plain text; the title is null when neither text nor file name gives one. */
export interface PlainArticle {
  readonly title: string | null;
  readonly body: string;
}

/** UTF-16 code units; a longer first line is a paragraph, as headlines rarely exceed 120. */
const LONGEST_TITLE = 150;

/**
 * Reads an article from plain text. The first line is the title when it is short and does not end with a full
 * stop; otherwise the title comes from the file name, and the whole text is the body.
 */
export function readPlainArticle(text: string, fileName: string | null): PlainArticle {
  const tidy = text.replace(/\r\n?/g, '\n').trim();
  const [first = '', ...rest] = tidy.split('\n');
  const body = rest.join('\n').trim();
  if (body !== '' && isTitle(first.trim())) return { title: first.trim(), body };
  return { title: fileName === null ? null : titleOfFileName(fileName), body: tidy };
}

/** A full stop may precede closing quotation marks. */
function isTitle(line: string): boolean {
  return line.length <= LONGEST_TITLE && !/[.…]["'”’»)]*$/.test(line);
}

/** `washington-talks.txt` gives `Washington talks`. Null for a name without letters and digits. */
function titleOfFileName(fileName: string): string | null {
  const words = (fileName.split(/[/\\]/).at(-1) ?? '')
    .replace(/\.[a-z0-9]{1,6}$/i, '')
    .replace(/_+|(?<!\d)-+|-+(?!\d)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (!/[\p{L}\p{N}]/u.test(words)) return null;
  const [initial = ''] = words;
  return initial.toUpperCase() + words.slice(initial.length);
}
