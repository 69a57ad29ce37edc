import { deadLettersWaiting, sleep, type DeadLetterStore, type Logger } from '@gazette/runtime';

const EVERY_MS = 5000;

/** Keeps `gazette_dead_letters_waiting` as the index has it, until stopped. A count that fails leaves the last one. */
export function countDeadLetters(
  store: DeadLetterStore,
  logger: Logger,
): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();

  async function count(): Promise<void> {
    while (!stopping.signal.aborted) {
      await store.count({}).then(
        (waiting) => {
          deadLettersWaiting.set(waiting);
        },
        (error: unknown) => {
          logger.debug({ err: error }, 'could not count dead letters');
        },
      );
      await sleep(EVERY_MS, stopping.signal).catch(() => undefined);
    }
  }

  void count();
  return {
    stop: () => {
      stopping.abort(new Error('stopping'));
      return Promise.resolve();
    },
  };
}
