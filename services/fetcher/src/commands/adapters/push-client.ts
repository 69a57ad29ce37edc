import { setTimeout as sleep } from 'node:timers/promises';
import { readPushAnswers, type PushAnswer } from '../../push/push-answers.ts';

/** Where to push. */
export interface PushTarget {
  readonly url: string;
  readonly apiKey: string;
  /** Told, in one line, why and for how long it waits. */
  readonly say: (line: string) => void;
}

/** Sends articles, each as JSON on one line; answers in their order. Throws when the push API does not take them. */
export type Push = (articles: readonly string[]) => Promise<readonly PushAnswer[]>;

/** Tries before giving up, and the longest wait between two, in milliseconds: ten minutes together. */
const TRIES = 10;
const LONGEST_WAIT_MS = 60_000;
const WAIT_MS = 5_000;
const TIMEOUT_MS = 120_000;

/**
 * A client of `POST /articles` in bulk. What 429 and 503 refuse for now, and what a lost connection leaves open once there has been one, is
 * sent again after the time the answer asks for.
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
      open.forEach((index, place) => {
        const answer = posted.answers.get(place + 1);
        if (answer) answers.set(index, answer);
      });
      if (answers.size === articles.length) break;
      if (attempt === TRIES) throw new PushError(`took nothing in ${TRIES} tries: ${posted.failure}`);
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
  /** Why some have no answer. */
  readonly failure: string;
  readonly waitMs: number;
}

/** Repeating is of no use. */
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

/** `fetch` keeps what happened under `cause`, at times with a code and no message. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as {
    readonly message: string;
    readonly cause?: { readonly message?: string; readonly code?: string };
  };
  return (cause?.message === '' ? cause.code : cause?.message) ?? message;
}
