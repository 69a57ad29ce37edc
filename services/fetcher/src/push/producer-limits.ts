import { Problem } from '@gazette/schemas';

/** What one producer may do on this instance. */
export interface Limits {
  /** Requests being answered at a time. */
  readonly requests: number;
  /** Articles; as many may come at once after a quiet minute. */
  readonly articlesPerMinute: number;
}

/** Keeps each producer within its limits, and all of them together within the memory of the instance. */
export interface ProducerLimits {
  /**
   * Admits a request that holds at most `bytes` in memory. Throws a 429 problem when too much is in flight or the
   * producer's minute is used up. Call the returned function once the request is answered.
   */
  readonly enter: (producer: string, bytes: number) => () => void;
  /** Counts articles; answers how long to wait before more are taken, in milliseconds. */
  readonly count: (producer: string, articles: number) => number;
}

interface Account {
  requests: number;
  /** Articles that may come now; below zero while a bulk is ahead of its time. */
  credit: number;
  /** By the monotonic clock, in milliseconds. */
  creditedAt: number;
}

const MINUTE_MS = 60_000;
/** Bytes that requests of all producers may hold. */
const MOST_BYTES = 96 * 1024 * 1024;

/**
 * Limits per producer, as a token bucket of one minute. A running bulk is slowed down; new requests are refused.
 *
 * @param now milliseconds of a monotonic clock: a clock set back by an hour would refuse a producer for that long
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
      if (bytesHeld + bytes > MOST_BYTES) throw tooMany('Too many articles are on their way.', 1);
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
