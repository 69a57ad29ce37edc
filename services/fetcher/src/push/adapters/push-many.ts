import { setTimeout as sleep } from 'node:timers/promises';
import type { Request, Response } from 'express';
import { Problem, linesOf, type Line, type LongLine } from '@gazette/schemas';
import type { BulkLine } from '../push-answers.ts';
import type { Draft } from '../../accept/stamp.ts';
import { createBulkAnswer, type BulkAnswer } from './bulk-answer.ts';
import { acceptOrThrow, answerTo, headersOf, readDraft } from './push-accept.ts';
import { bodyOf, GROUP, LARGEST_ARTICLE_BYTES } from './push-body.ts';
import type { PushApiOptions } from './push-options.ts';
import { toProblem } from './push-problems.ts';

/**
 * Reads, accepts and answers an NDJSON body in groups, so memory stays bounded: nothing is read while a group
 * is being accepted or its answers wait to be read.
 */
export async function pushMany(
  request: Request,
  response: Response,
  producer: string,
  options: PushApiOptions,
): Promise<void> {
  if (request.query['wait'] !== undefined)
    throw new Problem(400, 'wait: expected one article as application/json, found a bulk push.');
  const answer = createBulkAnswer(response, request.get('accept')?.includes('application/x-ndjson') ?? false);
  const headers = headersOf(request, producer);
  try {
    for await (const lines of groupsOf(linesOf(bodyOf(request), LARGEST_ARTICLE_BYTES))) {
      const wait = options.limits.count(producer, lines.length);
      // The producer exceeds its rate: it cannot send while nothing is read.
      if (wait > 0) await sleep(wait, undefined, { signal: answer.gone });
      await acceptGroup(lines, headers, answer, producer, options);
    }
  } catch (error) {
    if (answer.gone.aborted) return;
    answer.fail(toProblem(error, options.logger));
    return;
  }
  answer.end();
}

async function acceptGroup(
  lines: readonly (Line | LongLine)[],
  headers: ReturnType<typeof headersOf>,
  answer: BulkAnswer,
  producer: string,
  options: PushApiOptions,
): Promise<void> {
  const drafts: { readonly line: number; readonly draft: Draft }[] = [];
  const results: BulkLine[] = [];
  for (const line of lines) {
    const draft = 'tooLong' in line ? tooLong : readDraft(line.bytes, producer, options.now());
    if ('errors' in draft) results.push({ line: line.number, status: 422, errors: [...draft.errors] });
    else drafts.push({ line: line.number, draft });
  }
  const accepted = await acceptOrThrow(
    options,
    drafts.map(({ draft }) => ({ draft, headers })),
  );
  drafts.forEach(({ line }, index) => {
    const result = accepted[index];
    if (result?.outcome === 'refused')
      results.push({ line, status: 422, errors: [{ detail: result.error.message }] });
    else results.push({ line, ...answerTo(result, options.topic).body } as BulkLine);
  });
  await answer.add(results);
}

const tooLong = { errors: [{ detail: `expected at most ${LARGEST_ARTICLE_BYTES} bytes, found more` }] };

/** Groups lines, bounding the number and size of each group. */
async function* groupsOf(
  lines: AsyncIterable<Line | LongLine>,
): AsyncGenerator<readonly (Line | LongLine)[]> {
  let group: (Line | LongLine)[] = [];
  let bytes = 0;
  for await (const line of lines) {
    group.push(line);
    bytes += 'bytes' in line ? line.bytes.length : 0;
    if (group.length < GROUP.count && bytes < GROUP.bytes) continue;
    yield group;
    group = [];
    bytes = 0;
  }
  if (group.length > 0) yield group;
}
