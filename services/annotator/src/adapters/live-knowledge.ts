import type { Logger, Resource } from '@gazette/runtime';
import type { Knowledge } from '../knowledge.ts';
import { loadKnowledge, watchKnowledge } from './knowledge.ts';

/** Something made from the knowledge files and made again whenever they change. */
export interface Live<T> extends Resource {
  readonly current: () => T;
}

/**
 * Loads the knowledge and reloads changed files without a restart; invalid files are logged and the old
 * ones stay in use.
 */
export async function liveKnowledge<T>(
  dir: string,
  make: (knowledge: Knowledge) => T,
  logger: Logger,
): Promise<Live<T>> {
  const first = await loadKnowledge(dir);
  let made = make(first);
  const { stop } = watchKnowledge(
    dir,
    (knowledge) => {
      made = make(knowledge);
      logger.info({ knowledgeHash: knowledge.hash }, 'knowledge reloaded');
    },
    (error) => {
      logger.error({ reason: error.message }, 'changed knowledge is invalid; the old knowledge stays in use');
    },
    { hash: first.hash },
  );
  return { current: () => made, stop };
}
