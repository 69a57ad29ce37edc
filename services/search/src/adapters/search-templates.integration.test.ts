import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { indexNames } from '@gazette/schemas';
import { createSampleIndex, type SampleIndex } from '../../test-support/sample-index.ts';

interface TemplateAnswer {
  readonly hits: {
    readonly total: { readonly value: number };
    readonly hits: readonly {
      readonly _id: string;
      readonly _source: Readonly<Record<string, unknown>>;
      readonly sort: readonly unknown[];
      readonly highlight?: Readonly<Record<string, readonly string[]>>;
      readonly inner_hits?: Readonly<
        Record<
          string,
          { readonly hits: { readonly hits: readonly { readonly _source: { readonly text: string } }[] } }
        >
      >;
    }[];
  };
  readonly aggregations: {
    readonly persons: { readonly ids: Buckets };
    readonly issues: { readonly ids: Buckets };
    readonly sources: Buckets;
    readonly timeline: Buckets;
  };
}

interface Buckets {
  readonly buckets: readonly {
    readonly key: string;
    readonly key_as_string?: string;
    readonly doc_count: number;
    readonly labels?: Buckets;
  }[];
}

let index: SampleIndex;

beforeAll(async () => {
  index = await createSampleIndex();
});

afterAll(() => index.drop());

describe('gazette-articles-v1', () => {
  it.each([
    {
      case: 'no parameter, newest first and undated last',
      params: {},
      found: ['tariff-letter', 'memoir', 'kyiv', 'white-house', 'undated'],
    },
    { case: 'a person', params: { personIds: ['keir-starmer'] }, found: ['kyiv', 'white-house'] },
    {
      case: 'two persons together',
      params: { personIds: ['keir-starmer', 'donald-trump'] },
      found: ['white-house'],
    },
    {
      case: 'a name, in any case and without accents',
      params: { personNames: ['jose munoz'] },
      found: ['memoir'],
    },
    {
      case: 'a name that several persons have',
      params: { personNames: ['Trump'] },
      found: ['tariff-letter', 'memoir', 'white-house'],
    },
    { case: 'an issue', params: { issueIds: ['tariffs'] }, found: ['tariff-letter', 'white-house'] },
    {
      case: 'two issues together',
      params: { issueIds: ['tariffs', 'chagos-islands'] },
      found: ['white-house'],
    },
    {
      case: 'a person and an issue',
      params: { personIds: ['donald-trump'], issueIds: ['chagos-islands'] },
      found: ['white-house'],
    },
    {
      case: 'a publication month, including its last day',
      params: { from: '2025-02', to: '2025-02', toUnit: 'M' },
      found: ['white-house'],
    },
    { case: 'a publication day', params: { from: '2025-03-02', to: '2025-03-02' }, found: ['kyiv'] },
    { case: 'a first publication day', params: { from: '2025-03-10' }, found: ['tariff-letter', 'memoir'] },
    {
      case: 'a mentioned year',
      params: { mentionedFrom: '2027', mentionedTo: '2027', mentionedToUnit: 'y' },
      found: ['white-house'],
    },
    {
      case: 'a mentioned day in a year',
      params: { mentionedFrom: '2025-07', mentionedTo: '2025', mentionedToUnit: 'y' },
      found: ['tariff-letter'],
    },
    {
      case: 'a mentioned day inside a mentioned week',
      params: { mentionedFrom: '2025-02-25', mentionedTo: '2025-02-25' },
      found: ['white-house'],
    },
    { case: 'a source', params: { sources: ['Evening Wire'] }, found: ['tariff-letter', 'kyiv'] },
    { case: 'words, stemmed', params: { text: 'tariff' }, found: ['tariff-letter', 'white-house'] },
    { case: 'a phrase, exactly', params: { text: '"generational response"' }, found: ['white-house'] },
    {
      case: 'a phrase in another inflection, without a result',
      params: { text: '"generational responses"' },
      found: [],
    },
    {
      case: 'words with JSON and mustache syntax, without an error',
      params: { text: '"Friends of the Library" \\ {{x}}' },
      found: [],
    },
    { case: 'an unknown person id', params: { personIds: ['"}'] }, found: [] },
  ])('returns the expected articles for $case', async ({ params, found }) => {
    const answer = await articles(params);

    expect(answer.hits.hits.map((hit) => hit._id)).toEqual(found);
    expect(answer.hits.total.value).toBe(found.length);
  });

  it('counts persons, issues and sources with their labels, and articles per month', async () => {
    const { aggregations } = await articles({ issueIds: ['tariffs'] });

    expect(
      aggregations.persons.ids.buckets.map(({ key, doc_count, labels }) => [
        key,
        doc_count,
        labels?.buckets[0]?.key,
      ]),
    ).toEqual([
      ['donald-trump', 2, 'Donald Trump'],
      ['david-lammy', 1, 'David Lammy'],
      ['keir-starmer', 1, 'Keir Starmer'],
    ]);
    expect(
      aggregations.issues.ids.buckets.map(({ key, labels }) => [key, labels?.buckets[0]?.key])[0],
    ).toEqual(['tariffs', 'Tariffs and trade']);
    expect(aggregations.sources.buckets.map(({ key }) => key).sort()).toEqual([
      'Evening Wire',
      'The Courier',
    ]);
    expect(
      aggregations.timeline.buckets.map(({ key_as_string, doc_count }) => [key_as_string, doc_count]),
    ).toEqual([
      ['2025-02-01T00:00:00.000Z', 1],
      ['2025-07-01T00:00:00.000Z', 1],
    ]);
  });

  it('counts by day when the interval is a day', async () => {
    const { aggregations } = await articles({ interval: 'day', personIds: ['keir-starmer'] });

    expect(aggregations.timeline.buckets.map(({ key_as_string }) => key_as_string)).toEqual([
      '2025-02-27T00:00:00.000Z',
      '2025-03-02T00:00:00.000Z',
    ]);
  });

  it('returns every article once across pages with search_after', async () => {
    const ids: string[] = [];
    let searchAfter: object | undefined;
    for (;;) {
      const { hits } = await articles({ size: 2, searchAfter });
      const last = hits.hits.at(-1);
      if (!last) break;
      ids.push(...hits.hits.map((hit) => hit._id));
      searchAfter = { publishedAt: last.sort[0], id: last.sort[1] };
    }

    expect(ids).toEqual(['tariff-letter', 'memoir', 'kyiv', 'white-house', 'undated']);
  });

  it('pages through articles sorted by relevance', async () => {
    const first = await articles({ text: 'trump', relevance: true, size: 1 });
    const [score, publishedAt, id] = first.hits.hits[0]?.sort ?? [];

    const second = await articles({
      text: 'trump',
      relevance: true,
      size: 5,
      searchAfter: { score, publishedAt, id },
    });

    expect([...first.hits.hits, ...second.hits.hits].map((hit) => hit._id).sort()).toEqual([
      'memoir',
      'tariff-letter',
      'white-house',
    ]);
  });

  it('marks matches and escapes the rest', async () => {
    const { hits } = await articles({ text: 'appeal' });

    expect(hits.hits[0]?.highlight?.['body']?.join()).toContain('&lt;b&gt;<em>appeal</em>&lt;&#x2F;b&gt;');
  });

  it('returns documents without storyBands and annotations', async () => {
    const { hits } = await articles({ personIds: ['david-lammy'] });

    expect(hits.hits[0]?._source).toMatchObject({
      id: 'white-house',
      url: 'https://courier.example/white-house',
    });
    expect(Object.keys(hits.hits[0]?._source ?? {})).not.toEqual(expect.arrayContaining(['storyBands']));
    expect(Object.keys(hits.hits[0]?._source ?? {})).not.toEqual(expect.arrayContaining(['annotations']));
  });

  it('finds words in a body longer than a million characters and marks them', async () => {
    const { articlesWrite } = indexNames(index.prefix);
    const body = `${'Lorem ipsum dolor sit amet. '.repeat(45_000)}The zebra arrived.`;
    const document = { id: 'long', deleted: false, title: 'Long', body };
    await index.send('PUT', `/${articlesWrite}/_doc/long?refresh=true`, document);

    const { hits } = await articles({ text: 'zebras' });
    await index.send('DELETE', `/${articlesWrite}/_doc/long?refresh=true`);

    expect(hits.hits[0]?.highlight?.['body']?.[0]).toContain('<em>zebra</em>');
  });
});

describe('gazette-quotes-v1', () => {
  it.each([
    {
      case: 'a speaker',
      params: { speakerId: 'donald-trump' },
      found: ['No extensions will be granted,', 'We had a very good meeting about tariffs,'],
    },
    { case: 'words', params: { text: 'meetings' }, found: ['We had a very good meeting about tariffs,'] },
    {
      case: 'a speaker and words that another speaker used',
      params: { speakerId: 'keir-starmer', text: 'meeting' },
      found: [],
    },
    {
      case: 'a speaker in a month',
      params: { speakerId: 'donald-trump', from: '2025-07', to: '2025-07', toUnit: 'M' },
      found: ['No extensions will be granted,'],
    },
  ])('finds quotes by $case', async ({ params, found }) => {
    const { hits } = await template('gazette-quotes-v1', indexNames(index.prefix).articles, params);

    const quotes = hits.hits.flatMap((hit) => hit.inner_hits?.['quotes']?.hits.hits ?? []);
    expect(quotes.map((quote) => quote._source.text)).toEqual(found);
  });
});

describe('gazette-persons-v1', () => {
  it.each([
    { prefix: 'don', first: 'donald-trump' },
    { prefix: 'Keir St', first: 'keir-starmer' },
    { prefix: 'munoz', first: 'jose-munoz' },
    { prefix: 'Zelensky', first: 'volodymyr-zelenskyy' },
    { prefix: 'Donld Trump', first: 'donald-trump' },
  ])('completes or corrects $prefix', async ({ prefix, first }) => {
    const { hits } = await template('gazette-persons-v1', indexNames(index.prefix).persons, { prefix });

    expect(hits.hits[0]?._id).toBe(first);
  });
});

function articles(params: object): Promise<TemplateAnswer> {
  return template('gazette-articles-v1', indexNames(index.prefix).articles, params);
}

async function template(id: string, over: string, params: object): Promise<TemplateAnswer> {
  const body = { id: `${index.prefix}${id}`, params };
  return (await index.send('POST', `/${over}/_search/template`, body)) as TemplateAnswer;
}
