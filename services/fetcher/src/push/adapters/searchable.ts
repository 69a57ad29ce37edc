import { setTimeout as sleep } from 'node:timers/promises';
import { whereIs, type Whereabouts } from '../status.ts';
import type { Evidences } from './evidence.ts';

/** How long an answer waits for an article to be searchable, and how often it looks, in milliseconds. */
const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 150;

/**
 * Where an accepted article is, once that is final (searchable, superseded, deleted, dead), the time is over or nobody waits any more.
 * `answer` is the answer to the push.
 */
export async function untilSearchable(
  evidenceOf: Evidences,
  answer: Readonly<Record<string, unknown>>,
  isGone: () => boolean,
): Promise<Whereabouts> {
  const { id, revision, partition, offset } = answer;
  const asked = {
    revision: Number(revision),
    partition: partition === undefined ? null : Number(partition),
    offset: typeof offset === 'string' ? BigInt(offset) : null,
  };
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    // While the index or Kafka is away, all that is known is that the article was accepted.
    const evidence = await evidenceOf(String(id), asked).catch(() => null);
    const state = (evidence && whereIs(evidence)?.state) ?? 'accepted';
    const moves = state === 'accepted' || state === 'annotated';
    if (!moves || performance.now() > deadline || isGone()) return state;
    await sleep(LOOK_AGAIN_MS);
  }
}
