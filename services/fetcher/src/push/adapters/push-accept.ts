import type { Request } from 'express';
import { MessageError, Problem, RETRY_AFTER_SECONDS, SetupError, utf8 } from '@gazette/schemas';
import type { Headers, Logger } from '@gazette/runtime';
import { toDraft } from '../../accept/drafts.ts';
import type { Draft } from '../../accept/stamp.ts';
import { parseSubmission } from '../../accept/submission.ts';
import type { Accept, Acceptance } from '../../accept/adapters/acceptor.ts';

/** The errors of one article. */
export type FieldErrors = readonly { readonly field?: string; readonly detail: string }[];

/** Reads one article's JSON. */
export function readDraft(
  bytes: Buffer,
  producer: string,
  now: number,
): Draft | { readonly errors: FieldErrors } {
  let json: unknown;
  try {
    json = JSON.parse(utf8(bytes));
  } catch (error) {
    const detail =
      error instanceof SyntaxError
        ? `expected JSON, found a syntax error: ${error.message}`
        : (error as Error).message;
    return { errors: [{ detail }] };
  }
  const submission = parseSubmission(json, now);
  if (!submission.ok) return { errors: submission.errors };
  try {
    return toDraft(submission.article, { via: 'push', producer });
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    const [field = '', ...rest] = error.message.split(': ');
    return { errors: [{ field, detail: rest.join(': ') }] };
  }
}

/** Accepts articles; a transient or configuration fault becomes a 503 problem. */
export async function acceptOrThrow(
  { accept, logger }: { readonly accept: Accept; readonly logger: Logger },
  arrivals: Parameters<Accept>[0],
): Promise<readonly Acceptance[]> {
  try {
    return await accept(arrivals);
  } catch (error) {
    logger.warn({ err: error }, 'articles could not be accepted');
    const why = error instanceof SetupError ? error.message : 'Kafka or the schema registry does not answer.';
    throw new Problem(503, `Not accepted: ${why} Retrying is safe.`, {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause: error,
    });
  }
}

/** The answer for an acceptance. Throws a problem for a refused article. */
export function answerTo(
  result: Acceptance | undefined,
  topic: string,
): { readonly status: number; readonly body: Readonly<Record<string, unknown>> } {
  if (result?.outcome === 'refused') {
    throw new Problem(result.error.errorClass === 'too-large' ? 413 : 422, result.error.message);
  }
  if (result?.outcome === 'unchanged')
    return { status: 200, body: { id: result.id, revision: result.revision, unchanged: true } };
  if (!result) throw new Error('An article was neither accepted nor refused.');
  const { id, revision, partition, offset } = result;
  return { status: 202, body: { id, revision, topic, partition, offset } };
}

/** The message headers of a request's articles. */
export function headersOf(request: Request, producer: string): Headers {
  const traceparent = request.get('traceparent');
  const valid = traceparent !== undefined && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(traceparent);
  return valid ? { producer, traceparent } : { producer };
}
