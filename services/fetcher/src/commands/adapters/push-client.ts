import { setTimeout as sleep } from 'node:timers/promises';
import { readPushAnswers, type PushAnswer } from '../../push/push-answers.ts';

/** Where to push. */
export interface PushTarget {
  readonly url: string;
  readonly apiKey: string;
  /** Receives one line that explains why and how long the client waits. */
  readonly say: (line: string) => void;
}

/** Sends articles, each as one line of JSON; returns answers in their order. Throws when it gives up. */
export type Push = (articles: readonly string[]) => Promise<readonly PushAnswer[]>;

/** Attempts before giving up; with the longest wait between them, about ten minutes. */
const MAX_ATTEMPTS = 10;
const LONGEST_WAIT_MS = 60_000;
const WAIT_MS = 5_000;
const TIMEOUT_MS = 120_000;

/**
 * A client for bulk pushes. It retries articles after 429, 503 and, once it has reached the push API, lost
 * connections; it waits as long as `Retry-After` requests.
 */
export function createPush({ url, apiKey, say }: PushTarget): Push {
  let reached = false;

  async function post(articles: readonly string[]): Promise<Posted> {
    const response = await fetch(new URL('/articles', url), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/x-ndjson',
        accept: 'application/x-ndjson',
      },
      body: `${articles.join('\n')}\n`,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    reached = true;
    const text = await response.text();
    if (response.ok) {
      const { byLine, failure } = readPushAnswers(text);
      return { answers: byLine, failure: failure ?? '', waitMs: WAIT_MS };
    }
    const why = `${response.status} ${detailOf(text) ?? response.statusText}`;
    if (response.status !== 429 && response.status !== 503) throw new PushError(`answered ${why}`);
    return { answers: new Map(), failure: why, waitMs: waitOf(response.headers.get('retry-after')) };
  }

  async function postOrLose(articles: readonly string[]): Promise<Posted> {
    try {
      return await post(articles);
    } catch (error) {
      if (error instanceof PushError) throw error;
      if (!reached) throw new PushError(`does not answer: ${reasonOf(error)}`);
      return { answers: new Map(), failure: reasonOf(error), waitMs: WAIT_MS };
    }
  }

  async function push(articles: readonly string[]): Promise<readonly PushAnswer[]> {
    const answers = new Map<number, PushAnswer>();
    for (let attempt = 1; answers.size < articles.length; attempt++) {
      const open = [...articles.keys()].filter((index) => !answers.has(index));
      const posted = await postOrLose(open.map((index) => articles[index] ?? ''));
      open.forEach((index, position) => {
        const answer = posted.answers.get(position + 1);
        if (answer) answers.set(index, answer);
      });
      if (answers.size === articles.length) break;
      if (attempt === MAX_ATTEMPTS)
        throw new PushError(`did not accept everything in ${MAX_ATTEMPTS} attempts: ${posted.failure}`);
      say(`${posted.failure.replace(/\.$/, '')}; trying again in ${Math.ceil(posted.waitMs / 1000)} s`);
      await sleep(posted.waitMs);
    }
    return articles.flatMap((_, index) => answers.get(index) ?? []);
  }

  return (articles) =>
    push(articles).catch((error: unknown) => {
      throw error instanceof PushError ? new Error(`the push API at ${url} ${error.message}`) : error;
    });
}

interface Posted {
  readonly answers: ReadonlyMap<number, PushAnswer>;
  /** Why some articles have no answer. */
  readonly failure: string;
  readonly waitMs: number;
}

/** An error that retrying cannot fix. */
class PushError extends Error {}

function detailOf(text: string): string | null {
  try {
    const { detail } = JSON.parse(text) as { readonly detail?: unknown };
    return typeof detail === 'string' ? detail : null;
  } catch {
    return null;
  }
}

/** RFC 9110, 10.2.3: seconds or a date. */
function waitOf(retryAfter: string | null): number {
  const ms = /^\d{1,9}$/.test(retryAfter ?? '')
    ? Number(retryAfter) * 1000
    : Date.parse(retryAfter ?? '') - Date.now();
  return Number.isNaN(ms) ? WAIT_MS : Math.min(Math.max(ms, 0), LONGEST_WAIT_MS);
}

/** `fetch` stores the reason in `cause`, sometimes with a code but no message. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as {
    readonly message: string;
    readonly cause?: { readonly message?: string; readonly code?: string };
  };
  return (cause?.message === '' ? cause.code : cause?.message) ?? message;
}
