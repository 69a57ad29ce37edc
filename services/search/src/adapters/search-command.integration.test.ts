import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ArticlesAnswer } from '../operations/search-articles.ts';
import { readHonorifics } from './honorifics.ts';
import { createInspect } from './inspecting.ts';
import { createSearchApp } from './routes.ts';
import { createSampleIndex, type SampleIndex } from '../../test-support/sample-index.ts';
import { searchCommand } from './search-command.ts';
import { createSearchEngine, type SearchEngine } from './search-engine.ts';

let index: SampleIndex;
let engine: SearchEngine;
let server: Server;
let url: string;

beforeAll(async () => {
  index = await createSampleIndex();
  engine = createSearchEngine([index.node], index.prefix);
  [server, url] = await serve(engine);
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await engine.stop();
  await index.drop();
});

describe('gazette search', () => {
  it('prints the title, date, id, url, persons and issues of each hit', async () => {
    const { code, out } = await run('--person', 'Volodymyr Zelensky');

    expect(code).toBe(0);
    expect(out).toBe(
      [
        'Zelenskyy thanks allies for support in Ukraine war',
        '  date     2025-03-02 09:00 UTC',
        '  source   Evening Wire',
        '  id       kyiv',
        '  url      https://wire.example/kyiv',
        '  persons  Volodymyr Zelenskyy (volodymyr-zelenskyy), Keir Starmer (keir-starmer)',
        '  issues   War in Ukraine (ukraine-war), NATO (nato)',
        '',
        '1 article',
        '',
      ].join('\n'),
    );
  });

  it.each([
    { args: ['--person', 'Keir Starmer', '--person', 'Mr Trump'], found: ['white-house'] },
    { args: ['--issue', 'chagos', '--issue', 'defence'], found: ['white-house'] },
    { args: ['--from', '2025-02-01', '--to', '2025-02-28'], found: ['white-house'] },
    { args: ['--mentions', '2027'], found: ['white-house'] },
    { args: ['--text', 'tariff', '--source', 'Evening Wire'], found: ['tariff-letter'] },
    { args: ['--size', '2'], found: ['tariff-letter', 'memoir'] },
    { args: ['--size', '0'], found: [] },
    { args: ['--person', 'Nobody Atall'], found: [] },
  ])('answers $args with one JSON object of whole documents', async ({ args, found }) => {
    const { code, out, err } = await run(...args, '--json');

    const answer = JSON.parse(out) as ArticlesAnswer;
    expect({ code, err, ids: answer.hits.map((hit) => hit.id) }).toEqual({ code: 0, err: '', ids: found });
    expect(Object.keys(answer).sort()).toEqual(['facets', 'hits', 'resolved', 'total']);
    expect(answer.hits.every((hit) => hit.annotations !== undefined)).toBe(true);
  });

  it('reports a name that matches no person', async () => {
    expect((await run('--person', 'Nobody Atall')).out).toBe(
      'No person or issue matches "Nobody Atall".\n0 articles\n',
    );
  });

  it.each([
    { args: ['--from', 'soon'], message: 'from: expected a date' },
    { args: ['--size', 'many'], message: '--size: expected a whole number, found many' },
    { args: ['--colour', 'red'], message: '--colour' },
  ])('rejects $args with exit code 2', async ({ args, message }) => {
    const { code, out, err } = await run(...args);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it('reports in one line that the service is unavailable', async () => {
    const { code, err } = await runAt('http://127.0.0.1:9');

    expect(code).toBe(1);
    expect(err).toMatch(/^search: the search service at http:\/\/127\.0\.0\.1:9 does not answer: .+\n$/);
  });

  it('reports in one line that OpenSearch is unavailable', async () => {
    const lost = createSearchEngine(['http://127.0.0.1:9'], '');
    const [lostServer, lostUrl] = await serve(lost);

    const { code, err } = await runAt(lostUrl, '--json');
    lostServer.closeAllConnections();
    lostServer.close();
    await lost.stop();

    expect(code).toBe(1);
    expect(err).toMatch(/^search: OpenSearch does not answer: .+\n$/);
  });
});

async function serve({ ask }: SearchEngine): Promise<[Server, string]> {
  const app = createSearchApp({
    ask,
    honorifics: readHonorifics(),
    inspect: createInspect(null),
    operators: null,
    onFailure: () => undefined,
  });
  const listening = createServer(app);
  await new Promise<void>((resolve) => {
    listening.listen(0, '127.0.0.1', resolve);
  });
  return [listening, `http://127.0.0.1:${(listening.address() as AddressInfo).port}`];
}

function run(...args: string[]) {
  return runAt(url, ...args);
}

async function runAt(base: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await searchCommand(args, {
    env: { GAZETTE_SEARCH_URL: base },
    out: (text) => {
      out += text;
    },
    fail: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}
