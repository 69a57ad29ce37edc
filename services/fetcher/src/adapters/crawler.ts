import { topics, type FeedState, type Page } from '@gazette/schemas';
import {
  joinGroup,
  rawPublisher,
  type ConsumerGroup,
  type Health,
  type KafkaConfig,
  type Lane,
  type Logger,
  type Publisher,
  type RetryContext,
} from '@gazette/runtime';
import type { Get } from '../http-result.ts';
import type { Accept } from './acceptor.ts';
import { pollPartition, untilAborted } from './feed-poller.ts';
import { createHostGate, type HostGate } from './host-gate.ts';
import { workPages } from './page-worker.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions.ts';

/** What the crawler acts through. */
export interface CrawlerOptions {
  readonly kafka: KafkaConfig;
  readonly health: Health;
  readonly logger: Logger;
  readonly get: Get;
  readonly accept: Accept;
  readonly pages: Publisher<Page>;
  readonly feedState: Publisher<FeedState>;
  /** Shortest pause between two requests to one host, in milliseconds. */
  readonly hostDelayMs: number;
  /** Shortest time between two polls of a feed, in seconds. */
  readonly minIntervalSeconds: number;
}

/** The group that owns feeds and hosts. */
const GROUP = 'fetcher';

interface Owner {
  readonly generation: number;
  readonly subscriptions: Subscriptions;
  readonly gate: HostGate;
}

/**
 * Polls feeds and fetches pages. Partition p of `feeds`, `feed-state` and `pages` belongs to one instance, so no host is visited by
 * two at once and no other database is needed.
 */
export function startCrawler(options: CrawlerOptions): ConsumerGroup {
  const { kafka, health, logger } = options;
  const owners = new Map<number, Owner>();
  const deadLetters = rawPublisher(kafka, logger);

  function ownerOf({ partition, generation }: Lane): Owner {
    const known = owners.get(partition);
    if (known?.generation === generation) return known;
    const owner = {
      generation,
      subscriptions: createSubscriptions(kafka, logger),
      gate: createHostGate(options.hostDelayMs),
    };
    owners.set(partition, owner);
    return owner;
  }

  async function work(lane: Lane): Promise<void> {
    const { subscriptions, gate } = ownerOf(lane);
    const context: RetryContext = {
      name: `${lane.topic}/${lane.partition}`,
      health,
      logger,
      signal: lane.signal,
    };
    const job = { ...options, lane, context, gate, subscriptions, deadLetters, group: GROUP };
    try {
      if (lane.topic === kafka.prefix + topics.pages.name) {
        await Promise.race([subscriptions.ready, untilAborted(lane.closing)]);
        await workPages(job);
      } else if (lane.topic === kafka.prefix + topics.feeds.name) {
        await Promise.all([subscriptions.follow(lane, context), pollPartition(job)]);
      } else await subscriptions.follow(lane, context);
    } catch (error) {
      // A lane that ended hands its work to the partition's next owner.
      if (!lane.signal.aborted) throw error;
    } finally {
      health.unblock(context.name);
    }
  }

  const group = joinGroup(kafka, {
    group: GROUP,
    topics: [topics.feeds.name, topics.feedState.name, topics.pages.name],
    work,
    health,
    logger,
  });
  return {
    stop: async () => {
      await group.stop();
      await deadLetters.stop();
    },
  };
}
