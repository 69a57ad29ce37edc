import { topics, type AnnotatedArticle } from '@gazette/schemas';
import {
  replay,
  retryForever,
  type Incoming,
  type KafkaConfig,
  type Offsets,
  type Publisher,
  type RetryContext,
} from '@gazette/runtime';

/** The keys of `articles.raw` whose last message is a tombstone. */
export interface PurgedKeys {
  /** Takes in messages, in the order of each partition. */
  readonly record: (messages: readonly Incoming[]) => void;
  readonly has: (key: string) => boolean;
}

/** No keys yet. */
export function createPurgedKeys(): PurgedKeys {
  const keys = new Set<string>();
  return {
    record: (messages) => {
      for (const { key, value } of messages) {
        if (value === null) keys.add(key?.toString() ?? '');
        else keys.delete(key?.toString() ?? '');
      }
    },
    has: (key) => keys.has(key),
  };
}

/** What {@link retractPurged} works with. */
export interface Retraction {
  readonly kafka: KafkaConfig;
  readonly purged: PurgedKeys;
  readonly annotated: Publisher<AnnotatedArticle>;
  readonly context: RetryContext;
  /** Where reading `articles.raw` ended. */
  readonly from: Offsets;
}

/**
 * Writes tombstones for those of the published keys of `articles.annotated` whose revision was purged in the
 * meantime; returns these keys. A purge writes its tombstones to `articles.raw` before it looks for
 * annotations, so what was published is found either by the purge or here.
 */
export async function retractPurged(
  { kafka, purged, annotated, context, from }: Retraction,
  published: Iterable<string>,
): Promise<readonly string[]> {
  await replay(kafka, {
    topic: topics.raw.name,
    from,
    onMessages: (messages) => {
      purged.record(messages);
      return Promise.resolve();
    },
    logger: context.logger,
  });
  const retracted = [...published].filter((key) => purged.has(key.slice(0, key.lastIndexOf('/'))));
  const tombstones = retracted.map((key) => ({ key, partitionBy: key.slice(0, key.indexOf('/')) }));
  await retryForever(() => annotated.forget(tombstones), context);
  return retracted;
}
