/**
 * A file's format: one article as text or HTML; one or an array as JSON; one per line as NDJSON or per row as
 * CSV.
 */
export type ArticleFormat = 'text' | 'html' | 'json' | 'ndjson' | 'csv';

/**
 * The format of a file, by its extension, otherwise by its content.
 *
 * @param fileName null for standard input
 * @param beginning at least the first line that is not blank, if there is one
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

/** Whether a file in a folder is pushed; a file given by name always is. */
export function isArticleFile(fileName: string): boolean {
  return /\.(txt|html?|json|ndjson|jsonl|csv|tsv)$/i.test(fileName);
}

function sniff(beginning: string): ArticleFormat {
  const text = beginning.replace(/^\uFEFF/, '').trimStart();
  if (/^<(!doctype html|html)\b/i.test(text)) return 'html';
  if (/^\[\s*[{\]]/.test(text)) return 'json';
  if (!/^\{\s*["}]/.test(text)) return 'text';
  // The first line of JSON spread over several lines does not end with a closing brace.
  const [line = '', ...rest] = text.split('\n');
  return rest.length === 0 || line.trimEnd().endsWith('}') ? 'ndjson' : 'json';
}
