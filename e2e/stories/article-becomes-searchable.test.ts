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

describe('an article that a producer pushes', () => {
  let id = '';

  it('is accepted with its place in Kafka and found by REST', async () => {
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
    { by: 'an honorific and surname', parameters: { person: 'Mr Macron' } },
    { by: 'a person id', parameters: { person: 'friedrich-merz' } },
    { by: 'an issue in words', parameters: { issue: 'ukraine' } },
    { by: 'an issue id', parameters: { issue: 'tariffs' } },
    { by: 'its publication month', parameters: { from: '2025-03', to: '2025-03' } },
    { by: 'a year it speaks of', parameters: { mentions: '2027' } },
    { by: 'the day that Monday was', parameters: { mentions: '2025-03-10' } },
    {
      by: 'all of these at once',
      parameters: { person: 'Starmer', issue: 'ukraine', from: '2025-03-01', mentions: '2027' },
    },
  ])('is found by $by', async ({ parameters }) => {
    const { hits } = await stack.search(parameters);

    expect(hits.map((hit) => hit.id)).toEqual([id]);
  });

  it.each([
    { by: 'a person it does not name', parameters: { person: 'angela-merkel' } },
    { by: 'another month', parameters: { from: '2025-04-01' } },
    { by: 'a year it does not speak of', parameters: { mentions: '1997' } },
  ])('is not found by $by', async ({ parameters }) => {
    expect((await stack.search(parameters)).total).toBe(0);
  });

  it('is found by the stored search template on OpenSearch itself', async () => {
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

  it('says who said what, traced to the words', async () => {
    const [hit] = (await stack.search({ person: 'Macron' })).hits as [ArticleDocument];
    const quote = hit.annotations.quotes.find(({ text }) => text.startsWith('We will stand'));

    expect(quote?.speaker?.personId).toBe('emmanuel-macron');
    expect(hit.body.slice(quote?.start, quote?.end)).toBe(quote?.text);
    for (const person of hit.annotations.persons) {
      for (const { field, start, end, text } of person.mentions)
        expect(hit[field].slice(start, end)).toBe(text);
    }
  });

  it('lets its sender ask where it is', async () => {
    const { body } = await stack.call(`/articles/${id}`);

    expect(body).toMatchObject({ id, state: 'searchable' });
  });

  it('makes its persons known for autocomplete', async () => {
    await eventually('the person is listed', async () => {
      const response = await fetch(`${stack.services.search.url}/api/persons?prefix=macr`);
      return (await response.text()).includes('emmanuel-macron');
    });
  });
});
