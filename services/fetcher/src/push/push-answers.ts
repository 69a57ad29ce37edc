import { z } from 'zod';

const errorSchema = z.object({ field: z.string().optional(), detail: z.string() });

const states = ['accepted', 'annotated', 'searchable', 'superseded', 'deleted', 'dead'] as const;

const identity = {
  id: z.string().describe('SHA-256 in hex; the _id of the document in the index'),
  revision: z.number().describe('Milliseconds since the epoch; a higher one is newer'),
};
const recordPosition = {
  topic: z.string(),
  partition: z.number().int(),
  offset: z.string().describe('A whole number, as text because it may exceed 2^53'),
};
const waited = {
  searchable: z.boolean().optional().describe('With wait=searchable: whether a search finds this revision'),
  state: z.enum(states).optional().describe('With wait=searchable: the state of the article'),
};
const line = { line: z.number().int().min(1).describe('Line of the request, counted from 1') };
const unchanged = { unchanged: z.literal(true) };

/** The article is stored on every in-sync replica. */
export const acceptedSchema = z.object({ ...identity, ...recordPosition, ...waited });
/** The article is already known with this content; nothing was written. */
export const unchangedSchema = z.object({ ...identity, ...unchanged, ...waited });

/** The articles that a delete by URL deletes; none when they were deleted before. */
export const deletedSchema = z.object({ deleted: z.array(z.object({ ...identity, ...recordPosition })) });

const acceptedLine = z.object({ ...line, ...identity, ...recordPosition });
const unchangedLine = z.object({ ...line, ...identity, ...unchanged });
const refusedLine = z.object({ ...line, status: z.number().int(), errors: z.array(errorSchema) });
const brokenLine = z.object({
  status: z.number().int(),
  detail: z.string(),
  retryAfterSeconds: z.number().optional(),
});
const doneLine = z.object({ done: z.literal(true), refused: z.number().int() });

/** One line of a streamed answer to a bulk push. */
export const bulkLineSchema = z.union([acceptedLine, unchangedLine, refusedLine, brokenLine, doneLine]);
export type BulkLine = Readonly<z.infer<typeof bulkLineSchema>>;

/** The answer to a bulk push without streaming. */
export const bulkSchema = z.object({
  accepted: z.number().int(),
  results: z.array(z.union([acceptedLine, unchangedLine])),
  resultsLeftOut: z.number().int().optional().describe('Results beyond the first 10,000'),
});

/** The state of an article. */
export const statusSchema = z.object({
  id: identity.id,
  state: z.enum(states),
  revision: z.number().nullable().describe('The newest revision that is indexed'),
  reason: z.string().optional().describe('Why it is dead'),
});

/** The push API's answer for one article. */
export type PushAnswer =
  | Readonly<Omit<z.infer<typeof acceptedLine>, 'line'>>
  | Readonly<Omit<z.infer<typeof unchangedLine>, 'line'>>
  | { readonly status: number; readonly errors: readonly z.infer<typeof errorSchema>[] };

/** The answers to a bulk push. */
export interface PushAnswers {
  /** By line of the request, counted from 1. */
  readonly byLine: ReadonlyMap<number, PushAnswer>;
  /** Why some lines have no answer; null when all lines were processed. */
  readonly failure: string | null;
}

/** Reads the streamed NDJSON answer to a bulk push; it may end early. Throws when it is anything else. */
export function readPushAnswers(text: string): PushAnswers {
  const byLine = new Map<number, PushAnswer>();
  let failure: string | null = 'the answer ended early';
  const lines = text.split('\n');
  // The text after the last line feed is empty or an incomplete line.
  for (const json of lines.slice(0, -1)) {
    const answer = readLine(json);
    if ('done' in answer) failure = null;
    else if ('line' in answer) {
      const { line: number, ...rest } = answer;
      byLine.set(number, rest);
    } else failure = answer.detail;
  }
  return { byLine, failure };
}

function readLine(json: string): BulkLine {
  try {
    return bulkLineSchema.parse(JSON.parse(json));
  } catch (cause) {
    throw new Error(`expected an answer of the push API, found ${JSON.stringify(json.slice(0, 80))}`, {
      cause,
    });
  }
}
