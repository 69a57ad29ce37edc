import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  createCodec,
  createRegistry,
  deadLetteredTopics,
  deadLetterTopic,
  MessageError,
  topics,
  type RawArticle,
} from '@gazette/schemas';
import { createAnnotate } from '@gazette/annotator/annotate';
import { loadKnowledge } from '@gazette/annotator/knowledge';
import { toDocument } from '@gazette/indexer/to-document';
import { condense } from './condense.ts';
import type { Fields, LabAddresses, Letter, Observed, PartitionState, RawRecord } from './contract.ts';
import { readDeadLetterIds, readDocuments } from './read-indices.ts';
import { partitionStates, readTopics, type GroupTopics, type StoredRecord } from './read-topics.ts';

type Addresses = Pick<LabAddresses, 'engines' | 'prefix'>;

/** The groups of the pipeline and what they consume; only `pages` of the crawler's topics is committed. */
export const groups: readonly GroupTopics[] = [
  { group: 'fetcher-inbox', topics: [topics.inbox.name] },
  { group: 'fetcher', topics: [topics.pages.name] },
  { group: 'annotator', topics: [topics.raw.name] },
  { group: 'indexer', topics: [topics.annotated.name] },
  { group: 'dead-letter-indexer', topics: deadLetteredTopics.map(deadLetterTopic) },
];
const knowledgeDir = fileURLToPath(new URL('../../../services/annotator/data/', import.meta.url));

/** Waits until every group has consumed everything, and answers whether it has; false after `withinMs`, when something is stuck. */
export async function untilSettled({ engines, prefix }: Addresses, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  let before = '';
  for (;;) {
    const states = await partitionStates({ kafka: engines.kafka, prefix }, groups).catch(() => null);
    const now = states?.every(isConsumed) ? JSON.stringify(states.map(({ high }) => String(high))) : '';
    // Twice the same ends: nothing was on its way from one topic to the next.
    if (now !== '' && now === before) return true;
    before = now;
    if (Date.now() > deadline) return false;
    await sleep(500);
  }
}

/** Whether a group is at the end of a partition. */
export function isConsumed({ committed, high }: PartitionState): boolean {
  return (committed ?? 0n) === high;
}

/** Reads everything that the engines hold, from them directly. Call it when faults are over and {@link untilSettled} has answered. */
export async function observe({ engines, prefix }: Addresses): Promise<Observed> {
  const broker = { kafka: engines.kafka, prefix };
  const toExpected = await expectations();
  const codec = createCodec(topics.raw, createRegistry(engines.registry), prefix);
  const raw: RawRecord[] = [];
  const digests = new Map<string, string>();
  const letters: Omit<Letter, 'originalDigest' | 'indexed'>[] = [];

  await readTopics(broker, deadLetteredTopics, async (record) => {
    digests.set(placeOf(record), digestOf(record.value));
    if (record.topic !== topics.raw.name || record.value === null) return;
    const article = await codec.decode(record.value).catch(unlessUnreadable);
    if (article) raw.push(toRawRecord(record, article, toExpected(article)));
  });
  await readTopics(broker, deadLetteredTopics.map(deadLetterTopic), (record) => {
    letters.push(toLetter(record));
    return Promise.resolve();
  });
  const indexed = await readDeadLetterIds(engines.opensearch, prefix);
  return {
    raw,
    documents: await readDocuments(engines.opensearch, prefix),
    letters: letters.map((letter) => ({
      ...letter,
      originalDigest: digests.get(placeOf(letter)) ?? null,
      indexed: indexed.has(placeOf(letter)),
    })),
    partitions: await partitionStates(broker, groups),
  };
}

/** What the pipeline's own pure code makes of an article; null where it refuses. */
async function expectations(): Promise<(article: RawArticle) => Fields | null> {
  const annotate = createAnnotate(await loadKnowledge(knowledgeDir));
  return (article) => {
    try {
      return condense(toDocument(annotate(article)).document);
    } catch (error) {
      if (error instanceof MessageError) return null;
      throw error;
    }
  };
}

function unlessUnreadable(error: unknown): null {
  if (error instanceof MessageError) return null;
  throw error;
}

function toRawRecord(
  { partition, offset }: StoredRecord,
  { id, revision, kind }: RawArticle,
  expected: Fields | null,
): RawRecord {
  return { partition, offset, id, revision, kind, expected };
}

function toLetter({ value, headers }: StoredRecord): Omit<Letter, 'originalDigest' | 'indexed'> {
  const header = (name: string): string => headers[`gazette-${name}`] ?? '';
  return {
    topic: header('topic'),
    partition: Number(header('partition')),
    offset: header('offset'),
    stage: header('stage'),
    errorClass: header('error-class'),
    reason: header('reason'),
    articleId: header('article-id') || null,
    digest: digestOf(value),
  };
}

function placeOf({ topic, partition, offset }: Pick<Letter, 'topic' | 'partition' | 'offset'>): string {
  return `${topic}/${partition}/${offset}`;
}

function digestOf(value: Buffer | null): string {
  return createHash('sha256')
    .update(value ?? '')
    .digest('hex');
}
