import { deadLetterStates, Problem, type DeadLetterFilters } from '@gazette/schemas';
import { z } from 'zod';
import { deadLetterTimeOf } from './dead-letters.ts';
import { badRequest } from '../query/parameters.ts';
import { words } from '../query/query-fields.ts';

/** The outcome for one dead letter; `skipped` means that another redrive resent it meanwhile. */
export interface RedriveResult {
  readonly id: string;
  readonly outcome: 'sent' | 'would-send' | 'skipped' | 'failed';
  readonly problem?: string;
}

/** Resends dead letters, oldest first. Throws a 429 problem during another redrive, 503 without Kafka. */
export type Redrive = (request: {
  readonly filters: DeadLetterFilters;
  readonly limit: number;
  readonly dryRun: boolean;
}) => Promise<readonly RedriveResult[]>;

/** Most dead letters that one request resends. */
const MAX_LETTERS = 100;
const ENABLE =
  'Start the search service with GAZETTE_OPERATOR_KEY, GAZETTE_KAFKA and GAZETTE_REGISTRY to enable it.';

/** The body of POST /api/dead-letters/redrive. */
export const redriveBodySchema = z.strictObject({
  ids: z
    .array(z.string().max(512))
    .max(MAX_LETTERS)
    .optional()
    .describe('Dead letter ids: topic/partition/offset.'),
  stage: words.optional(),
  class: words.optional(),
  reason: z.array(words).max(20).optional().describe('Words that must all occur in the reason.'),
  topic: words.optional(),
  article: words.optional(),
  from: deadLetterTimeOf('from').optional(),
  to: deadLetterTimeOf('to').optional(),
  state: z.enum(deadLetterStates).optional().describe('waiting by default.'),
  limit: z.int().min(1).max(MAX_LETTERS).default(MAX_LETTERS).describe('The most dead letters to redrive.'),
  dryRun: z.boolean().default(false).describe('Report what would be redriven without sending anything.'),
});

/** The response of POST /api/dead-letters/redrive. */
export const redriveAnswerSchema = z.object({
  sent: z.number().describe('How many were redriven, or would be in a dry run.'),
  results: z.array(
    z.object({
      id: z.string(),
      outcome: z.enum(['sent', 'would-send', 'skipped', 'failed']),
      problem: z.string().optional(),
    }),
  ),
});

/** The response of GET /api/dead-letters/redrive. */
export const redriveStateSchema = z.object({
  enabled: z.boolean(),
  most: z.number().describe('The most dead letters that one request redrives.'),
  how: z.string().describe('How to enable redriving.'),
});

/** Whether dead letters can be redriven over HTTP. */
export function redriveState(redrive: Redrive | null): z.infer<typeof redriveStateSchema> {
  return { enabled: redrive !== null, most: MAX_LETTERS, how: ENABLE };
}

/** Redrives the dead letters that the body selects. Throws a problem: 400 (invalid body) or 403 (off). */
export async function redriveLetters(
  redrive: Redrive | null,
  body: unknown,
): Promise<z.infer<typeof redriveAnswerSchema>> {
  if (redrive === null) throw new Problem(403, `Redriving dead letters over HTTP is off. ${ENABLE}`);
  const parsed = redriveBodySchema.safeParse(body ?? {});
  if (!parsed.success) {
    throw badRequest(
      parsed.error.issues.map(({ path, message }) => ({
        parameter: path.join('.') || 'body',
        detail: message,
      })),
    );
  }
  const { limit, dryRun, class: errorClass, ...rest } = parsed.data;
  const filters = { ...rest, errorClass };
  if (Object.values(filters).every((filter) => filter === undefined || filter.length === 0))
    throw badRequest([{ parameter: 'ids', detail: 'expected ids or filters, found neither' }]);
  const results = await redrive({ filters, limit, dryRun });
  const sent = results.filter(({ outcome }) => outcome === 'sent' || outcome === 'would-send').length;
  return { sent, results: [...results] };
}
