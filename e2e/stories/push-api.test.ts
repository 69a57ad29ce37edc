import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startService, type Service } from '@gazette/dev';
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

describe('a bad request is answered with a problem document that names what was expected and found', () => {
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
      case: 'another content type',
      body: 'title',
      headers: { 'content-type': 'text/plain' },
      status: 415,
      names: 'text/plain',
    },
    { case: 'no JSON', body: '{"title":', status: 422, names: 'JSON' },
    {
      case: 'a wrong type',
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
      case: 'a bad date',
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
      case: 'an address that is none',
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
      case: 'gzip that is none',
      body: 'x',
      headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
      status: 400,
      names: 'gzip',
    },
  ])('$case', async ({ body, headers, status, names }) => {
    const answer = await post(body, headers);

    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ type: 'about:blank', status, title: expect.any(String) });
    expect(answer.body['detail']).toContain(names);
  });

  it('an id that is none', async () => {
    expect((await stack.call('/articles/nonsense')).body['detail']).toContain('64 lower-case hex digits');
  });

  it('an article that nobody knows', async () => {
    expect((await stack.call(`/articles/${'0'.repeat(64)}`)).status).toBe(404);
  });
});

describe('wait=searchable', () => {
  const waiting = (article: object) =>
    stack.call('/articles?wait=searchable', {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify(article),
    });

  it('answers when a search finds the article', async () => {
    const { status, body } = await waiting({ title: 'Awaited', body: 'A tangerine was awaited.' });

    expect({ status, body }).toMatchObject({ status: 200, body: { searchable: true, state: 'searchable' } });
    expect((await stack.search({ text: 'tangerine' })).total).toBe(1);
  });

  it('answers after a bound that it cannot be found yet', async () => {
    stack.services.annotator.kill('SIGSTOP');
    const { status, body } = await waiting({ title: 'Not yet', body: 'A clementine was awaited.' });
    stack.services.annotator.kill('SIGCONT');

    expect({ status, body }).toMatchObject({ status: 202, body: { searchable: false, state: 'accepted' } });
    expect(body['offset']).toEqual(expect.any(String));
  });

  it.each([
    {
      case: 'another word',
      path: '/articles?wait=soon',
      type: JSON_TYPE,
      names: 'wait: expected searchable',
    },
    {
      case: 'another parameter',
      path: '/articles?waits=1',
      type: JSON_TYPE,
      names: 'waits: expected one of wait',
    },
    {
      case: 'a bulk',
      path: '/articles?wait=searchable',
      type: { 'content-type': 'application/x-ndjson' },
      names: 'found a bulk',
    },
  ])('is refused for $case', async ({ path, type, names }) => {
    const { status, body } = await stack.call(path, {
      method: 'POST',
      headers: type,
      body: JSON.stringify(fine),
    });

    expect(status).toBe(400);
    expect(body['detail']).toContain(names);
  });
});

describe('many articles at once', () => {
  it('10,000 lines with 3 bad ones: the bad ones are named by line and field, the others are accepted', async () => {
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

  it('answers line by line to who asks for it', async () => {
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

describe('very many articles over one request', () => {
  it('all of 10,000 are answered line by line and found afterwards, in memory that does not grow with them', async () => {
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
    // Kept results alone would be some 6 MiB; what the young heap takes meanwhile is far more, and is given back.
    expect(Math.max(...rss) - (rss[1] ?? 0)).toBeLessThan(96);
    await eventually(
      'all are searchable',
      async () => (await stack.search({ text: 'chronicle', size: '1' })).total === 10_000,
      300_000,
    );
  }, 420_000);
});

describe('the OpenAPI document', () => {
  it('is given to everybody, and describes what is answered', async () => {
    const response = await fetch(`${stack.services.fetcher.url}/openapi.json`);
    const document = (await response.json()) as OpenApi;
    const pushed = await stack.push({ title: 'Described', body: 'As the document says.' });
    const status = await stack.call(`/articles/${String(pushed.body['id'])}?revision=1`);

    const answers = document.paths['/articles']?.['post']?.responses ?? {};
    expect(fits(answers['202']?.content['application/json']?.schema, pushed.body)).toBe(true);
    const found = document.paths['/articles/{id}']?.['get']?.responses ?? {};
    expect(fits(found['200']?.content['application/json']?.schema, status.body)).toBe(true);
  });
});

describe('limits of a producer', () => {
  async function withFetcher(env: Record<string, string>, use: (fetcher: Service) => Promise<void>) {
    const fetcher = await startService('fetcher', { ...stack.env, ...env }, { until: '/live' });
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

  it('articles a minute: 429 with Retry-After, and other producers go on', async () => {
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

  it('requests at a time: 429 with Retry-After until one of them has been answered', async () => {
    await withFetcher({ GAZETTE_PRODUCER_REQUESTS: '1' }, async (fetcher) => {
      await fetcher.waitUntil('/ready');
      const open = request(`${fetcher.url}/articles`, {
        method: 'POST',
        headers: {
          authorization: 'Bearer e2e-sample-key',
          'content-type': 'application/x-ndjson',
          // Answered when the request is being worked on, before its body has ended.
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
      await eventually('there is room', async () => (await postTo(fetcher)).status < 300);
    });
  });

  it('while Kafka is away: 503 with Retry-After, and nothing that looks like an acceptance', async () => {
    await withFetcher({ GAZETTE_KAFKA: '127.0.0.1:9' }, async (fetcher) => {
      const refused = await postTo(fetcher);

      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toBe('5');
      expect(await refused.text()).toContain('Kafka or the schema registry does not answer');
    });
  });

  it('keys of a file are let in as they come and refused when they go', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gazette-keys-'));
    const file = join(folder, 'keys');
    const entry = (key: string) => `wire:sha256:${createHash('sha256').update(key).digest('hex')}\n`;
    await writeFile(file, entry('the first key'));
    await withFetcher({ GAZETTE_API_KEYS: '', GAZETTE_API_KEYS_FILE: file }, async (fetcher) => {
      await fetcher.waitUntil('/ready');
      expect((await postTo(fetcher, 'the-second-key')).status).toBe(401);

      await writeFile(file, entry('the-second-key'));

      await eventually(
        'the new key is let in',
        async () => (await postTo(fetcher, 'the-second-key')).status < 300,
      );
    });
    await rm(folder, { recursive: true });
  });
});

describe('an Idempotency-Key', () => {
  it('gives the same answer again, and refuses another request', async () => {
    const headers = { ...JSON_TYPE, 'idempotency-key': 'once-1' };
    const article = JSON.stringify({ title: 'Once only', body: 'Said once.' });

    const first = await post(article, headers);
    const again = await post(article, headers);
    const other = await post(JSON.stringify(fine), headers);

    expect(again.body).toEqual(first.body);
    expect(other.status).toBe(422);
  });
});

it('judges what a gzip body decompresses to', async () => {
  const bomb = gzipSync(JSON.stringify({ ...fine, body: 'x'.repeat(50_000_000) }));

  const { status, body } = await post(bomb, { ...JSON_TYPE, 'content-encoding': 'gzip' });

  expect(bomb.length).toBeLessThan(100_000);
  expect(status).toBe(413);
  expect(body['detail']).toContain('2097152');
});

it('takes gzip bodies', async () => {
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

/** Whether an answer has every field that a schema requires and no other than it describes. */
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
