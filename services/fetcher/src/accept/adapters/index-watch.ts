import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from '@gazette/schemas';
import type { Health, Resource } from '@gazette/runtime';
import type { LookUp } from './known-articles.ts';

/** How often the set-up is looked at, in milliseconds. */
const EVERY_MS = 5000;
/** Asked for as every article is, so that what is looked at is what is needed; nobody has this id. */
const NOBODY = '0'.repeat(64);

/**
 * Turns readiness off while OpenSearch refuses us or lacks the articles alias, in which state nothing is accepted. An OpenSearch
 * that is only away blocks nothing, since articles are accepted without it.
 */
export function watchIndex(lookUp: LookUp, health: Health): Resource {
  const stopping = new AbortController();

  async function look(): Promise<void> {
    try {
      await lookUp([NOBODY]);
      health.unblock('articles index');
    } catch (error) {
      if (error instanceof SetupError) health.block('articles index', error.message);
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look();
      await sleep(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
