import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Service } from '@gazette/dev';
import { numberedArticles, pushOverOneRequest } from '../support/one-request.ts';
import { eventually, startStack, type Answer, type Stack } from '../support/stack.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(async () => {
  await stack.stop();
});

const JSON_TYPE = { 'content-type': 'application/json' };
const fine = { title: 'A title', body: 'A body.' };

function post(body: string | Buffer, headers: Record<string, string> = JSON_TYPE): Promise<Answer> {
  return stack.call('/articles', { method: 'POST', headers, body });
}

describe('a bad request', () => {
  it.each([
    {
      case: 'no key',
      body: JSON.stringify(fine),
      headers: { ...JSON_TYPE, authorization: '' },
      status: 401,
      names: 'API key',
    },
    {
      case: 'a wrong key',
      body: JSON.stringify(fine),
      headers: { ...JSON_TYPE, authorization: 'Bearer nonsense' },
      status: 401,
      names: 'API key',
    },
    {
      case: 'an unsupported content type',
      body: 'title',
      headers: { 'content-type': 'text/plain' },
      status: 415,
      names: 'text/plain',
    },
    { case: 'malformed JSON', body: '{"title":', status: 422, names: 'JSON' },
    {
      case: 'a field of the wrong type',
      body: JSON.stringify({ ...fine, title: 7 }),
      status: 422,
      names: 'title: expected string',
    },
    { case: 'a missing field', body: JSON.stringify({ title: 'A title' }), status: 422, names: 'body' },
    {
      case: 'an unknown field',
      body: JSON.stringify({ ...fine, headline: 'x' }),
      status: 422,
      names: 'headline',
    },
    {
      case: 'an impossible date',
      body: JSON.stringify({ ...fine, publishedAt: '2025-02-30' }),
      status: 422,
      names: 'publishedAt',
    },
    {
      case: 'a time without a zone',
      body: JSON.stringify({ ...fine, publishedAt: '2025-02-03T10:00' }),
      status: 422,
      names: 'zone',
    },
    {
      case: 'a date in the future',
      body: JSON.stringify({ ...fine, publishedAt: '2999-01-01' }),
      status: 422,
      names: '2999',
    },
    {
      case: 'an unsupported URL',
      body: JSON.stringify({ ...fine, url: 'ftp://x.example' }),
      status: 422,
      names: 'url',
    },
    { case: 'bytes that are not UTF-8', body: Buffer.from([0x7b, 0xff, 0x7d]), status: 422, names: 'UTF-8' },
    {
      case: 'a huge body',
      body: JSON.stringify({ ...fine, body: 'x'.repeat(3_000_000) }),
      status: 413,
      names: '2097152',
    },
    {
      case: 'an invalid gzip body',
      body: 'x',
      headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
      status: 400,
      names: 'gzip',
    },
  ])('a request with $case is answered with a problem document', async ({ body, headers, status, names }) => {
    const answer = await post(body, headers);

    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ type: 'about:blank', status, title: expect.any(String) });
    expect(answer.body['detail']).toContain(names);
  });

  it('an invalid article id is rejected with the expected format', async () => {
    expect((await stack.call('/articles/nonsense')).body['detail']).toContain('64 lower-case hex digits');
  });

  it('an unknown article id is answered 404', async () => {
    expect((await stack.call(`/articles/${'0'.repeat(64)}`)).status).toBe(404);
  });
});

describe('a push with wait=searchable', () => {
  const waiting = (article: object) =>
    stack.call('/articles?wait=searchable', {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify(article),
    });

  it('a push with wait=searchable is answered once a search finds the article', async () => {
    const { status, body } = await waiting({ title: 'Awaited', body: 'A tangerine was awaited.' });

    expect({ status, body }).toMatchObject({ status: 200, body: { searchable: true, state: 'searchable' } });
    expect((await stack.search({ text: 'tangerine' })).total).toBe(1);
  });

  it('a push with wait=searchable is answered 202 when the article is not searchable in time', async () => {
    stack.services.annotator.kill('SIGSTOP');
    const { status, body } = await waiting({ title: 'Not yet', body: 'A clementine was awaited.' });
    stack.services.annotator.kill('SIGCONT');

    expect({ status, body }).toMatchObject({ status: 202, body: { searchable: false, state: 'accepted' } });
    expect(body['offset']).toEqual(expect.any(String));
  });

  it.each([
    {
      case: 'an unknown wait value',
      path: '/articles?wait=soon',
      type: JSON_TYPE,
      names: 'wait: expected searchable',
    },
    {
      case: 'an unknown parameter',
      path: '/articles?waits=1',
      type: JSON_TYPE,
      names: 'waits: expected one of wait',
    },
    {
      case: 'a bulk body and wait=searchable',
      path: '/articles?wait=searchable',
      type: { 'content-type': 'application/x-ndjson' },
      names: 'found a bulk',
    },
  ])('a push with $case is rejected', async ({ path, type, names }) => {
    const { status, body } = await stack.call(path, {
      method: 'POST',
      headers: type,
      body: JSON.stringify(fine),
    });

    expect(status).toBe(400);
    expect(body['detail']).toContain(names);
  });
});

describe('a bulk push', () => {
  it('a bulk of 10,000 lines names its 3 bad lines by line and field and accepts the others', async () => {
    const lines = Array.from({ length: 10_000 }, (_, place) =>
      JSON.stringify({
        externalId: `bulk-${place}`,
        title: `Bulk ${place}`,
        body: `Text number ${place} of many.`,
      }),
    );
    lines[41] = JSON.stringify({ title: 'no body' });
    lines[4_999] = '{"title":"cut off';
    lines[9_999] = JSON.stringify({ externalId: 'x', title: 'x', body: 'x', colour: 'red' });

    const { status, body } = await post(lines.join('\n'), { 'content-type': 'application/x-ndjson' });

    expect(status).toBe(422);
    expect(body['accepted']).toBe(9_997);
    expect(body['errors']).toMatchObject([
      { line: 42, field: 'body' },
      { line: 5_000, detail: expect.stringContaining('JSON') },
      { line: 10_000, field: 'colour' },
    ]);
    await eventually(
      'all good lines are searchable',
      async () => (await stack.search({ text: 'many', size: '1' })).total === 9_997,
      120_000,
    );
  });

  it('a bulk is answered line by line when the client accepts NDJSON', async () => {
    const { status, body } = await post([JSON.stringify(fine), '{}'].join('\n'), {
      'content-type': 'application/x-ndjson',
      accept: 'application/x-ndjson',
    });

    expect(status).toBe(200);
    const [refused, accepted, end] = body['lines'] as object[];
    expect([refused, accepted]).toContainEqual(expect.objectContaining({ line: 2, status: 422 }));
    expect([refused, accepted]).toContainEqual(expect.objectContaining({ line: 1, topic: 'articles.raw' }));
    expect(end).toEqual({ done: true, refused: 1 });
  });
});

describe('a streamed bulk push', () => {
  it('a stream of 10,000 articles is answered line by line and indexed in bounded memory', async () => {
    const { fetcher } = stack.services;
    const rss: number[] = [];

    const { status, accepted, last } = await pushOverOneRequest({
      url: fetcher.url,
      key: 'e2e-sample-key',
      articles: numberedArticles('chronicle', 10_000),
      onAnswer: (answered) => {
        if (answered % 1000 === 0) rss.push(residentMebibytes(fetcher.pid()));
      },
    });

    expect({ status, accepted, last }).toEqual({
      status: 200,
      accepted: 10_000,
      last: { done: true, refused: 0 },
    });
    // Retained results would be about 6 MiB. The young heap takes far more meanwhile, and releases it.
    expect(Math.max(...rss) - (rss[1] ?? 0)).toBeLessThan(96);
    await eventually(
      'all are searchable',
      async () => (await stack.search({ text: 'chronicle', size: '1' })).total === 10_000,
      300_000,
    );
  }, 420_000);
});

describe('the OpenAPI document', () => {
  it('the OpenAPI document is public and describes the actual answers', async () => {
    const response = await fetch(`${stack.services.fetcher.url}/openapi.json`);
    const document = (await response.json()) as OpenApi;
    const pushed = await stack.push({ title: 'Described', body: 'As the document describes.' });
    const status = await stack.call(`/articles/${String(pushed.body['id'])}?revision=1`);

    const answers = document.paths['/articles']?.['post']?.responses ?? {};
    expect(fits(answers['202']?.content['application/json']?.schema, pushed.body)).toBe(true);
    const found = document.paths['/articles/{id}']?.['get']?.responses ?? {};
    expect(fits(found['200']?.content['application/json']?.schema, status.body)).toBe(true);
  });
});

describe('limits of a producer', () => {
  async function withFetcher(env: Record<string, string>, use: (fetcher: Service) => Promise<void>) {
    const fetcher = await stack.start('fetcher', env, { until: '/live' });
    try {
      await use(fetcher);
    } finally {
      await fetcher.stop();
    }
  }

  function postTo({ url }: Service, key = 'e2e-sample-key'): Promise<Response> {
    return fetch(`${url}/articles`, {
      method: 'POST',
      headers: { ...JSON_TYPE, authorization: `Bearer ${key}` },
      body: JSON.stringify(fine),
    });
  }

  it('a producer over its articles per minute receives 429 with Retry-After, and others do not', async () => {
    await withFetcher({ GAZETTE_PRODUCER_ARTICLES_PER_MINUTE: '2' }, async (fetcher) => {
      await fetcher.waitUntil('/ready');
      const statuses = [(await postTo(fetcher)).status, (await postTo(fetcher)).status];
      const refused = await postTo(fetcher);

      expect(statuses.every((status) => status < 300)).toBe(true);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await postTo(fetcher, 'another-key-of-e2e')).status).toBeLessThan(300);
    });
  });

  it('a producer over its concurrent requests receives 429 with Retry-After until one ends', async () => {
    await withFetcher({ GAZETTE_PRODUCER_REQUESTS: '1' }, async (fetcher) => {
      await fetcher.waitUntil('/ready');
      const open = request(`${fetcher.url}/articles`, {
        method: 'POST',
        headers: {
          authorization: 'Bearer e2e-sample-key',
          'content-type': 'application/x-ndjson',
          // The service sends 100 Continue when it starts on the request, before the body has ended.
          expect: '100-continue',
        },
      });
      open.flushHeaders();
      await once(open, 'continue');
      const answered = once(open, 'response');
      open.write(`${JSON.stringify(fine)}\n`);

      const refused = await postTo(fetcher);

      expect(refused.status).toBe(429);
      expect(refused.headers.get('retry-after')).toBe('1');
      open.end();
      const [answer] = (await answered) as [IncomingMessage];
      expect(answer.statusCode).toBe(202);
      answer.resume();
      await eventually('the producer can push again', async () => (await postTo(fetcher)).status < 300);
    });
  });

  it('a push is refused with 503 and Retry-After while Kafka is unreachable', async () => {
    await withFetcher({ GAZETTE_KAFKA: '127.0.0.1:9' }, async (fetcher) => {
      const refused = await postTo(fetcher);

      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toBe('5');
      expect(await refused.text()).toContain('Kafka or the schema registry does not answer');
    });
  });

  it('a key added to the key file is accepted without a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gazette-keys-'));
    const file = join(folder, 'keys');
    const entry = (key: string) => `wire:sha256:${createHash('sha256').update(key).digest('hex')}\n`;
    await writeFile(file, entry('the first key'));
    await withFetcher({ GAZETTE_API_KEYS: '', GAZETTE_API_KEYS_FILE: file }, async (fetcher) => {
      await fetcher.waitUntil('/ready');
      expect((await postTo(fetcher, 'the-second-key')).status).toBe(401);

      await writeFile(file, entry('the-second-key'));

      await eventually(
        'the new key is accepted',
        async () => (await postTo(fetcher, 'the-second-key')).status < 300,
      );
    });
    await rm(folder, { recursive: true });
  });
});

describe('an Idempotency-Key', () => {
  it('a repeated Idempotency-Key returns the same answer and rejects a different request', async () => {
    const headers = { ...JSON_TYPE, 'idempotency-key': 'once-1' };
    const article = JSON.stringify({ title: 'Once only', body: 'Said once.' });

    const first = await post(article, headers);
    const again = await post(article, headers);
    const other = await post(JSON.stringify(fine), headers);

    expect(again.body).toEqual(first.body);
    expect(other.status).toBe(422);
  });
});

it('the size limit applies to the decompressed gzip body', async () => {
  const bomb = gzipSync(JSON.stringify({ ...fine, body: 'x'.repeat(50_000_000) }));

  const { status, body } = await post(bomb, { ...JSON_TYPE, 'content-encoding': 'gzip' });

  expect(bomb.length).toBeLessThan(100_000);
  expect(status).toBe(413);
  expect(body['detail']).toContain('2097152');
});

it('a gzip body is accepted', async () => {
  const { status } = await post(
    gzipSync(JSON.stringify({ title: 'Compressed', body: 'Small on the wire.' })),
    {
      ...JSON_TYPE,
      'content-encoding': 'gzip',
    },
  );

  expect(status).toBe(202);
});

interface JsonSchema {
  readonly anyOf?: readonly JsonSchema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, unknown>>;
}

interface OpenApi {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly responses: Readonly<
              Record<string, { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> }>
            >;
          }
        >
      >
    >
  >;
}

/** Whether an answer has every field that the schema requires and no field that it does not describe. */
function fits(schema: JsonSchema | undefined, body: Readonly<Record<string, unknown>>): boolean {
  if (!schema) return false;
  if (schema.anyOf) return schema.anyOf.some((one) => fits(one, body));
  const { required = [], properties = {} } = schema;
  return required.every((name) => name in body) && Object.keys(body).every((name) => name in properties);
}

function residentMebibytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes) / 1024;
}
