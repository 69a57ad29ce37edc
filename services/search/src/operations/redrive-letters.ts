import { deadLetterStates, Problem, type DeadLetterFilters } from '@gazette/schemas';
import { z } from 'zod';
import { deadLetterTimeOf } from './dead-letters.ts';
import { badRequest } from '../query/parameters.ts';
import { words } from '../query/query-fields.ts';

/** How one dead letter ended; `skipped` was sent back by somebody else in the meantime. */
export interface RedriveResult {
  readonly id: string;
  readonly outcome: 'sent' | 'would-send' | 'skipped' | 'failed';
  readonly problem?: string;
}

/** Sends dead letters back, oldest first. Throws a 429 problem while another call is at it, 503 when Kafka is away. */
export type Redrive = (asked: {
  readonly filters: DeadLetterFilters;
  readonly limit: number;
  readonly dryRun: boolean;
}) => Promise<readonly RedriveResult[]>;

/** One request sends back at most this many; more take more requests. */
const MOST = 100;
const ENABLE =
  'Start the search service with GAZETTE_OPERATOR_KEY, GAZETTE_KAFKA and GAZETTE_REGISTRY to enable it.';

/** The body of POST /api/dead-letters/redrive. */
export const redriveBodySchema = z.strictObject({
  ids: z.array(z.string().max(512)).max(MOST).optional().describe('topic/partition/offset of each.'),
  stage: words.optional(),
  class: words.optional(),
  reason: z.array(words).max(20).optional().describe('Words that must all occur in the reason.'),
  topic: words.optional(),
  article: words.optional(),
  from: deadLetterTimeOf('from').optional(),
  to: deadLetterTimeOf('to').optional(),
  state: z.enum(deadLetterStates).optional().describe('waiting unless given.'),
  limit: z.int().min(1).max(MOST).default(MOST).describe('Most dead letters to send back.'),
  dryRun: z.boolean().default(false).describe('Say what would be sent back, and send nothing.'),
});

/** What POST /api/dead-letters/redrive answers. */
export const redriveAnswerSchema = z.object({
  sent: z.number().describe('How many were sent back, or would be.'),
  results: z.array(
    z.object({
      id: z.string(),
      outcome: z.enum(['sent', 'would-send', 'skipped', 'failed']),
      problem: z.string().optional(),
    }),
  ),
});

/** What GET /api/dead-letters/redrive answers. */
export const redriveStateSchema = z.object({
  enabled: z.boolean(),
  most: z.number().describe('How many dead letters one request sends back.'),
  how: z.string().describe('What enables it.'),
});

/** Whether dead letters can be sent back from here. */
export function redriveState(redrive: Redrive | null): z.infer<typeof redriveStateSchema> {
  return { enabled: redrive !== null, most: MOST, how: ENABLE };
}

/** Sends back what the body names. Throws a 400 problem for a body that does not fit, 403 where it is not enabled. */
export async function redriveLetters(
  redrive: Redrive | null,
  body: unknown,
): Promise<z.infer<typeof redriveAnswerSchema>> {
  if (redrive === null) throw new Problem(403, `Sending dead letters back over HTTP is off. ${ENABLE}`);
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
