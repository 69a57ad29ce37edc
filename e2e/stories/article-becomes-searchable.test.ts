import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ArticleDocument } from '@gazette/schemas';
import { eventually, startStack, type Stack } from '../support/stack.ts';

const article = {
  externalId: 'summit-1',
  url: 'https://desk.example/2025/03/paris-summit?utm_source=mail',
  source: 'Example Desk',
  title: 'Leaders meet in Paris to talk about Ukraine and tariffs',
  body: [
    'French President Emmanuel Macron welcomed Sir Keir Starmer and German Chancellor Friedrich Merz to the Elysée on Monday for talks on the war in Ukraine.',
    '“We will stand with Ukraine for as long as it takes,” Mr Macron told reporters. Sir Keir said the allies would raise defence spending from 2027.',
    'The three leaders also discussed US tariffs on European steel and cars. Mr Merz said: “A trade war has no winners, and tariffs hurt families on both sides of the Atlantic.”',
  ].join('\n'),
  publishedAt: '2025-03-12T09:30:00Z',
};

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(async () => {
  await stack.stop();
});

describe('a pushed article', () => {
  let id = '';

  it('is accepted, with its Kafka offset in the answer, and becomes searchable', async () => {
    const { status, body } = await stack.push(article);
    id = String(body['id']);

    expect(status).toBe(202);
    expect(body).toMatchObject({
      topic: 'articles.raw',
      partition: expect.any(Number),
      offset: expect.stringMatching(/^\d+$/),
    });
    await eventually(
      'the article is searchable',
      async () => (await stack.search({ text: 'Paris' })).total === 1,
    );
  });

  it.each([
    { by: 'a full name', parameters: { person: 'Keir Starmer' } },
    { by: 'an honorific and a surname', parameters: { person: 'Mr Macron' } },
    { by: 'a person id', parameters: { person: 'friedrich-merz' } },
    { by: 'the name of an issue', parameters: { issue: 'ukraine' } },
    { by: 'an issue id', parameters: { issue: 'tariffs' } },
    { by: 'its publication month', parameters: { from: '2025-03', to: '2025-03' } },
    { by: 'a year that it mentions', parameters: { mentions: '2027' } },
    { by: 'the date that its word “Monday” refers to', parameters: { mentions: '2025-03-10' } },
    {
      by: 'a person, an issue and dates together',
      parameters: { person: 'Starmer', issue: 'ukraine', from: '2025-03-01', mentions: '2027' },
    },
  ])('can be found by $by', async ({ parameters }) => {
    const { hits } = await stack.search(parameters);

    expect(hits.map((hit) => hit.id)).toEqual([id]);
  });

  it.each([
    { by: 'a person whom it does not name', parameters: { person: 'angela-merkel' } },
    { by: 'a start date after its publication', parameters: { from: '2025-04-01' } },
    { by: 'a year that it does not mention', parameters: { mentions: '1997' } },
  ])('is not found by $by', async ({ parameters }) => {
    expect((await stack.search(parameters)).total).toBe(0);
  });

  it('the stored search template finds the article in OpenSearch', async () => {
    const answer = await stack.openSearch<{ hits: { hits: { _id: string }[] } }>(
      'POST',
      '{prefix}articles/_search/template',
      {
        id: `${stack.prefix}gazette-articles-v1`,
        params: {
          personIds: ['keir-starmer'],
          issueIds: ['ukraine-war'],
          from: '2025-03-01',
          to: '2025-03-31',
        },
      },
    );

    expect(answer.hits.hits.map(({ _id }) => _id)).toEqual([id]);
  });

  it('a quote names its speaker, and the offsets of annotations point to their text in the article', async () => {
    const [hit] = (await stack.search({ person: 'Macron' })).hits as [ArticleDocument];
    const quote = hit.annotations.quotes.find(({ text }) => text.startsWith('We will stand'));

    expect(quote?.speaker?.personId).toBe('emmanuel-macron');
    expect(hit.body.slice(quote?.start, quote?.end)).toBe(quote?.text);
    for (const person of hit.annotations.persons) {
      for (const { field, start, end, text } of person.mentions)
        expect(hit[field].slice(start, end)).toBe(text);
    }
  });

  it('the status endpoint reports to the producer that the article is searchable', async () => {
    const { body } = await stack.call(`/articles/${id}`);

    expect(body).toMatchObject({ id, state: 'searchable' });
  });

  it('a person is updated although an indexer whose clock was ahead wrote it last', async () => {
    const address = '{prefix}persons/_doc/emmanuel-macron';
    const { _source: person } = await eventually('the person is indexed', async () => {
      const found = await stack.openSearch<{ _source?: { roles: readonly string[] } }>('GET', address);
      return found._source ? found : null;
    });
    const ahead = Date.now() + 10 * 60_000;
    await stack.openSearch('PUT', `${address}?version_type=external&version=${ahead}`, {
      ...person,
      roles: [],
    });

    await stack.push({
      title: 'Macron speaks in Lille',
      body: 'French President Emmanuel Macron spoke in Lille. President Macron said that the work would go on.',
      publishedAt: '2024-11-04',
    });

    await eventually('its roles are derived again', async () => {
      const found = await stack.openSearch<{ _source?: { roles: readonly string[] } }>('GET', address);
      return (found._source?.roles.length ?? 0) > 0;
    });
  });

  it('autocomplete suggests a person whom the article names', async () => {
    await eventually('the person is listed', async () => {
      const response = await fetch(`${stack.services.search.url}/api/persons?prefix=macr`);
      return (await response.text()).includes('emmanuel-macron');
    });
  });
});
