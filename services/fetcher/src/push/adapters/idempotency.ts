import { createHash } from 'node:crypto';
import type { Client } from '@opensearch-project/opensearch';
import { indexNames, Problem, RETRY_AFTER_SECONDS, type IdempotencyDocument } from '@gazette/schemas';
import { statusOf } from '@gazette/runtime/opensearch';
import { setupFaultOf } from '../../accept/adapters/opensearch.ts';

/** An answer that can be repeated. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Runs requests with the same `Idempotency-Key` once (draft-ietf-httpapi-idempotency-key-header-07). */
export interface Idempotency {
  /** Runs `work` once per key of a producer and repeats its answer; without a key, just runs it. */
  readonly once: (
    producer: string,
    key: string | undefined,
    request: Buffer,
    work: () => Promise<Answer>,
  ) => Promise<Answer>;
  readonly stop: () => Promise<void>;
}

const LONGEST_KEY = 255;
const DAY_MS = 24 * 60 * 60 * 1000;
/** A key whose request never finished, because its server died, is free again after this time. */
const ABANDONED_MS = 60_000;

/** How often keys older than a day are deleted. */
const SWEEP_MS = 60 * 60 * 1000;

/** Stores keys for 24 hours in the `idempotency-keys` index; without it, requests with a key get a 503. */
export function createIdempotency(client: Client, prefix: string, now: () => number): Idempotency {
  const index = indexNames(prefix).idempotencyKeys;

  /** Claims the key for this request, or returns the document of the request that holds it. */
  async function claim(id: string, document: IdempotencyDocument): Promise<IdempotencyDocument | Claim> {
    try {
      return claimOf(
        await client.index({ index, id, op_type: 'create', require_alias: true, body: document }),
      );
    } catch (error) {
      if (statusOf(error) !== 409) throw setupFaultOf(error, index) ?? unavailable(error);
    }
    const { body } = await client.get({ index, id }).catch((error: unknown) => {
      // The key was released between the two requests.
      throw statusOf(error) === 404 ? inProgress() : unavailable(error);
    });
    const known = body._source as IdempotencyDocument;
    const age = now() - Date.parse(known.createdAt);
    if (age < (known.state === 'started' ? ABANDONED_MS : DAY_MS)) return known;
    return claimOf(await replace(id, claimOf({ body }), document));
  }

  /** Replaces the key's document unless another request has replaced it. */
  async function replace(id: string, claim: Claim, document: IdempotencyDocument) {
    return client.index({ index, id, ...claim, body: document }).catch((error: unknown) => {
      throw statusOf(error) === 409 ? inProgress() : unavailable(error);
    });
  }

  async function sweep(): Promise<void> {
    const until = new Date(now() - DAY_MS).toISOString();
    const query = { range: { createdAt: { lt: until } } };
    // A failed sweep is harmless: keys that are too old are ignored, and the next sweep deletes them.
    await client.deleteByQuery({ index, conflicts: 'proceed', body: { query } }).catch(() => undefined);
  }
  const sweeper = setInterval(() => void sweep(), SWEEP_MS).unref();

  return {
    stop: () => {
      clearInterval(sweeper);
      return Promise.resolve();
    },
    once: async (producer, key, request, work) => {
      if (key === undefined) return work();
      if (key === '' || key.length > LONGEST_KEY) {
        throw new Problem(
          400,
          `Idempotency-Key: expected 1 to ${LONGEST_KEY} characters, found ${key.length}.`,
        );
      }
      const id = createHash('sha256').update(`${producer.length}:${producer}${key}`).digest('hex');
      const requestHash = createHash('sha256').update(request).digest('hex');
      const document: IdempotencyDocument = {
        producer,
        key,
        requestHash,
        state: 'started',
        status: null,
        headers: {},
        body: null,
        createdAt: new Date(now()).toISOString(),
      };
      const claimed = await claim(id, document);
      if ('state' in claimed) return repeat(claimed, requestHash);
      try {
        const answer = await work();
        await replace(id, claimed, { ...document, state: 'answered', ...answer });
        return answer;
      } catch (error) {
        // Nothing was accepted, or the answer was not stored: the key is released. Repeating is
        // safe either way.
        await client.delete({ index, id, ...claimed }).catch(() => undefined);
        throw error;
      }
    },
  };
}

/**
 * The version of the key's document that this request wrote (OpenSearch's optimistic concurrency control), so
 * a late request cannot overwrite the answer of one that has taken over the key.
 */
interface Claim {
  readonly if_seq_no: number;
  readonly if_primary_term: number;
}

function claimOf({
  body,
}: {
  readonly body: { readonly _seq_no?: number; readonly _primary_term?: number };
}): Claim {
  if (body._seq_no === undefined || body._primary_term === undefined)
    throw unavailable(new Error('OpenSearch answered without the sequence number of the key.'));
  return { if_seq_no: body._seq_no, if_primary_term: body._primary_term };
}

function repeat({ state, status, body, requestHash }: IdempotencyDocument, found: string): Answer {
  if (requestHash !== found)
    throw new Problem(
      422,
      'Idempotency-Key: expected the request body of its first use, found a different one.',
    );
  if (state === 'started' || status === null) throw inProgress();
  return { status, body: body ?? {} };
}

function inProgress(): Problem {
  return new Problem(409, 'The first request with this Idempotency-Key is still being processed.', {
    retryAfterSeconds: 1,
  });
}

function unavailable(cause: unknown): Problem {
  return new Problem(503, 'The index that stores idempotency keys does not answer.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause,
  });
}
