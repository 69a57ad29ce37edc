import type { PersonDocument } from '@gazette/schemas';
import { z } from 'zod';
import type { Ask, EngineRequest } from '../engine.ts';
import { labelledIds, toLabelledIds, type LabelledIds } from './labelled-ids.ts';
import { nameVariants, stripHonorifics, type Honorifics } from './names.ts';

/** How a person or issue parameter was interpreted: as any of `matches`, which may be empty. */
export const resolutionSchema = z.object({
  asked: z.string(),
  matches: z.array(z.object({ id: z.string(), label: z.string() })),
});

/** See `resolutionSchema`. */
export type Resolution = z.infer<typeof resolutionSchema>;

/**
 * Finds every person whom `text`, an id or a name, can mean: an exact match, otherwise persons with all its
 * words, otherwise with similarly spelled words (Zelensky, Zelenskyy). Searches the persons index and the
 * articles, because the persons index is updated a moment after the articles.
 */
export async function resolvePerson(ask: Ask, honorifics: Honorifics, text: string): Promise<Resolution> {
  const bare = stripHonorifics(text, honorifics);
  const steps: readonly NameQuery[] = [
    exactly(text, nameVariants(text, honorifics)),
    allWords(bare),
    nearly(bare),
  ];
  for (const step of steps) {
    const matches = await findPersons(ask, step);
    if (matches.length > 0) return { asked: text, matches };
  }
  return { asked: text, matches: [] };
}

/** A query on names under a path prefix: none in the persons index, `persons.` in articles. */
type NameQuery = (path: '' | 'persons.') => Readonly<Record<string, unknown>>;

const MAX_PERSONS = 100;

function exactly(id: string, variants: readonly string[]): NameQuery {
  return (path) => ({
    bool: { should: [{ term: { [`${path}id`]: id } }, { terms: { [`${path}names`]: variants } }] },
  });
}

function allWords(name: string): NameQuery {
  return (path) => ({ match: { [`${path}names.words`]: { query: name, operator: 'and' } } });
}

/**
 * Allows one edit in words of seven letters or more, after three equal letters.
 * Single words are excluded: they would too easily match another person.
 */
function nearly(name: string): NameQuery {
  if (!name.includes(' ')) return () => ({ match_none: {} });
  return (path) => ({
    match: {
      [`${path}names.words`]: { query: name, operator: 'and', fuzziness: 'AUTO:7,100', prefix_length: 3 },
    },
  });
}

async function findPersons(ask: Ask, names: NameQuery): Promise<Resolution['matches']> {
  const [known, mentioned] = await Promise.all([ask(inPersons(names)), ask(inArticles(names))]);
  const labels = new Map(known.hits.hits.map((hit) => [hit._source.id, hit._source.name]));
  for (const { id, label } of toLabelledIds(mentioned.aggregations.persons.matching)) labels.set(id, label);
  return [...labels].map(([id, label]) => ({ id, label }));
}

function inPersons(names: NameQuery): EngineRequest<Pick<PersonDocument, 'id' | 'name'>, undefined> {
  return { index: 'persons', body: { size: MAX_PERSONS, _source: ['id', 'name'], query: names('') } };
}

interface MentionedPersons {
  readonly persons: { readonly matching: LabelledIds };
}

function inArticles(names: NameQuery): EngineRequest<never, MentionedPersons> {
  const query = names('persons.');
  const aggs = { matching: { filter: query, aggs: labelledIds('persons', MAX_PERSONS) } };
  return {
    index: 'articles',
    body: {
      size: 0,
      query: { nested: { path: 'persons', query } },
      aggs: { persons: { nested: { path: 'persons' }, aggs } },
    },
  };
}
