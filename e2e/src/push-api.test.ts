import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, startStack, type Answer, type Stack } from './stack.ts';

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
