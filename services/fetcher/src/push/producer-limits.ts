import { Problem } from '@gazette/schemas';

/** The limits of one producer on this instance. */
export interface Limits {
  /** Concurrent requests. */
  readonly requests: number;
  /** Articles; after a quiet minute this many are accepted at once. */
  readonly articlesPerMinute: number;
}

/** Enforces the limits of each producer, and the memory limit for all producers together. */
export interface ProducerLimits {
  /**
   * Admits a request that holds at most `bytes` in memory, or throws a 429 problem. Call the returned
   * function once the request is answered.
   */
  readonly enter: (producer: string, bytes: number) => () => void;
  /** Counts articles; returns how many milliseconds to wait before accepting more. */
  readonly count: (producer: string, articles: number) => number;
}

interface Account {
  requests: number;
  /** Articles that may be pushed now; negative while a bulk push exceeds its rate. */
  credit: number;
  /** Milliseconds of the monotonic clock. */
  creditedAt: number;
}

const MINUTE_MS = 60_000;
/** Memory that the requests of all producers may hold together. */
const MOST_BYTES = 96 * 1024 * 1024;

/**
 * A token bucket of one minute per producer. A running bulk push is slowed down; new requests are refused.
 *
 * @param now milliseconds of a monotonic clock: a wall clock set back by an hour would block producers for an
 * hour
 */
export function createProducerLimits(
  { requests, articlesPerMinute }: Limits,
  now: () => number,
): ProducerLimits {
  const accounts = new Map<string, Account>();
  const perMs = articlesPerMinute / MINUTE_MS;
  let bytesHeld = 0;

  function accountOf(producer: string): Account {
    const account = accounts.get(producer) ?? { requests: 0, credit: articlesPerMinute, creditedAt: now() };
    accounts.set(producer, account);
    const time = now();
    account.credit = Math.min(articlesPerMinute, account.credit + (time - account.creditedAt) * perMs);
    account.creditedAt = time;
    return account;
  }

  return {
    enter: (producer, bytes) => {
      const account = accountOf(producer);
      if (bytesHeld + bytes > MOST_BYTES) throw tooMany('Too many articles are in flight.', 1);
      if (account.requests >= requests)
        throw tooMany(`Expected at most ${requests} requests of ${producer} at a time, found more.`, 1);
      if (account.credit < 1)
        throw tooMany(
          `Expected at most ${articlesPerMinute} articles of ${producer} per minute, found more.`,
          Math.max(1, Math.ceil((1 - account.credit) / perMs / 1000)),
        );
      account.requests += 1;
      bytesHeld += bytes;
      return () => {
        account.requests -= 1;
        bytesHeld -= bytes;
      };
    },
    count: (producer, articles) => {
      const account = accountOf(producer);
      account.credit -= articles;
      return account.credit >= 0 ? 0 : Math.ceil(-account.credit / perMs);
    },
  };
}

function tooMany(detail: string, retryAfterSeconds: number): Problem {
  return new Problem(429, detail, { retryAfterSeconds });
}
