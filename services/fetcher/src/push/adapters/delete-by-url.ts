import { setTimeout as sleep } from 'node:timers/promises';
import type { Request, Response } from 'express';
import { MessageError, Problem, RETRY_AFTER_SECONDS } from '@gazette/schemas';
import { readUrl, toDeleteOf } from '../../accept/drafts.ts';
import type { ArticlesAt } from '../../accept/adapters/articles-at.ts';
import { acceptOrThrow, answerTo, headersOf } from './push-accept.ts';
import type { PushApiOptions } from './push-options.ts';

/** How long a request waits for the index, in milliseconds; clients usually allow 30 seconds. */
const LONGEST_WAIT_MS = 10_000;

/**
 * Deletes everything that the producer published under a URL before the request. Only the index knows URLs, so
 * it answers 503 when what was accepted before is not indexed in time.
 */
export async function deleteByUrl(
  request: Request,
  response: Response,
  producer: string,
  options: PushApiOptions,
): Promise<void> {
  const url = readUrlParameter(request);
  const leave = options.limits.enter(producer, 0);
  try {
    const { live, deletedBefore } = await articlesAt(producer, url, options);
    if (live.length === 0) {
      if (!deletedBefore) throw new Problem(404, `${producer} has published nothing under ${url}.`);
      response.status(200).json({ deleted: [] });
      return;
    }
    options.limits.count(producer, live.length);
    const headers = headersOf(request, producer);
    const results = await acceptOrThrow(
      options,
      live.map(({ id }) => ({ draft: { ...toDeleteOf(id, { via: 'push', producer }), url }, headers })),
    );
    const answers = results.map((result) => answerTo(result, options.topic));
    const deleted = answers.filter(({ status }) => status === 202).map(({ body }) => body);
    response.status(deleted.length === 0 ? 200 : 202).json({ deleted });
  } finally {
    leave();
  }
}

function readUrlParameter(request: Request): string {
  const { url } = request.query;
  if (typeof url !== 'string' || url === '')
    throw new Problem(400, `url: expected one URL, found ${JSON.stringify(url ?? null)}.`);
  try {
    return readUrl(url);
  } catch (error) {
    if (error instanceof MessageError) throw new Problem(400, error.message);
    throw error;
  }
}

async function articlesAt(
  producer: string,
  url: string,
  { findArticlesAt, whenIndexed, logger }: PushApiOptions,
): Promise<ArticlesAt> {
  try {
    const indexed = whenIndexed().then(() => true);
    if (await Promise.race([indexed, sleep(LONGEST_WAIT_MS, false, { ref: false })]))
      return await findArticlesAt(producer, url);
  } catch (error) {
    logger.warn({ err: error }, 'the articles under a URL could not be found');
    throw notNow('Kafka or OpenSearch does not answer', error);
  }
  throw notNow('articles that were accepted before are not indexed yet');
}

function notNow(why: string, cause?: unknown): Problem {
  const detail = `The articles under this URL cannot be known: ${why}. Retrying is safe.`;
  return new Problem(503, detail, { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
}
