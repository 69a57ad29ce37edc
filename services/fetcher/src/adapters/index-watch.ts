import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@opensearch-project/opensearch';
import { indexNames } from '@gazette/schemas';
import type { Health, Resource } from '@gazette/runtime';
import { statusOf } from './opensearch.ts';

/** How often the set-up is looked at, in milliseconds. */
const EVERY_MS = 5000;

/**
 * Turns readiness off while OpenSearch refuses us or lacks the articles alias: revisions would then be the clock's for good. An
 * OpenSearch that is only away blocks nothing, since articles are accepted without it.
 */
export function watchIndex(client: Client, prefix: string, health: Health): Resource {
  const alias = indexNames(prefix).articlesWrite;
  const stopping = new AbortController();

  async function look(): Promise<void> {
    try {
      await client.indices.getAlias({ name: alias });
      health.unblock('articles index');
    } catch (error) {
      const status = statusOf(error);
      if (status === 404)
        health.block('articles index', `OpenSearch has no alias ${alias}. Run \`npx gazette deploy\`.`);
      else if (status === 401 || status === 403) {
        health.block('articles index', `OpenSearch refused access (${status}). Check its credentials.`);
      }
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
