import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';

/** The outcome of a bulk over one request. */
export interface OneRequest {
  readonly status: number;
  readonly accepted: number;
  readonly unchanged: number;
  readonly refused: number;
  /** The last line of the answer. */
  readonly last: Readonly<Record<string, unknown>>;
}

export interface OneRequestOptions {
  readonly url: string;
  readonly key: string;
  /** Articles as JSON, generated while they are sent. */
  readonly articles: Iterable<string>;
  /** Called after each answered line with the number of lines answered so far. */
  readonly onAnswer?: (answered: number) => void;
}

/** Streams articles as NDJSON over one request and reads the answers as they arrive, in constant memory. */
export async function pushOverOneRequest({
  url,
  key,
  articles,
  onAnswer = () => undefined,
}: OneRequestOptions): Promise<OneRequest> {
  const outgoing = request(new URL('/articles', url), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/x-ndjson',
      accept: 'application/x-ndjson',
    },
  });
  const answering = once(outgoing, 'response');
  const left = new AbortController();
  outgoing.once('close', () => {
    left.abort();
  });
  const sending = (async () => {
    for (const article of articles)
      if (!outgoing.write(`${article}\n`)) await once(outgoing, 'drain', { signal: left.signal });
    outgoing.end();
  })().catch((error: unknown) => {
    // The service may end its answer, with the reason, before the request is complete.
    if (!left.signal.aborted) throw error;
  });
  const [response] = (await answering) as [IncomingMessage];
  const counts = { accepted: 0, unchanged: 0, refused: 0 };
  let answered = 0;
  let last: Record<string, unknown> = {};
  for await (const line of createInterface({ input: response })) {
    last = JSON.parse(line) as Record<string, unknown>;
    if (!('line' in last)) continue;
    answered += 1;
    if ('errors' in last) counts.refused += 1;
    else counts['unchanged' in last ? 'unchanged' : 'accepted'] += 1;
    onAnswer(answered);
  }
  await sending;
  return { status: response.statusCode ?? 0, ...counts, last };
}

const words =
  'grain rail steel harbour budget school water energy court bridge flood wages trade forest hospital election border satellite museum strike'.split(
    ' ',
  );

/**
 * Short generated articles with distinct ids and words, so that they do not count as copies of one story.
 * A search for the word `name` finds all of them.
 */
export function* numberedArticles(name: string, count: number): Generator<string> {
  for (let number = 1; number <= count; number += 1) {
    const wordAt = (place: number) => {
      // Knuth's multiplicative hash makes the same articles in every run.
      const hash = ((number * 31 + place) * 2_654_435_761) >>> 0;
      return `${words[hash % words.length] ?? ''}${(hash >>> 8) % 1000}`;
    };
    yield JSON.stringify({
      externalId: `${name}-${number}`,
      title: `${name} report ${number}`,
      body: `Report ${number} of ${name}: ${Array.from({ length: 40 }, (_, place) => wordAt(place)).join(' ')}.`,
      publishedAt: '2026-03-03',
    });
  }
}
