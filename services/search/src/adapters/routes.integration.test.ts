import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { operations } from '../api/operations.ts';
import type { ArticlesAnswer } from '../operations/search-articles.ts';
import { readHonorifics } from './honorifics.ts';
import { createInspect } from './inspecting.ts';
import { createSearchApp } from './routes.ts';
import { createSampleIndex, type SampleIndex } from '../../test-support/sample-index.ts';
import { createSearchEngine, type SearchEngine } from './search-engine.ts';

interface Running {
  readonly server: Server;
  readonly engine: SearchEngine;
  readonly url: string;
  readonly failures: unknown[];
}

let index: SampleIndex;
let search: Running;

beforeAll(async () => {
  index = await createSampleIndex();
  search = await start(index.node, index.prefix);
});

afterAll(async () => {
  await stop(search);
  await index.drop();
});

describe('GET /api/articles', () => {
  it.each([
    { query: '', found: ['tariff-letter', 'memoir', 'kyiv', 'white-house', 'undated'] },
    { query: 'sort=oldest', found: ['white-house', 'kyiv', 'memoir', 'tariff-letter', 'undated'] },
    { query: 'person=keir-starmer', found: ['kyiv', 'white-house'] },
    { query: 'person=Keir+Starmer', found: ['kyiv', 'white-house'] },
    { query: 'person=Sir+Keir', found: ['kyiv', 'white-house'] },
    { query: 'person=prime+minister+starmer', found: ['kyiv', 'white-house'] },
    { query: 'person=Mr+Trump', found: ['tariff-letter', 'memoir', 'white-house'] },
    { query: 'person=Donald+Trump', found: ['tariff-letter', 'white-house'] },
    { query: 'person=Melania', found: ['memoir'] },
    { query: 'person=Volodymyr+Zelensky', found: ['kyiv'] },
    { query: 'person=Jose+Munoz', found: ['memoir'] },
    { query: 'person=David+Lammy', found: ['white-house'] },
    { query: 'person=David+Cameron', found: [] },
    { query: 'person=Keir+Starmer&person=Mr+Trump', found: ['white-house'] },
    { query: 'issue=ukraine', found: ['kyiv'] },
    { query: 'issue=War+in+Ukraine', found: ['kyiv'] },
    { query: 'issue=tariffs', found: ['tariff-letter', 'white-house'] },
    { query: 'issue=trade', found: ['tariff-letter', 'white-house'] },
    { query: 'issue=chagos', found: ['white-house'] },
    { query: 'issue=defence', found: ['white-house'] },
    { query: 'issue=nothing+of+the+kind', found: [] },
    { query: 'issue=tariffs&issue=chagos', found: ['white-house'] },
    { query: 'from=2025-02-01&to=2025-02-28', found: ['white-house'] },
    { query: 'from=2025-02&to=2025-02', found: ['white-house'] },
    { query: 'to=2025-03-02', found: ['kyiv', 'white-house'] },
    { query: 'from=2025&from=2025-07', found: ['tariff-letter'] },
    { query: 'mentions=2027', found: ['white-house'] },
    { query: 'mentions=2025-W09', found: ['kyiv', 'white-house'] },
    { query: 'mentions=2025-02-25', found: ['white-house'] },
    { query: 'mentions=2025-07-15..2025-08', found: ['tariff-letter'] },
    { query: 'mentions=2027&mentions=2025-02-27', found: ['white-house'] },
    { query: 'source=Parish+News', found: ['undated'] },
    { query: 'story=kyiv', found: ['kyiv'] },
    { query: 'text=meeting&text=generational', found: ['white-house'] },
    { query: 'text=%22no+extensions%22', found: ['tariff-letter'] },
    { query: 'text=trump&person=melania-trump', found: ['memoir'] },
    { query: 'text=(((', found: [] },
  ])('finds the expected articles for "$query"', async ({ query, found }) => {
    const { total, hits } = await articles(query);

    expect(hits.map((hit) => hit.id)).toEqual(found);
    expect(total).toBe(found.length);
  });

  it('reports how a name and issue words were interpreted', async () => {
    const { resolved } = await articles('person=Mr+Trump&issue=defence');

    expect(resolved).toEqual({
      persons: [
        {
          asked: 'Mr Trump',
          matches: [
            { id: 'donald-trump', label: 'Donald Trump' },
            { id: 'melania-trump', label: 'Melania Trump' },
          ],
        },
      ],
      issues: [{ asked: 'defence', matches: [{ id: 'defence-spending', label: 'Defence spending' }] }],
    });
  });

  it('finds a person who is not in the persons index yet', async () => {
    await index.send('DELETE', `/${index.prefix}persons/_doc/david-lammy?refresh=true`);

    const { hits } = await articles('person=David+Lammy');

    expect(hits.map((hit) => hit.id)).toEqual(['white-house']);
  });

  it('counts the matching articles by person, issue, source and time', async () => {
    const { facets } = await articles('issue=tariffs');

    expect(facets.persons).toEqual([
      { id: 'donald-trump', name: 'Donald Trump', count: 2 },
      { id: 'david-lammy', name: 'David Lammy', count: 1 },
      { id: 'keir-starmer', name: 'Keir Starmer', count: 1 },
    ]);
    expect(facets.issues[0]).toEqual({ id: 'tariffs', label: 'Tariffs and trade', count: 2 });
    expect(facets.sources.map(({ count }) => count)).toEqual([1, 1]);
    expect(facets.timeline.filter(({ count }) => count > 0)).toHaveLength(2);
    expect(facets.timeline.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });

  it.each(['sort=published', 'sort=oldest', 'sort=relevance&text=the+OR+trump+%7C+war+%7C+fete'])(
    'returns every hit once across pages with %s',
    async (query) => {
      const all = (await articles(query)).hits.map((hit) => hit.id);
      const paged: string[] = [];
      let next: string | null = '';
      while (next !== null) {
        const page: ArticlesAnswer = await articles(`${query}&size=2${next && `&after=${next}`}`);
        paged.push(...page.hits.map((hit) => hit.id));
        next = page.next;
      }

      expect(paged).toEqual(all);
      expect(all.length).toBeGreaterThan(2);
    },
  );

  it('splits the title at matching words, as plain text', async () => {
    const { hits } = await articles('text=tariffs');

    expect(hits.find(({ id }) => id === 'white-house')?.highlight.title).toEqual([
      { text: 'Starmer takes Chagos deal and ', match: false },
      { text: 'tariffs', match: true },
      { text: ' to the White House', match: false },
    ]);
  });

  it('returns whole documents, or documents without annotations for a summary', async () => {
    const [whole, summary] = await Promise.all([articles('story=kyiv'), articles('story=kyiv&view=summary')]);

    expect(whole.hits[0]?.annotations?.quotes[0]?.text).toBe('Ukraine is not alone,');
    expect(summary.hits[0]?.annotations).toBeUndefined();
    expect(summary.hits[0]?.body).toContain('Ukraine is not alone');
  });

  it.each([
    { query: 'from=yesterday', parameter: 'from', message: 'YYYY-MM-DD' },
    { query: 'to=2025-02-30', parameter: 'to', message: 'found "2025-02-30"' },
    { query: 'mentions=2027..2025', parameter: 'mentions', message: 'range of two' },
    { query: 'size=101', parameter: 'size', message: 'from 0 to 100' },
    { query: 'size=-1', parameter: 'size', message: 'found "-1"' },
    { query: 'size=1&size=2', parameter: 'size', message: 'expected once, found 2 times' },
    { query: 'sort=best', parameter: 'sort', message: 'one of relevance, published, oldest' },
    { query: 'after=zzz', parameter: 'after', message: 'order published' },
    { query: 'after=a.b', parameter: 'after', message: 'the `next` of an earlier answer' },
    { query: 'person=', parameter: 'person', message: 'found nothing' },
    { query: `text=${'x'.repeat(501)}`, parameter: 'text', message: '1 to 500 characters' },
    { query: 'perso=Trump', parameter: 'perso', message: 'unknown; expected one of text, person' },
  ])('rejects $query and names the parameter', async ({ query, parameter, message }) => {
    const { status, type, body } = await get(`/api/articles?${query}`);

    expect({ status, type }).toEqual({ status: 400, type: 'application/problem+json; charset=utf-8' });
    const problem = problemSchema.parse(body);
    expect(problem.errors?.map((error) => error.parameter)).toEqual([parameter]);
    expect(problem.errors?.[0]?.detail).toContain(message);
  });
});

describe('GET /api/articles/{id}', () => {
  it('returns the article with its annotations', async () => {
    const { body } = await get('/api/articles/kyiv');

    expect(body).toMatchObject({ id: 'kyiv', annotations: { persons: [{ id: 'volodymyr-zelenskyy' }, {}] } });
  });

  it.each([
    { id: 'withdrawn', message: 'The article withdrawn was deleted at 2025-03-03' },
    { id: 'never', message: 'No article has the id never' },
  ])('answers 404 for $id', async ({ id, message }) => {
    const { status, body } = await get(`/api/articles/${id}`);

    expect(status).toBe(404);
    expect(problemSchema.parse(body).detail).toContain(message);
  });
});

describe('GET /api/articles/{id}/status', () => {
  it.each([
    { path: 'kyiv', state: 'searchable' },
    { path: 'kyiv/status?revision=1740900000000', state: 'searchable' },
    { path: 'kyiv/status?revision=1740800000000', state: 'superseded' },
    { path: 'kyiv/status?revision=1740999999999', state: 'unknown' },
    { path: 'withdrawn', state: 'deleted' },
    { path: 'too-long', state: 'dead' },
    { path: 'too-long/status?revision=1741000000000', state: 'dead' },
    { path: 'too-long/status?revision=5', state: 'unknown' },
    { path: 'never', state: 'unknown' },
  ])('reports $path as $state', async ({ path, state }) => {
    const { body } = await get(`/api/articles/${path.includes('/') ? path : `${path}/status`}`);

    expect(body).toMatchObject({ state });
  });
});

describe('the other operations', () => {
  it.each([
    {
      path: '/api/persons?prefix=don',
      holds: { persons: [{ id: 'donald-trump', articles: 2 }], didYouMean: [] },
    },
    { path: '/api/persons?prefix=Starmr', holds: { persons: [], didYouMean: [{ id: 'keir-starmer' }] } },
    {
      path: '/api/quotes?speaker=Mr+Zelenskyy',
      holds: { articles: 1, quotes: [{ speakerId: 'volodymyr-zelenskyy' }] },
    },
    {
      path: '/api/quotes?text=meeting',
      holds: { quotes: [{ text: [{}, { text: 'meeting', match: true }, {}] }] },
    },
    { path: '/api/quotes?speaker=Nobody', holds: { articles: 0, quotes: [] } },
    {
      path: '/api/issues',
      holds: { issues: [{ id: 'tariffs', label: 'Tariffs and trade', count: 2 }, {}, {}, {}, {}] },
    },
    { path: '/api/dead-letters', holds: { total: 2, deadLetters: [{ id: 'articles.annotated/0/4' }, {}] } },
    {
      path: '/api/dead-letters?stage=annotator&reason=registry',
      holds: { deadLetters: [{ id: 'articles.raw/3/17' }] },
    },
    { path: '/api/dead-letters?state=redriven', holds: { total: 0 } },
    { path: '/api/dead-letters?class=immense-term', holds: { total: 1 } },
    { path: '/api/dead-letters?to=2025-03-01', holds: { deadLetters: [{ id: 'articles.raw/3/17' }] } },
    { path: '/api/dead-letters?from=now-1h', holds: { total: 0 } },
    {
      path: '/api/dead-letters/articles.raw/3/17',
      holds: { value: 'AAAAAGM=', keyBytes: 'aw==', problem: expect.stringContaining('GAZETTE_REGISTRY') },
    },
    { path: '/api/dead-letters/redrive', holds: { enabled: false, most: 100 } },
    {
      path: '/api/pipeline',
      holds: {
        articles: { searchable: 5, deleted: 1, undated: 1, newestPublishedAt: '2025-07-08T20:00:00.000Z' },
        deadLetters: { waiting: 2, redriven: 0 },
      },
    },
  ])('answers GET $path', async ({ path, holds }) => {
    const { status, body } = await get(path);

    expect(status).toBe(200);
    expect(body).toMatchObject(holds);
  });

  it('returns the next page of dead letters', async () => {
    const { body: first } = await get('/api/dead-letters?size=1');
    const { next } = z.object({ next: z.string() }).parse(first);

    const { body: second } = await get(`/api/dead-letters?size=1&after=${next}`);

    expect(second).toMatchObject({ deadLetters: [{ id: 'articles.raw/3/17' }] });
  });

  it('returns the profile of a person', async () => {
    const { body } = await get('/api/persons/keir-starmer');

    expect(body).toMatchObject({
      name: 'Keir Starmer',
      aliases: ['Keir', 'Starmer'],
      roles: ['prime minister'],
      known: true,
      articles: 2,
      firstSeen: '2025-02-27T18:30:00.000Z',
      lastSeen: '2025-03-02T09:00:00.000Z',
      quotes: [{ text: [{ text: 'This is a generational response,' }], article: { id: 'white-house' } }],
      latest: [{ id: 'kyiv' }, { id: 'white-house' }],
    });
    const { appearsWith, issues } = z
      .object({ appearsWith: z.array(idSchema), issues: z.array(idSchema) })
      .parse(body);
    expect(appearsWith.map(({ id }) => id)).toEqual(['david-lammy', 'donald-trump', 'volodymyr-zelenskyy']);
    expect(issues).toHaveLength(5);
  });

  it.each(['/api/persons/nobody', '/api/nothing', '/nothing', '/api/dead-letters/a/1/2'])(
    'answers 404 with a problem document for %s',
    async (path) => {
      const { status, type } = await get(path);

      expect({ status, type }).toEqual({ status: 404, type: 'application/problem+json; charset=utf-8' });
    },
  );

  it('rejects a path that is not UTF-8', async () => {
    expect((await get('/api/articles/%ff')).status).toBe(400);
  });

  it('answers 405 to a POST where only GET is allowed', async () => {
    const response = await fetch(`${search.url}/api/articles`, { method: 'POST' });

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('serves the page at its addresses, with a policy that allows no inline scripts', async () => {
    const response = await fetch(`${search.url}/persons/keir-starmer`);

    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  });
});

describe('the OpenAPI document', () => {
  const examples = {
    searchArticles: '/api/articles?text=tariffs&person=Mr+Trump&issue=tariffs&mentions=2025&size=3',
    getArticle: '/api/articles/white-house',
    articleStatus: '/api/articles/too-long/status',
    searchPersons: '/api/persons?prefix=t&size=5',
    personProfile: '/api/persons/donald-trump',
    searchQuotes: '/api/quotes?speaker=donald-trump',
    listIssues: '/api/issues',
    listDeadLetters: '/api/dead-letters',
    getDeadLetter: '/api/dead-letters/articles.raw/3/17',
    redriveState: '/api/dead-letters/redrive',
    pipelineState: '/api/pipeline',
  };

  it('serves the OpenAPI document at /openapi.json', async () => {
    const { body } = await get('/openapi.json');

    expect(body).toMatchObject({ openapi: '3.1.0' });
  });

  it.each(operations.filter(({ body }) => !body).map((operation) => ({ ...operation })))(
    'describes the response of $name exactly',
    async ({ name, answer }) => {
      const { status, body } = await get(examples[name as keyof typeof examples]);

      expect(status).toBe(200);
      expect(answer.parse(body)).toEqual(body);
    },
  );
});

describe('without OpenSearch', () => {
  it.each([
    {
      case: 'OpenSearch is unavailable',
      node: () => 'http://127.0.0.1:9',
      message: 'OpenSearch does not answer',
    },
    { case: 'the indices are missing', node: () => index.node, message: 'npx gazette deploy' },
  ])('answers 503 with the reason when $case', async ({ node, message }) => {
    const lost = await start(node(), 'missing-');

    const { status, body, headers } = await get('/api/articles', lost);
    const failed = lost.failures.length;
    const problem = await lost.engine.problem();
    await stop(lost);

    expect({ status, failed, retry: headers.get('retry-after') }).toEqual({
      status: 503,
      failed: 1,
      retry: '5',
    });
    expect(problemSchema.parse(body).detail).toContain(message);
    expect(problem).toContain(message);
  });

  it('reports no problem when OpenSearch is healthy', async () => {
    expect(await search.engine.problem()).toBeNull();
  });
});

const idSchema = z.object({ id: z.string() });

const problemSchema = z.object({
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  errors: z.array(z.object({ parameter: z.string(), detail: z.string() })).optional(),
});

async function articles(query: string): Promise<ArticlesAnswer> {
  const { status, body } = await get(`/api/articles?${query}`);
  if (status !== 200) throw new Error(`expected 200, found ${status}: ${JSON.stringify(body)}`);
  return body as ArticlesAnswer;
}

async function get(
  path: string,
  running: Running = search,
): Promise<{ status: number; type: string | null; headers: Headers; body: unknown }> {
  const response = await fetch(`${running.url}${path}`);
  const body: unknown = await response.json();
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    headers: response.headers,
    body,
  };
}

async function start(node: string, prefix: string): Promise<Running> {
  const engine = createSearchEngine([node], prefix);
  const failures: unknown[] = [];
  const app = createSearchApp({
    ask: engine.ask,
    honorifics: readHonorifics(),
    inspect: createInspect(null),
    operators: null,
    onFailure: (error) => {
      failures.push(error);
    },
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { server, engine, url: `http://127.0.0.1:${port}`, failures };
}

async function stop({ server, engine }: Running): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await engine.stop();
}
