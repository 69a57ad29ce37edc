import { z } from 'zod';
import type { Ask, EngineRequest, IndexKey } from '../engine.ts';

/** The response of GET /api/pipeline. */
export const pipelineSchema = z.object({
  articles: z.object({
    searchable: z.number(),
    deleted: z.number(),
    undated: z.number().describe('Searchable articles without a publication time.'),
    lastHour: z.number().describe('Articles whose current text was accepted in the last hour.'),
    newestPublishedAt: z.string().nullable(),
    newestAcceptedAt: z.string().nullable(),
  }),
  persons: z.number(),
  deadLetters: z.object({ waiting: z.number(), redriven: z.number() }),
});

/** Counts documents and finds the newest times in the indices. */
export async function pipelineState(ask: Ask): Promise<z.infer<typeof pipelineSchema>> {
  const [articles, persons, letters] = await Promise.all([
    ask(counting<ArticleCounts>('articlesWrite', articleCounts)),
    ask(counting<undefined>('persons', {})),
    ask(
      counting<{ readonly redriven: Count }>('deadLetters', {
        redriven: { filter: { exists: { field: 'redrivenAt' } } },
      }),
    ),
  ]);
  const { deleted, live } = articles.aggregations;
  const redriven = letters.aggregations.redriven.doc_count;
  return {
    articles: {
      searchable: live.doc_count,
      deleted: deleted.doc_count,
      undated: live.undated.doc_count,
      lastHour: live.lastHour.doc_count,
      newestPublishedAt: live.published.value_as_string ?? null,
      newestAcceptedAt: live.accepted.value_as_string ?? null,
    },
    persons: persons.hits.total.value,
    deadLetters: { waiting: letters.hits.total.value - redriven, redriven },
  };
}

interface Count {
  readonly doc_count: number;
}

interface Newest {
  readonly value_as_string?: string;
}

interface ArticleCounts {
  readonly deleted: Count;
  readonly live: Count & {
    readonly undated: Count;
    readonly lastHour: Count;
    readonly published: Newest;
    readonly accepted: Newest;
  };
}

const articleCounts = {
  deleted: { filter: { term: { deleted: true } } },
  live: {
    filter: { term: { deleted: false } },
    aggs: {
      undated: { missing: { field: 'publishedAt' } },
      lastHour: { filter: { range: { acceptedAt: { gte: 'now-1h' } } } },
      published: { max: { field: 'publishedAt', format: 'strict_date_time' } },
      accepted: { max: { field: 'acceptedAt', format: 'strict_date_time' } },
    },
  },
};

function counting<Aggregations>(index: IndexKey, aggs: object): EngineRequest<never, Aggregations> {
  return {
    index,
    body: { size: 0, track_total_hits: true, ...(Object.keys(aggs).length > 0 ? { aggs } : {}) },
  };
}
