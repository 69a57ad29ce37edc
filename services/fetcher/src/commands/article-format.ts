/** How articles are written in a file: one as plain text or a web page, one or an array as JSON, one a line as NDJSON, one a row as CSV. */
export type ArticleFormat = 'text' | 'html' | 'json' | 'ndjson' | 'csv';

/**
 * The format of a file, by its extension and then by how it begins.
 *
 * @param fileName null for standard input
 * @param beginning at least the first line that is not blank, as far as there is one
 */
export function formatOf(fileName: string | null, beginning: string): ArticleFormat {
  const extension = /\.([a-z]+)$/i.exec(fileName ?? '')?.[1]?.toLowerCase();
  if (extension === 'ndjson' || extension === 'jsonl') return 'ndjson';
  if (extension === 'csv' || extension === 'tsv') return 'csv';
  if (extension === 'html' || extension === 'htm') return 'html';
  if (extension === 'txt') return 'text';
  const found = sniff(beginning);
  return extension === 'json' && found === 'text' ? 'json' : found;
}

/** Whether a folder's file is taken for articles; a file that is named itself always is. */
export function isArticleFile(fileName: string): boolean {
  return /\.(txt|html?|json|ndjson|jsonl|csv|tsv)$/i.test(fileName);
}

function sniff(beginning: string): ArticleFormat {
  const text = beginning.replace(/^\uFEFF/, '').trimStart();
  if (/^<(!doctype html|html)\b/i.test(text)) return 'html';
  if (/^\[\s*[{\]]/.test(text)) return 'json';
  if (!/^\{\s*["}]/.test(text)) return 'text';
  // JSON that is laid out over lines has an open brace at the end of the first one.
  const [line = '', ...rest] = text.split('\n');
  return rest.length === 0 || line.trimEnd().endsWith('}') ? 'ndjson' : 'json';
}
