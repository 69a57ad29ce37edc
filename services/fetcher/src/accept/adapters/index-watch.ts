import { SetupError } from '@gazette/schemas';
import { recheck, type Health, type Resource } from '@gazette/runtime';
import type { LookUp } from './known-articles.ts';

/** An id that no article has: the check must make the same request as a real look-up. */
const NOBODY = '0'.repeat(64);

/**
 * Turns readiness off while OpenSearch refuses access or lacks the articles alias: nothing is accepted then.
 * An OpenSearch that does not answer blocks nothing, since articles are accepted without it.
 */
export function watchIndex(lookUp: LookUp, health: Health): Resource {
  return recheck(async () => {
    try {
      await lookUp([NOBODY]);
      health.unblock('articles index');
    } catch (error) {
      if (error instanceof SetupError) health.block('articles index', error.message);
    }
  });
}
