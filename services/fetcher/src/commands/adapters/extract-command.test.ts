import { describe, expect, it } from '@jest/globals';
import { Readable, Writable } from 'node:stream';
import { extractCommand } from './extract-command.ts';

async function run(lines: readonly string[]) {
  let written = '';
  const output = new Writable({
    highWaterMark: 16,
    write(chunk: Buffer, _, done) {
      written += chunk.toString();
      setImmediate(done);
    },
  });
  const code = await extractCommand(Readable.from([lines.join('\n')]), output);
  return {
    code,
    results: written
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

const html = `<html lang="en"><head><title>One</title></head><body><article><p>${'A sentence of the article. '.repeat(8)}</p></article></body></html>`;

describe('extractCommand', () => {
  it('writes an article for every page, in order', async () => {
    const { code, results } = await run(
      [1, 2, 3].map((id) => JSON.stringify({ id, url: `https://ex.org/2026/01/0${id}/a`, html })),
    );

    expect(code).toBe(0);
    expect(results.map(({ id, publishedAt }) => [id, publishedAt])).toEqual([
      [1, '2026-01-01'],
      [2, '2026-01-02'],
      [3, '2026-01-03'],
    ]);
    expect(Object.keys(results[0] ?? {})).toEqual([
      'id',
      'title',
      'body',
      'byline',
      'publishedAt',
      'publishedAtSource',
      'canonicalUrl',
      'language',
    ]);
  });

  it('writes an error in place of an invalid line and exits with 1', async () => {
    const { code, results } = await run([
      '{oops',
      JSON.stringify({ id: 'a', url: 'https://ex.org/' }),
      '',
      JSON.stringify({ id: 'b', url: null, html }),
    ]);

    expect(code).toBe(1);
    expect(results).toMatchObject([{ id: null }, { id: 'a' }, { id: 'b', canonicalUrl: null }]);
    expect(results[0]?.['error']).toContain('expected a JSON object');
    expect(results[1]?.['error']).toContain('html');
  });
});
