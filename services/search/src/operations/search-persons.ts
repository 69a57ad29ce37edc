import { z } from 'zod';
import { personSchema, type Person } from '../api/document-schemas.ts';
import type { Ask, EngineRequest } from '../engine.ts';
import { one, type Values } from '../query/parameters.ts';
import { size, words } from '../query/query-fields.ts';

/** The query parameters of GET /api/persons. */
export const personParameters = {
  prefix: one(
    words.describe(
      'The start of a name or of its words. Without it, the persons in most articles are returned.',
    ),
  ),
  size: one(size.describe('How many persons to return, 0 to 100; 10 by default.')),
};

/** The response of GET /api/persons. */
export const personsAnswerSchema = z.object({
  persons: z.array(personSchema),
  didYouMean: z.array(personSchema).describe('Similarly spelled names, when no name starts with the prefix.'),
});

/** Completes a name; suggests similar spellings when no name starts with the prefix. */
export async function searchPersons(
  ask: Ask,
  { prefix, size: limit = 10 }: Values<typeof personParameters>,
): Promise<z.infer<typeof personsAnswerSchema>> {
  if (prefix === undefined) return { persons: await find(ask, { match_all: {} }, limit), didYouMean: [] };
  const persons = await find(ask, beginsWith(prefix), limit);
  return { persons, didYouMean: persons.length > 0 ? [] : await find(ask, spelledLike(prefix), limit) };
}

async function find(ask: Ask, query: object, limit: number): Promise<Person[]> {
  const request: EngineRequest<Person, undefined> = {
    index: 'persons',
    body: { size: limit, query, sort: ['_score', { articles: 'desc' }, { id: 'asc' }] },
  };
  const { hits } = await ask(request);
  return hits.hits.map((hit) => hit._source);
}

/** Ranks an exact name first, then names whose words start with the prefix. */
function beginsWith(prefix: string): object {
  const fields = ['names.words', 'names.words._2gram', 'names.words._3gram'];
  const completion = { multi_match: { query: prefix, type: 'bool_prefix', operator: 'and', fields } };
  return {
    bool: {
      should: [{ constant_score: { filter: { term: { names: prefix } }, boost: 2 } }],
      must: { constant_score: { filter: completion } },
    },
  };
}

function spelledLike(name: string): object {
  return { match: { 'names.words': { query: name, fuzziness: 'AUTO:3,7', operator: 'and' } } };
}
