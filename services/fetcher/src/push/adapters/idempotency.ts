import { createHash } from 'node:crypto';
import type { Client } from '@opensearch-project/opensearch';
import { indexNames, Problem, type IdempotencyDocument } from '@gazette/schemas';
import { statusOf } from '@gazette/runtime/opensearch';
import { setupFaultOf } from '../../accept/adapters/opensearch.ts';

/** An answer that can be given again. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Makes one request of many with one `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07). */
export interface Idempotency {
  /** Runs `work` once for a producer's key and answers the same again; without a key, just runs it. */
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
/** A request that never answered, because its server died, may be taken up again after this long, in milliseconds. */
const ABANDONED_MS = 60_000;

/** How often keys that are older than a day are deleted, in milliseconds. */
const SWEEP_MS = 60 * 60 * 1000;

/** Keys are kept for 24 hours in the `idempotency-keys` index; while that is away, a request with a key is answered 503. */
export function createIdempotency(client: Client, prefix: string, now: () => number): Idempotency {
  const index = indexNames(prefix).idempotencyKeys;

  /** Claims the key for this request, or answers what is known of the one that has it. */
  async function begin(id: string, document: IdempotencyDocument): Promise<IdempotencyDocument | Claim> {
    try {
      return claimOf(
        await client.index({ index, id, op_type: 'create', require_alias: true, body: document }),
      );
    } catch (error) {
      if (statusOf(error) !== 409) throw setupFaultOf(error, index) ?? away(error);
    }
    const { body } = await client.get({ index, id }).catch((error: unknown) => {
      // It was set free between the two.
      throw statusOf(error) === 404 ? underWay() : away(error);
    });
    const known = body._source as IdempotencyDocument;
    const age = now() - Date.parse(known.createdAt);
    if (age < (known.state === 'started' ? ABANDONED_MS : DAY_MS)) return known;
    return claimOf(await keep(id, claimOf({ body }), document));
  }

  /** Replaces what is kept under the key while nobody else has. */
  async function keep(id: string, claim: Claim, document: IdempotencyDocument) {
    return client.index({ index, id, ...claim, body: document }).catch((error: unknown) => {
      throw statusOf(error) === 409 ? underWay() : away(error);
    });
  }

  async function sweep(): Promise<void> {
    const until = new Date(now() - DAY_MS).toISOString();
    const query = { range: { createdAt: { lt: until } } };
    // What is not deleted this time is deleted the next; a key that is too old is not believed in any case.
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
      const begun = await begin(id, document);
      if ('state' in begun) return repeat(begun, requestHash);
      try {
        const answer = await work();
        await keep(id, begun, { ...document, state: 'answered', ...answer });
        return answer;
      } catch (error) {
        // Nothing was accepted, or its answer is not kept: the key is free, and a repetition is safe in any case.
        await client.delete({ index, id, ...begun }).catch(() => undefined);
        throw error;
      }
    },
  };
}

/**
 * What a request may change under its key: the very document that it has written (OpenSearch's optimistic concurrency control). One
 * that is late, since an answer was lost or slow, finds that another has taken the key up, and leaves that one's answer alone.
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
    throw away(new Error('OpenSearch answered without the sequence number of the key.'));
  return { if_seq_no: body._seq_no, if_primary_term: body._primary_term };
}

function repeat({ state, status, body, requestHash }: IdempotencyDocument, found: string): Answer {
  if (requestHash !== found)
    throw new Problem(422, 'Idempotency-Key: expected the request it was first used with, found another.');
  if (state === 'started' || status === null) throw underWay();
  return { status, body: body ?? {} };
}

function underWay(): Problem {
  return new Problem(409, 'The request with this Idempotency-Key is still being worked on.', {
    retryAfterSeconds: 1,
  });
}

function away(cause: unknown): Problem {
  return new Problem(503, 'The index that keeps Idempotency-Keys does not answer.', {
    retryAfterSeconds: 5,
    cause,
  });
}
