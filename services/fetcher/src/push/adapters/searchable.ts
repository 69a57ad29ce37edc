import { setTimeout as sleep } from 'node:timers/promises';
import { whereIs, type Whereabouts } from '../status.ts';
import type { Evidences } from './evidence.ts';

/** How long a request waits for its article to become searchable, and how often it checks. */
const MAX_WAIT_MS = 10_000;
const CHECK_INTERVAL_MS = 150;

/**
 * The state of an accepted article, once it is final (searchable, superseded, deleted, dead), the time is up
 * or the client has disconnected. `answer` is the answer to the push.
 */
export async function untilSearchable(
  evidenceOf: Evidences,
  answer: Readonly<Record<string, unknown>>,
  isGone: () => boolean,
): Promise<Whereabouts> {
  const { id, revision, partition, offset } = answer;
  const pushed = {
    revision: Number(revision),
    partition: partition === undefined ? null : Number(partition),
    offset: typeof offset === 'string' ? BigInt(offset) : null,
  };
  const deadline = performance.now() + MAX_WAIT_MS;
  for (;;) {
    // While the index or Kafka is unavailable, only the acceptance is known.
    const evidence = await evidenceOf(String(id), pushed).catch(() => null);
    const state = (evidence && whereIs(evidence)?.state) ?? 'accepted';
    const isInProgress = state === 'accepted' || state === 'annotated';
    if (!isInProgress || performance.now() > deadline || isGone()) return state;
    await sleep(CHECK_INTERVAL_MS);
  }
}
