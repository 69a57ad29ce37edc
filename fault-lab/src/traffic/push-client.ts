import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.ts';

/** A request to the push API. */
export interface PushRequest {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer that says what became of the request: 200, 202, or a 4xx that no repetition changes. */
export interface PushAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What happened on the way to an answer. */
export interface PushEvents {
  /** No answer, or one that leaves open whether the request took effect. */
  readonly onUnclear: () => void;
  /** 429 or 503: waited out as `Retry-After` asks. */
  readonly onRefused: () => void;
  /** A status that no promise allows. */
  readonly onOddity: (what: string) => void;
}

/** Sends a request to one of the instances that live, and again until an answer is clear. Answers that must be waited out name themselves in `wait`. */
export type PushClient = (request: PushRequest, wait?: readonly number[]) => Promise<PushAnswer>;

const PAUSE_MS = 250;
const LONGEST_WAIT_MS = 5000;

/**
 * The door of a polite producer. It gives no request up by itself: the server of a request that was given up could still
 * carry it out, after the one that follows it. `random` chooses the instances, `signal` ends it.
 */
export function createPushClient(
  urls: () => readonly string[],
  key: string,
  { onUnclear, onRefused, onOddity }: PushEvents,
  random: Random,
  signal: AbortSignal,
): PushClient {
  return async ({ method, path, headers, body }, wait = []) => {
    for (let attempt = 0; ; attempt += 1) {
      signal.throwIfAborted();
      const live = urls();
      // Another instance each time, as behind a load balancer.
      const url = live[random.below(live.length)];
      const answer = url === undefined ? null : await ask(url + path, { method, headers, body, key });
      if (answer === null) onUnclear();
      else if (answer.status === 429 || answer.status === 503) onRefused();
      else if (answer.status >= 500)
        onOddity(
          `${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 200)}`,
        );
      else if (!wait.includes(answer.status)) return answer;
      const asked = (answer?.retryAfterSeconds ?? 0) * 1000;
      await sleep(Math.min(LONGEST_WAIT_MS, Math.max(asked, PAUSE_MS)), undefined, { signal });
    }
  };
}

async function ask(
  url: string,
  {
    method,
    headers,
    body,
    key,
  }: {
    method: string;
    headers: Readonly<Record<string, string>> | undefined;
    body: string | undefined;
    key: string;
  },
): Promise<(PushAnswer & { readonly retryAfterSeconds: number }) | null> {
  try {
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${key}`, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: JSON.parse(text) as Record<string, unknown>,
      retryAfterSeconds: Number(response.headers.get('retry-after') ?? 0),
    };
  } catch {
    return null;
  }
}
