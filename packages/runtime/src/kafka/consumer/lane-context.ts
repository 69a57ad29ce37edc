import type { RetryContext } from '../../retry.ts';
import type { Lane } from './lane.ts';

/**
 * The surroundings of retries of a lane's worker. They are named by the lane's generation too: the worker of the same partition before it
 * may still be ending, and must not say that this one is ready.
 */
export function contextOf(
  { topic, partition, generation, signal }: Pick<Lane, 'topic' | 'partition' | 'generation' | 'signal'>,
  { health, logger }: Pick<RetryContext, 'health' | 'logger'>,
): RetryContext {
  return { name: `${topic}/${partition}/${generation}`, health, logger, signal };
}
