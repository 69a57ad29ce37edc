import { z } from 'zod';

const errorSchema = z.object({ field: z.string().optional(), detail: z.string() });

const acceptedSchema = z.object({
  line: z.number(),
  id: z.string(),
  revision: z.number(),
  unchanged: z.literal(true).optional(),
  topic: z.string().optional(),
  partition: z.number().optional(),
  offset: z.string().optional(),
});
const refusedSchema = z.object({ line: z.number(), status: z.number(), errors: z.array(errorSchema) });
const brokenSchema = z.object({ status: z.number(), detail: z.string() });
const doneSchema = z.object({ done: z.literal(true) });
const answerSchema = z.union([acceptedSchema, refusedSchema, brokenSchema, doneSchema]);

/** What the push API answered to one article. */
export type PushAnswer =
  | Readonly<Omit<z.infer<typeof acceptedSchema>, 'line'>>
  | { readonly status: number; readonly errors: readonly z.infer<typeof errorSchema>[] };

/** The answers to a bulk. */
export interface PushAnswers {
  /** By line of the request, counted from 1. */
  readonly byLine: ReadonlyMap<number, PushAnswer>;
  /** Why lines without an answer have none; null when the bulk was gone through. */
  readonly failure: string | null;
}

/** Reads the NDJSON that the push API answers to a bulk; it may end early. Throws when it is something else. */
export function readPushAnswers(text: string): PushAnswers {
  const byLine = new Map<number, PushAnswer>();
  let failure: string | null = 'the answer ended early';
  const lines = text.split('\n');
  // After the last line feed there is nothing, or a line that was cut off.
  for (const json of lines.slice(0, -1)) {
    const answer = readLine(json);
    if ('done' in answer) failure = null;
    else if ('line' in answer) {
      const { line, ...rest } = answer;
      byLine.set(line, rest);
    } else failure = answer.detail;
  }
  return { byLine, failure };
}

function readLine(json: string): z.infer<typeof answerSchema> {
  try {
    return answerSchema.parse(JSON.parse(json));
  } catch (cause) {
    throw new Error(`expected an answer of the push API, found ${JSON.stringify(json.slice(0, 80))}`, {
      cause,
    });
  }
}
