import { describe, expect, it } from '@jest/globals';
import { indexDefinitions, indexNames, mappingProblem, searchTemplates } from './indices.ts';

describe('indexDefinitions', () => {
  it('points every alias at exactly one index of the mapping generation', () => {
    const definitions = indexDefinitions('t-');

    expect(definitions.map(({ name, aliases }) => ({ name, aliases }))).toEqual([
      { name: 't-articles-v1', aliases: ['t-articles', 't-articles-write'] },
      { name: 't-persons-v1', aliases: ['t-persons'] },
      { name: 't-dead-letters-v1', aliases: ['t-dead-letters'] },
      { name: 't-idempotency-keys-v1', aliases: ['t-idempotency-keys'] },
    ]);
    expect(definitions.flatMap(({ aliases }) => aliases).sort()).toEqual(
      Object.values(indexNames('t-')).sort(),
    );
  });

  it('filters deleted articles out of the read alias only', () => {
    const articles = indexDefinitions('')[0];

    expect(articles?.body.aliases).toEqual({
      articles: { filter: { term: { deleted: false } } },
      'articles-write': {},
    });
  });

  it('rejects unknown fields in every index', () => {
    expect(indexDefinitions('').map(({ body }) => body.mappings.dynamic)).toEqual(Array(4).fill('strict'));
  });

  it('takes the number of replicas from the deployment', () => {
    expect(indexDefinitions('', 2)[0]?.body.settings['number_of_replicas']).toBe(2);
  });
});

describe('mappingProblem', () => {
  const [articles, persons] = indexDefinitions('');
  if (!articles || !persons) throw new Error('expected the articles and persons indices');

  it('finds no problem in an index created by this code', () => {
    expect(mappingProblem(articles, articles.body.mappings._meta)).toBeNull();
  });

  it.each([
    { found: undefined, text: 'found an index without a mapping generation' },
    { found: { generation: 2, hash: 'x' }, text: 'found generation 2 (x)' },
    { found: persons.body.mappings._meta, text: 'found generation 1 (' },
  ])('names what was expected and found: $text', ({ found, text }) => {
    const problem = mappingProblem(articles, found);

    expect(problem).toContain('articles, articles-write: expected mapping generation 1');
    expect(problem).toContain(text);
  });
});

describe('searchTemplates', () => {
  it('names each template by prefix and version', () => {
    expect(searchTemplates('t-').map(({ id }) => id)).toEqual([
      't-gazette-articles-v1',
      't-gazette-persons-v1',
      't-gazette-quotes-v1',
    ]);
  });
});
