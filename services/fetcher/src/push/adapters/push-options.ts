import type { Logger } from '@gazette/runtime';
import type { ApiKeys } from '../api-keys.ts';
import type { ProducerLimits } from '../producer-limits.ts';
import type { Accept } from '../../accept/adapters/acceptor.ts';
import type { Evidences } from './evidence.ts';
import type { Idempotency } from './idempotency.ts';
import type { FindArticlesAt } from '../../accept/adapters/articles-at.ts';
import type { WhenIndexed } from '../../accept/adapters/when-indexed.ts';
import type { LookUp } from '../../accept/adapters/known-articles.ts';

/** What the push API depends on. */
export interface PushApiOptions {
  readonly keys: () => ApiKeys;
  readonly limits: ProducerLimits;
  readonly accept: Accept;
  readonly lookUp: LookUp;
  readonly findArticlesAt: FindArticlesAt;
  readonly whenIndexed: WhenIndexed;
  readonly evidenceOf: Evidences;
  readonly idempotency: Pick<Idempotency, 'once'>;
  readonly topic: string;
  readonly now: () => number;
  readonly logger: Logger;
}
