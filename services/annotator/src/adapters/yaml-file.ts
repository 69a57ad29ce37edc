import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';

/** A problem of a file: `issues.yaml:12: issues[3].threshold: …`. */
export type FileProblem = string;

/** A file's content, or all its problems. */
export type Parsed<T> =
  | { readonly value: T; readonly problems: readonly [] }
  | { readonly value: null; readonly problems: readonly FileProblem[] };

/**
 * Checks YAML text against a schema. A problem names the file, the line (from 1) and the path. Never
 * throws.
 */
export function parseYamlFile<S extends z.ZodType>(
  file: string,
  text: string,
  schema: S,
): Parsed<z.output<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map(
      (error) => `${file}:${lines.linePos(error.pos[0]).line}: ${firstLine(error.message)}`,
    );
    return { value: null, problems };
  }
  const result = schema.safeParse(document.toJS());
  if (result.success) return { value: result.data, problems: [] };
  return {
    value: null,
    problems: result.error.issues.map((issue) => {
      const offset = offsetOf(document, issue.path);
      const line = offset === undefined ? '' : `:${lines.linePos(offset).line}`;
      const path = pathText(issue.path);
      return `${file}${line}: ${path === '' ? '' : `${path}: `}${issue.message}`;
    }),
  };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** The offset of the value at the path, or of its nearest ancestor that exists. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const keys = path.slice(0, length);
    const node = document.getIn(keys, true) ?? document.getIn(keys.map(numeric), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      return Number(node.range[0]);
    }
  }
  return undefined;
}

/** A weight such as `5` is a number to YAML and a string to JavaScript. */
function numeric(key: PropertyKey): PropertyKey {
  return typeof key === 'string' && /^\d+(?:\.\d+)?$/.test(key) ? Number(key) : key;
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('');
}
