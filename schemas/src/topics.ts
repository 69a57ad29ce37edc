import { createHash } from 'node:crypto';
import { avroSchemas, type AvroNamed } from './avro/avro.ts';
import type { AnnotatedArticle, Feed, FeedState, IncomingArticle, Page, RawArticle } from './types.ts';
import { parseUrl } from './parse-url.ts';

/** A Kafka topic and everything two services must agree on about it. */
export interface Topic<T> {
  /** Name without the installation's prefix. */
  readonly name: string;
  readonly schema: AvroNamed;
  /** The message key; compaction keeps the last message of a key. */
  readonly key: (value: T) => string;
  /** The text that selects the partition; see {@link partitionFor}. */
  readonly partitionBy: (value: T) => string;
  /** Largest batch of records the broker accepts, in bytes (`max.message.bytes`). */
  readonly maxBytes: number;
  /** Topic configuration besides `max.message.bytes`. */
  readonly config: Readonly<Record<string, string>>;
}

/** Partitions of every topic. Fixed at creation: changing it would move keys between partitions. */
export const PARTITIONS = 12;

const MIB = 1024 * 1024;
const DAY_MS = 24 * 60 * 60 * 1000;
const compacted = { 'cleanup.policy': 'compact' };
/** Compaction removes a purged text within a day of its tombstone. */
const purgeable = { ...compacted, 'max.compaction.lag.ms': String(DAY_MS) };
const keptFor = (days: number) => ({ 'cleanup.policy': 'delete', 'retention.ms': String(days * DAY_MS) });

/** Every topic of the pipeline, in the order in which an article passes through them. */
export const topics = {
  inbox: topic<IncomingArticle>({
    name: 'articles.inbox',
    schema: avroSchemas.incomingArticle,
    key: (article) => article.externalId ?? article.url ?? '',
    partitionBy: (article) => article.externalId ?? article.url ?? article.title,
    maxBytes: 2 * MIB,
    // The broker stores it uncompressed, so that a producer's codec cannot stop the consumer.
    // The time at which the broker appends a record is its article's revision.
    config: {
      ...keptFor(7),
      'compression.type': 'uncompressed',
      'message.timestamp.type': 'LogAppendTime',
    },
  }),
  raw: topic<RawArticle>({
    name: 'articles.raw',
    schema: avroSchemas.rawArticle,
    key: (article) => `${article.id}/${article.revision}`,
    partitionBy: (article) => article.id,
    maxBytes: 2 * MIB,
    // The broker's timestamps are the shared clock of all instances that accept articles.
    config: { ...purgeable, 'message.timestamp.type': 'LogAppendTime' },
  }),
  annotated: topic<AnnotatedArticle>({
    name: 'articles.annotated',
    schema: avroSchemas.annotatedArticle,
    key: ({ article, annotatorRevision }) => `${article.id}/${article.revision}/${annotatorRevision}`,
    partitionBy: ({ article }) => article.id,
    maxBytes: 6 * MIB,
    config: purgeable,
  }),
  feeds: topic<Feed>({
    name: 'feeds',
    schema: avroSchemas.feed,
    // Keeps a subscription apart from a redirect to the same address.
    key: (feed) => feedKey(feed.handedOver?.origin ?? null, feed.url),
    partitionBy: (feed) => hostOf(feed.url),
    maxBytes: MIB,
    config: compacted,
  }),
  feedState: topic<FeedState>({
    name: 'feed-state',
    schema: avroSchemas.feedState,
    key: (state) => feedKey(state.origin, state.url),
    partitionBy: (state) => hostOf(state.url),
    maxBytes: MIB,
    config: compacted,
  }),
  pages: topic<Page>({
    name: 'pages',
    schema: avroSchemas.page,
    key: (page) => page.url,
    partitionBy: (page) => hostOf(page.url),
    maxBytes: MIB,
    config: keptFor(7),
  }),
} as const;

/** A topic and the consumer group that processes it; names without the installation's prefix. */
export interface Stage {
  readonly topic: string;
  readonly group: string;
}

/** The stages of an article, in the order in which it passes them. */
export const stages = {
  inbox: { topic: topics.inbox.name, group: 'fetcher-inbox' },
  annotator: { topic: topics.raw.name, group: 'annotator' },
  indexer: { topic: topics.annotated.name, group: 'indexer' },
} as const satisfies Readonly<Record<string, Stage>>;

/** Every partition of a topic. */
export const ALL_PARTITIONS: ReadonlySet<number> = new Set(
  Array.from({ length: PARTITIONS }, (_, partition) => partition),
);

/**
 * The consumer group whose offsets tell when the inbox of an older release was taken over, in milliseconds since
 * the epoch: by `deploy` (partition 0; 0 for an inbox without an older release) and by the first fetcher of this
 * release (partition 1; 0 until then).
 */
export const INBOX_MIGRATION = { group: 'inbox-migration', deployed: 0, takenOver: 1 } as const;

/** A topic's whole configuration, with how many replicas must have a message before it is acknowledged. */
export function topicConfig(
  { config, maxBytes }: Pick<Topic<never>, 'config' | 'maxBytes'>,
  minInsync: number,
): Readonly<Record<string, string>> {
  return { ...config, 'max.message.bytes': String(maxBytes), 'min.insync.replicas': String(minInsync) };
}

/** Settings of dead-letter topics: the original bytes with extra headers, kept for 30 days. */
export const deadLetters = { maxBytes: 8 * MIB, config: keptFor(30) } as const;

/** Topics whose consumers write dead letters. */
export const deadLetteredTopics: readonly string[] = [
  topics.inbox,
  topics.raw,
  topics.annotated,
  topics.pages,
].map(({ name }) => name);

/** The name of the topic that keeps a topic's dead letters. */
export function deadLetterTopic(name: string): string {
  return `${name}.dead-letters`;
}

/** The registry subject of a topic's values (TopicNameStrategy). */
export function subjectOf(topicName: string): string {
  return `${topicName}-value`;
}

/** The partition for a text: the first 32 bits of its SHA-256, modulo {@link PARTITIONS}. */
export function partitionFor(by: string): number {
  return createHash('sha256').update(by).digest().readUInt32BE(0) % PARTITIONS;
}

/** The partitioning text of feeds and pages: the host, with its port unless that is the scheme's default. */
export function hostOf(url: string): string {
  return parseUrl(url)?.host ?? url;
}

function feedKey(origin: string | null, url: string): string {
  return origin === null ? url : `${origin} ${url}`;
}

function topic<T>(definition: Topic<T>): Topic<T> {
  return definition;
}
