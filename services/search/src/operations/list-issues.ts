import { z } from 'zod';
import type { Ask, EngineRequest } from '../engine.ts';
import { labelledFacet, toLabelledIds, type LabelledIds } from '../query/labelled-ids.ts';

/** The response of GET /api/issues. */
export const issuesAnswerSchema = z.object({
  issues: z.array(z.object({ id: z.string(), label: z.string(), count: z.number() })),
});

/** All issues found in articles, most frequent first. */
export async function listIssues(ask: Ask): Promise<z.infer<typeof issuesAnswerSchema>> {
  const { aggregations } = await ask(request);
  return { issues: toLabelledIds(aggregations.issues) };
}

const request: EngineRequest<never, { readonly issues: LabelledIds }> = {
  index: 'articles',
  body: {
    size: 0,
    aggs: { issues: labelledFacet('issues', 1000) },
  },
};
