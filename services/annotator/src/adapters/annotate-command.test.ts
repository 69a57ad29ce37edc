import { Readable, Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { annotateCommand } from './annotate-command.ts';

async function run(input: string): Promise<{ readonly code: number; readonly lines: readonly unknown[] }> {
  const chunks: string[] = [];
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString());
      done();
    },
  });
  const code = await annotateCommand([], Readable.from([Buffer.from(input)], { objectMode: false }), output);
  const lines = chunks.join('').split('\n').filter(Boolean);
  return { code, lines: lines.map((line) => JSON.parse(line) as unknown) };
}

describe('the annotate command', () => {
  it('writes one line per article, in order, without nulls', async () => {
    const first = {
      id: 'a',
      body: 'Spending will rise from 2027, Keir Starmer said. “Europe must do more,” he said.',
      publishedAt: '2025-02-27',
    };
    const second = { id: 2, body: 'They talked for two days about the plans of the government.' };

    const { code, lines } = await run(`${JSON.stringify(first)}\n${JSON.stringify(second)}\n`);

    expect(code).toBe(0);
    expect(lines).toEqual([
      expect.objectContaining({
        id: 'a',
        language: 'en',
        persons: [expect.objectContaining({ name: 'Keir Starmer' })],
        dates: [
          {
            field: 'body',
            start: 24,
            end: 28,
            text: '2027',
            type: 'DATE',
            value: '2027',
            grain: 'year',
            from: '2027-01-01',
            to: '2027-12-31',
          },
        ],
        quotes: [
          expect.objectContaining({
            text: 'Europe must do more,',
            speaker: {
              personId: expect.any(String),
              name: 'Keir Starmer',
              mention: { start: 72, end: 74, text: 'he' },
            },
          }),
        ],
      }),
      expect.objectContaining({
        id: 2,
        dates: [
          {
            field: 'body',
            start: 16,
            end: 24,
            text: 'two days',
            type: 'DURATION',
            value: 'P2D',
            grain: 'day',
          },
        ],
      }),
    ]);
  });

  it('turns a bad line into an error line, continues, and exits with 1', async () => {
    const { code, lines } = await run('nonsense\n{"id":"a"}\n{"id":"b","body":"Text."}\n');

    expect(code).toBe(1);
    expect(lines).toMatchObject([
      { id: null, error: expect.any(String) },
      { id: 'a', error: expect.any(String) },
      { id: 'b' },
    ]);
  });

  it('ends without an error when its output is closed', async () => {
    const output = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });

    const input = Readable.from([Buffer.from('{"id":"a","body":"Text."}\n')], { objectMode: false });

    expect(await annotateCommand([], input, output)).toBe(0);
  });

  it('names an unknown option', async () => {
    await expect(annotateCommand(['--fast'], Readable.from([]), process.stdout)).rejects.toThrow('--fast');
  });
});
