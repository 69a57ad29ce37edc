import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.ts';

/** A request to the push API. */
export interface PushRequest {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A final answer: 200, 202, or a 4xx that a retry would not change. */
export interface PushAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A final answer, and how often the request was sent. */
export interface PushResult extends PushAnswer {
  readonly sends: number;
}

/** An answer in a complaint. */
export function describe({ status, body }: PushAnswer): string {
  return `${status} ${JSON.stringify(body).slice(0, 300)}`;
}

/** Events before the final answer. */
export interface PushEvents {
  /** No answer, so it is unknown whether the request took effect. */
  readonly onUnclear: () => void;
  /** 429 or 503: retried after `Retry-After`. */
  readonly onRefused: () => void;
  /** A status that the API does not allow. */
  readonly onOddity: (what: string) => void;
}

/** Sends a request to a running instance until the answer is final. Statuses in `wait` are retried too. */
export type PushClient = (request: PushRequest, wait?: readonly number[]) => Promise<PushResult>;

const PAUSE_MS = 250;
const LONGEST_WAIT_MS = 5000;

/**
 * A polite push client. It never abandons a request, because the server could still execute it after the next
 * one. `random` chooses the instances, `signal` stops it.
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
      const answer = url === undefined ? null : await request(url + path, { method, headers, body, key });
      if (answer === null) onUnclear();
      else if (answer.status === 429 || answer.status === 503) onRefused();
      else if (answer.status >= 500)
        onOddity(
          `${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 200)}`,
        );
      else if (!wait.includes(answer.status)) return { ...answer, sends: attempt + 1 };
      const retryAfterMs = (answer?.retryAfterSeconds ?? 0) * 1000;
      await sleep(Math.min(LONGEST_WAIT_MS, Math.max(retryAfterMs, PAUSE_MS)), undefined, { signal });
    }
  };
}

async function request(
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
