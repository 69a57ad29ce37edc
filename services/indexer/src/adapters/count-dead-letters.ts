import {
  deadLettersWaiting,
  recheck,
  type DeadLetterStore,
  type Logger,
  type Resource,
} from '@gazette/runtime';

/** Keeps `gazette_dead_letters_waiting` up to date; after a failed count it keeps the last value. */
export function countDeadLetters(store: DeadLetterStore, logger: Logger): Resource {
  const counting = recheck(async () => {
    try {
      deadLettersWaiting.set(await store.count({}));
    } catch (error) {
      logger.debug({ err: error }, 'could not count dead letters');
    }
  });
  return {
    // A count can outlast the stop deadline, so it is not awaited.
    stop: () => {
      void counting.stop();
      return Promise.resolve();
    },
  };
}
