/** One story of the sample newsroom. */
export interface NewsroomArticle {
  /** Identifies the story; a correction has the same slug. */
  readonly slug: string;
  readonly title: string;
  /** Authors as printed: `Ruth Calder, diplomatic correspondent`. */
  readonly byline: string;
  readonly section: string;
  /** ISO 8601 with a zone: `2025-03-01T18:20:00+00:00`. */
  readonly publishedAt: string;
  /** ISO 8601 with a zone; only in corrected stories. */
  readonly modifiedAt?: string;
  /** URL path of the story: `/world/2025/03/01/london-summit`. */
  readonly path: string;
  /** BCP 47 tag. */
  readonly language: string;
  /** The slug of the story that this text corrects. */
  readonly correctionOf?: string;
  /** Plain text with a blank line (`\n\n`) between paragraphs. A sub-heading is a separate paragraph. */
  readonly body: string;
}

/**
 * Reads an article file: `key: value` lines between two `---` lines, then paragraphs separated by blank
 * lines. Throws an error that names the missing or malformed part.
 */
export function parseArticle(markdown: string): NewsroomArticle {
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(markdown.replaceAll('\r\n', '\n'));
  if (!match) throw new Error('expected front matter between two "---" lines at the start of the article');
  const fields = parseFields(match[1] ?? '');
  const body = paragraphsOf(match[2] ?? '').join('\n\n');
  if (body === '') throw new Error('expected text after the front matter, found none');
  const modifiedAt = fields.get('modifiedAt');
  const correctionOf = fields.get('correctionOf');
  return {
    slug: required(fields, 'slug', /^[a-z0-9-]+$/),
    title: required(fields, 'title', /\S/),
    byline: required(fields, 'byline', /\S/),
    section: required(fields, 'section', /\S/),
    publishedAt: required(fields, 'publishedAt', ZONED_TIME),
    ...(modifiedAt === undefined ? {} : { modifiedAt: required(fields, 'modifiedAt', ZONED_TIME) }),
    path: required(fields, 'path', /^\/[^\s?#]*$/),
    language: required(fields, 'language', /^[a-z]{2}(-[A-Za-z0-9]+)*$/),
    ...(correctionOf === undefined ? {} : { correctionOf }),
    body,
  };
}

const ZONED_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/;

/** The paragraphs of a body, including sub-headings. */
export function paragraphsOf(body: string): string[] {
  return body
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s*\n\s*/g, ' ').trim())
    .filter((paragraph) => paragraph !== '');
}

function parseFields(frontMatter: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of frontMatter.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const colon = line.indexOf(':');
    if (colon < 1)
      throw new Error(`expected "key: value" in the front matter, found ${JSON.stringify(line)}`);
    fields.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  return fields;
}

function required(fields: ReadonlyMap<string, string>, key: string, pattern: RegExp): string {
  const value = fields.get(key);
  if (value === undefined) throw new Error(`expected "${key}:" in the front matter, found none`);
  if (!pattern.test(value)) {
    throw new Error(`expected "${key}" to match ${String(pattern)}, found ${JSON.stringify(value)}`);
  }
  return value;
}
