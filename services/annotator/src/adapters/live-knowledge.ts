import type { Logger, Resource } from '@gazette/runtime';
import type { Knowledge } from '../knowledge.ts';
import { loadKnowledge, watchKnowledge } from './knowledge.ts';

/** Something made from the knowledge files, made anew whenever they change. */
export interface Live<T> extends Resource {
  readonly current: () => T;
}

/** Loads the knowledge and follows its files without a restart; a broken file keeps what was there and says why. */
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
      logger.info({ knowledgeHash: knowledge.hash }, 'took up new knowledge');
    },
    (error) => {
      logger.error({ reason: error.message }, 'kept the old knowledge');
    },
    { hash: first.hash },
  );
  return { current: () => made, stop };
}
