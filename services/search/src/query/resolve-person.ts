import type { PersonDocument } from '@gazette/schemas';
import { z } from 'zod';
import type { Ask, EngineRequest } from '../engine.ts';
import { labelledIds, toLabelledIds, type LabelledIds } from './labelled-ids.ts';
import { nameVariants, stripHonorifics, type Honorifics } from './names.ts';

/** What a person or issue parameter was taken to mean: any of `matches`; none when the index knows nothing of the kind. */
export const resolutionSchema = z.object({
  asked: z.string(),
  matches: z.array(z.object({ id: z.string(), label: z.string() })),
});

/** See `resolutionSchema`. */
export type Resolution = z.infer<typeof resolutionSchema>;

/**
 * Finds everyone whom an id or a name can mean: every id that carries the name exactly, else every id with all of its words, else
 * (spelling variants of long words, such as Zelensky and Zelenskyy) nearly all. Asks the persons index, and the articles
 * themselves, since the persons index is derived from them a moment later.
 */
export async function resolvePerson(ask: Ask, honorifics: Honorifics, asked: string): Promise<Resolution> {
  const bare = stripHonorifics(asked, honorifics);
  const steps: readonly NameQuery[] = [
    exactly(asked, nameVariants(asked, honorifics)),
    allWords(bare),
    nearly(bare),
  ];
  for (const step of steps) {
    const matches = await findPersons(ask, step);
    if (matches.length > 0) return { asked, matches };
  }
  return { asked, matches: [] };
}

/** A query on names under a path: empty in the persons index, `persons.` in articles. */
type NameQuery = (path: '' | 'persons.') => Readonly<Record<string, unknown>>;

const MAX_PERSONS = 100;

function exactly(asked: string, variants: readonly string[]): NameQuery {
  return (path) => ({
    bool: { should: [{ term: { [`${path}id`]: asked } }, { terms: { [`${path}names`]: variants } }] },
  });
}

function allWords(name: string): NameQuery {
  return (path) => ({ match: { [`${path}names.words`]: { query: name, operator: 'and' } } });
}

/** One edit in words of seven letters or more, after three equal letters; single words are too easily someone else's. */
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
