import { topics, type Feed, type FeedState, type Page } from '@gazette/schemas';
import {
  laneRetryContext,
  joinGroup,
  rawPublisher,
  type ConsumerGroup,
  type Health,
  type KafkaConfig,
  type Lane,
  type Logger,
  type MembershipCheck,
  type Publisher,
} from '@gazette/runtime';
import type { Accept } from '../../accept/adapters/acceptor.ts';
import { pollPartition, untilAborted } from './feed-poller.ts';
import { createHostGate, type HostAssignment } from './host-gate.ts';
import type { HttpClient } from './http-client.ts';
import { workPages } from './page-worker.ts';
import { createPoliteGet } from './polite-get.ts';
import { createSiteRules } from './site-rules.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions.ts';
import { indexedBefore } from './indexed-before.ts';

/** What the crawler depends on. */
export interface CrawlerOptions {
  readonly kafka: KafkaConfig;
  readonly health: Health;
  readonly logger: Logger;
  readonly get: HttpClient['get'];
  readonly userAgent: string;
  readonly accept: Accept;
  readonly feeds: Publisher<Feed>;
  readonly pages: Publisher<Page>;
  readonly feedState: Publisher<FeedState>;
  /** Shortest pause between two requests to one host, in milliseconds. */
  readonly hostDelayMs: number;
  /** Shortest time between two polls of a feed, in seconds. */
  readonly minIntervalSeconds: number;
  /** The most concurrent requests, over all hosts. */
  readonly mostRequests: number;
  /** When recent articles are fetched again, in ascending seconds after their first fetch. */
  readonly revisitSeconds: readonly number[];
}

/** The group that owns feeds and hosts. */
const GROUP = 'fetcher';
/** The previous owner may notice a rebalance later; its last request ends within this time. */
const MOVING_MS = 1000;

interface Owner {
  readonly generation: number;
  readonly subscriptions: Subscriptions;
  readonly since: number;
}

/**
 * Polls feeds and fetches pages. One instance owns partition p of `feeds`, `feed-state` and `pages`, so two
 * instances never visit a host at the same time, and no database is needed.
 */
export function startCrawler(options: CrawlerOptions): ConsumerGroup {
  const { kafka, health, logger } = options;
  const owners = new Map<number, Owner>();
  const stopping = new AbortController();
  const deadLetters = rawPublisher(kafka, logger);
  let takeover: { readonly generation: number; readonly over: Promise<void> } | undefined;
  const gate = createHostGate({ most: options.mostRequests });
  const get = createPoliteGet({ ...options, gate, sites: createSiteRules(Date.now) });

  function ownerOf({ partition, generation }: Lane): Owner {
    const known = owners.get(partition);
    if (known?.generation === generation) return known;
    const owner = {
      generation,
      subscriptions: createSubscriptions(kafka, logger),
      since: performance.now() + MOVING_MS,
    };
    owners.set(partition, owner);
    return owner;
  }

  /** Partitions that are assigned together share one takeover. */
  async function takeOver(generation: number): Promise<void> {
    if (takeover?.generation !== generation) {
      const context = { task: 'take over hosts', health, logger, signal: stopping.signal };
      const over = indexedBefore(kafka, context).catch((error: unknown) => {
        if (!stopping.signal.aborted) throw error;
      });
      takeover = { generation, over };
    }
    return takeover.over;
  }

  async function work(lane: Lane, membership: MembershipCheck): Promise<void> {
    const { subscriptions, since } = ownerOf(lane);
    const context = laneRetryContext(lane, { health, logger });
    const assignment: HostAssignment = {
      ownerSince: since,
      confirmed: () => membership.confirmed(lane),
    };
    const job = { ...options, lane, context, get, assignment, subscriptions, deadLetters, group: GROUP };
    try {
      if (lane.topic === kafka.prefix + topics.pages.name) {
        await Promise.race([subscriptions.ready, untilAborted(lane.closing)]);
        await workPages({ ...job, previousOwnerIndexed: takeOver(lane.generation) });
      } else if (lane.topic === kafka.prefix + topics.feeds.name) {
        await Promise.all([subscriptions.follow(lane, context), pollPartition(job)]);
      } else await subscriptions.follow(lane, context);
    } catch (error) {
      // When a lane ends, the partition's next owner continues its work.
      if (!lane.signal.aborted) throw error;
    } finally {
      health.unblock(context.task);
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
      stopping.abort();
      await deadLetters.stop();
    },
  };
}
