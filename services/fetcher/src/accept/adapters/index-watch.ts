import { SetupError } from '@gazette/schemas';
import { recheck, type Health, type Resource } from '@gazette/runtime';
import type { LookUp } from './known-articles.ts';

/** An id that no article has, so that the check sends the same request as a real look-up. */
const UNUSED_ID = '0'.repeat(64);

/**
 * Turns readiness off while OpenSearch refuses access or lacks the articles alias: nothing is accepted then.
 * An unreachable OpenSearch does not matter, since articles are accepted without it.
 */
export function watchIndex(lookUp: LookUp, health: Health): Resource {
  return recheck(async () => {
    try {
      await lookUp([UNUSED_ID]);
      health.unblock('articles index');
    } catch (error) {
      if (error instanceof SetupError) health.block('articles index', error.message);
    }
  });
}
