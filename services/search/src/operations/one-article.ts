import { Problem, type DeletedArticleDocument } from '@gazette/schemas';
import { z } from 'zod';
import { deadLetterSchema, type Article } from '../api/document-schemas.ts';
import { waitingLetters } from './dead-letters.ts';
import type { Ask, EngineRequest } from '../engine.ts';
import { one, type Values } from '../query/parameters.ts';

/** The whole article. Throws a 404 problem when it is unknown or deleted. */
export async function getArticle(ask: Ask, id: string): Promise<Article> {
  const document = await find(ask, id);
  if (!document) throw new Problem(404, `No article has the id ${id}.`);
  if (document.deleted) throw new Problem(404, `The article ${id} was deleted at ${document.acceptedAt}.`);
  return document;
}

/** The query parameters of GET /api/articles/{id}/status. */
export const statusParameters = {
  revision: one(
    z
      .string()
      .regex(/^\d{1,15}$/, 'expected a revision from an answer of the push API')
      .transform(Number)
      .describe('The revision to check; the newest by default.'),
  ),
};

/** The response of GET /api/articles/{id}/status. */
export const statusSchema = z.object({
  id: z.string(),
  state: z
    .enum(['searchable', 'superseded', 'deleted', 'dead', 'unknown'])
    .describe('unknown: not indexed, perhaps not yet; the push API knows accepted articles.'),
  revision: z.number().nullable().describe('The indexed revision.'),
  deadLetters: z
    .array(deadLetterSchema)
    .describe('Failed messages of the article that are waiting for an operator.'),
});

/** The state of an article according to the indices. */
export async function articleStatus(
  ask: Ask,
  id: string,
  { revision }: Values<typeof statusParameters>,
): Promise<z.infer<typeof statusSchema>> {
  const [document, waiting] = await Promise.all([find(ask, id), waitingLetters(ask, id)]);
  const deadLetters = waiting.filter((letter) => revision === undefined || letter.revision === revision);
  return {
    id,
    state: toState(document, revision, deadLetters.length > 0),
    revision: document?.revision ?? null,
    deadLetters,
  };
}

function toState(
  document: StoredHit | undefined,
  revision: number | undefined,
  dead: boolean,
): z.infer<typeof statusSchema>['state'] {
  if (!document || (revision !== undefined && document.revision < revision)) return dead ? 'dead' : 'unknown';
  if (revision !== undefined && document.revision > revision) return 'superseded';
  return document.deleted ? 'deleted' : 'searchable';
}

type StoredHit = Article | DeletedArticleDocument;

async function find(ask: Ask, id: string): Promise<StoredHit | undefined> {
  const request: EngineRequest<StoredHit, undefined> = {
    index: 'articlesWrite',
    body: { size: 1, _source: { excludes: ['storyBands'] }, query: { ids: { values: [id] } } },
  };
  return (await ask(request)).hits.hits[0]?._source;
}
