import { parseArgs } from 'node:util';
import { printHits } from '../print-hits.ts';
import type { ArticlesAnswer } from '../operations/search-articles.ts';

/** What `gazette search --help` prints. */
export const searchHelp = `Usage: search [options]

All options are combined with AND; each can be repeated.

  --text WORDS          words in title or body; "a phrase", a | b, -not, prefix*
  --person NAME-OR-ID   a person named in the article; a name matches everyone who has it
  --issue ID-OR-WORDS   an issue's id, the start of an id, or words of its label
  --from DATE           published on or after this date: YYYY, YYYY-MM, YYYY-MM-DD
  --to DATE             published on or before the end of this date
  --mentions DATE       the text mentions it: 2027, 2025-W09, 2025-02-01..2025-03-01
  --source NAME         the exact name of the outlet
  --size N              how many articles to show (20)
  --json                print one JSON object {total, hits, facets, resolved} with whole documents as hits

Queries the search service at GAZETTE_SEARCH_URL (${defaultUrl()}).
Exits 0 even without hits, 1 when the service or OpenSearch is unavailable, 2 for invalid options.
`;

/** Streams and environment of the command. */
export interface CommandContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly fail: (text: string) => void;
}

/** Searches and prints the hits. Resolves to the exit code. */
export async function searchCommand(
  args: readonly string[],
  { env, out, fail }: CommandContext,
): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    fail(`search: ${options}\n`);
    return 2;
  }
  const base = env['GAZETTE_SEARCH_URL'] ?? defaultUrl();
  try {
    const answer = await collect(base, options.query, options.size);
    if (answer instanceof Refusal) {
      fail(`search: ${answer.detail}\n`);
      return answer.status < 500 ? 2 : 1;
    }
    const { total, hits, facets, resolved } = answer;
    out(options.json ? `${JSON.stringify({ total, hits, facets, resolved })}\n` : printHits(answer));
    return 0;
  } catch (error) {
    fail(`search: the search service at ${base} does not answer: ${reasonOf(error)}\n`);
    return 1;
  }
}

const PAGE_SIZE = 100;
const DEFAULT_SIZE = 20;
const TIMEOUT_MS = 30_000;

function defaultUrl(): string {
  return 'http://127.0.0.1:18090';
}

interface Options {
  readonly query: URLSearchParams;
  readonly size: number;
  readonly json: boolean;
}

const filters = ['text', 'person', 'issue', 'from', 'to', 'mentions', 'source'] as const;
const repeated = { type: 'string', multiple: true } as const;

function readOptions(args: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        text: repeated,
        person: repeated,
        issue: repeated,
        from: repeated,
        to: repeated,
        mentions: repeated,
        source: repeated,
        size: repeated,
        json: { type: 'boolean' },
      },
    });
    const size = values.size?.at(-1) ?? String(DEFAULT_SIZE);
    if (!/^\d{1,6}$/.test(size)) return `--size: expected a whole number, found ${size}`;
    const query = new URLSearchParams();
    for (const name of filters) for (const value of values[name] ?? []) query.append(name, value);
    return { query, size: Number(size), json: values.json ?? false };
  } catch (error) {
    return reasonOf(error);
  }
}

/** An error response of the service, from its problem document. */
class Refusal {
  readonly status: number;
  readonly detail: string;

  constructor(status: number, detail: string) {
    this.status = status;
    this.detail = detail;
  }
}

/** Collects `size` hits page by page; total and facets are those of the first page. */
async function collect(
  base: string,
  query: URLSearchParams,
  size: number,
): Promise<ArticlesAnswer | Refusal> {
  const first = await ask(base, query, Math.min(size, PAGE_SIZE), null);
  if (first instanceof Refusal) return first;
  const hits = [...first.hits];
  let next = first.next;
  while (next !== null && hits.length < size) {
    const page = await ask(base, query, Math.min(size - hits.length, PAGE_SIZE), next);
    if (page instanceof Refusal) return page;
    hits.push(...page.hits);
    next = page.next;
  }
  return { ...first, hits };
}

async function ask(
  base: string,
  query: URLSearchParams,
  size: number,
  after: string | null,
): Promise<ArticlesAnswer | Refusal> {
  const url = new URL('/api/articles', base);
  url.search = query.toString();
  url.searchParams.set('size', String(size));
  if (after !== null) url.searchParams.set('after', after);
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const body: unknown = await response.json();
  if (response.ok) return body as ArticlesAnswer;
  const { detail = `status ${response.status}` } = body as { readonly detail?: string };
  return new Refusal(response.status, detail);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
