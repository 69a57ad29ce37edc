import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  createCodec,
  createRegistry,
  deadLetteredTopics,
  deadLetterTopic,
  documentVersion,
  MessageError,
  topics,
  type AnnotatedArticle,
  type Annotations,
  type RawArticle,
} from '@gazette/schemas';
import { createAnnotate } from '@gazette/annotator/annotate';
import { loadKnowledge } from '@gazette/annotator/knowledge';
import { toDocument } from '@gazette/indexer/to-document';
import type {
  AnnotatedRecord,
  Fields,
  LabAddresses,
  Letter,
  Observed,
  PartitionState,
  RawRecord,
} from './contract.ts';
import { condense, differing, digestOf, keyOf, placeOf } from './fields.ts';
import { readDeadLetterIds, readDocuments } from './read-indices.ts';
import { openSample } from './sample.ts';
import { partitionStates, readTopics, type GroupTopics, type StoredRecord } from './read-topics.ts';

type Addresses = Pick<LabAddresses, 'engines' | 'prefix'>;

const letterTopics = deadLetteredTopics.map(deadLetterTopic);
/** The groups of the pipeline and what they consume; only `pages` of the crawler's topics is committed. */
export const groups: readonly GroupTopics[] = [
  { group: 'fetcher-inbox', topics: [topics.inbox.name] },
  { group: 'fetcher', topics: [topics.pages.name] },
  { group: 'annotator', topics: [topics.raw.name] },
  { group: 'indexer', topics: [topics.annotated.name] },
  { group: 'dead-letter-indexer', topics: letterTopics },
];
const knowledgeDir = fileURLToPath(new URL('../../../services/annotator/data/', import.meta.url));

/** Waits until every group has consumed everything. Resolves to false after `withinMs`. */
export async function untilAllIndexed({ engines, prefix }: Addresses, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  let before = '';
  for (;;) {
    const states = await partitionStates({ kafka: engines.kafka, prefix }, groups).catch(() => null);
    const now = states?.every(isConsumed) ? JSON.stringify(states.map(({ high }) => String(high))) : '';
    // The same ends twice mean that nothing was in flight between topics.
    if (now !== '' && now === before) return true;
    before = now;
    if (Date.now() > deadline) return false;
    await sleep(500);
  }
}

/** Whether a group is at the end of a partition. Without a commit it would start at the low end. */
export function isConsumed({ committed, low, high }: PartitionState): boolean {
  return (committed ?? low) === high;
}

/** Reads everything from the engines, bypassing the proxies. Call it after {@link untilAllIndexed}. */
export async function observe({ engines, prefix }: Addresses): Promise<Observed> {
  const broker = { kafka: engines.kafka, prefix };
  const registry = createRegistry(engines.registry);
  const codec = {
    raw: createCodec(topics.raw, registry, prefix),
    annotated: createCodec(topics.annotated, registry, prefix),
  };
  const raw: Omit<RawRecord, 'annotated'>[] = [];
  const sample = openSample(SAMPLE);
  const annotated = new Map<string, AnnotatedRecord>();
  const annotatedTimes = new Map<string, number>();
  const digests = new Map<string, string>();
  /** The last record of each key: all that is left of its equals after compaction. */
  const lastOfKey = new Map<string, string>();
  const letters: {
    readonly letter: Omit<Letter, 'originalDigest' | 'indexed'>;
    readonly key: Buffer | null;
  }[] = [];

  await readTopics(broker, [...deadLetteredTopics, ...letterTopics], async (record) => {
    if (letterTopics.includes(record.topic)) {
      letters.push({ letter: toLetter(record), key: record.key });
      return;
    }
    const digest = digestOf(record);
    digests.set(placeOf(record), digest);
    lastOfKey.set(keyPlaceOf(record), digest);
    if (record.value === null) return;
    if (record.topic === topics.annotated.name) {
      const message = await codec.annotated.decode(record.value).catch(unlessUnreadable);
      if (!message) return;
      const { article } = message;
      annotated.set(article.id, winnerOf(annotated.get(article.id), message));
      annotatedTimes.set(keyOf(article), (annotatedTimes.get(keyOf(article)) ?? 0) + 1);
      return;
    }
    if (record.topic !== topics.raw.name) return;
    const article = await codec.raw.decode(record.value).catch(unlessUnreadable);
    if (!article) return;
    raw.push(toRawRecord(record, article));
    sample.add(article);
  });
  const indexed = await readDeadLetterIds(engines.opensearch, prefix);
  const recomputed = await annotateAll(sample.newest());
  return {
    raw: raw.map((record) => ({ ...record, annotated: recomputed.get(keyOf(record)) ?? null })),
    annotated,
    annotatedTimes,
    documents: await readDocuments(engines.opensearch, prefix),
    letters: letters.map(({ letter, key }) => ({
      ...letter,
      originalDigest: digests.get(placeOf(letter)) ?? lastOfKey.get(keyPlaceOf({ ...letter, key })) ?? null,
      indexed: indexed.has(placeOf(letter)),
    })),
    partitions: await partitionStates(broker, groups),
  };
}

function keyPlaceOf({ topic, partition, key }: Pick<StoredRecord, 'topic' | 'partition' | 'key'>): string {
  return `${topic}/${partition}/${key?.toString('base64') ?? ''}`;
}

/** Annotations are recomputed for at least this many articles; each takes some milliseconds. */
const SAMPLE = 400;
/** Loaded on first use. */
let knowledge: ReturnType<typeof loadKnowledge> | undefined;

/** Document fields computed by the annotator's and the indexer's pure code, by id and revision. */
async function annotateAll(articles: readonly RawArticle[]): Promise<ReadonlyMap<string, Fields>> {
  knowledge ??= loadKnowledge(knowledgeDir);
  const annotate = createAnnotate(await knowledge);
  const found = new Map<string, Fields>();
  for (const article of articles.filter(({ kind }) => kind === 'upsert')) {
    const fields = fieldsOf(() => toDocument(annotate(article)).document);
    if (fields) found.set(keyOf(article), fields);
  }
  return found;
}

/** The record that the index must hold. A second message with an equal version changes nothing. */
function winnerOf(known: AnnotatedRecord | undefined, message: AnnotatedArticle): AnnotatedRecord {
  const { article, annotatorRevision } = message;
  const { id, revision } = article;
  const version = documentVersion(article, annotatorRevision);
  if (known && known.version > version) return known;
  const fields = fieldsOf(() => toDocument(message).document);
  if (known?.version !== version) return { id, revision, version, fields, alike: true };
  return { ...known, alike: known.alike && differing(known.fields ?? {}, fields ?? {}).length === 0 };
}

function toRawRecord({ partition, offset }: StoredRecord, article: RawArticle): Omit<RawRecord, 'annotated'> {
  const { id, revision, kind } = article;
  const text = fieldsOf(() => {
    const annotated = { article, annotations: nothingFound, annotatorRevision: 0, knowledgeHash: '' };
    const entries = Object.entries(toDocument(annotated).document);
    return Object.fromEntries(entries.filter(([name]) => !ofAnnotations.has(name)));
  });
  return { partition, offset, id, revision, kind, text };
}

const nothingFound: Annotations = {
  language: { code: 'und', confidence: 0 },
  dateAnchor: null,
  ...{ persons: [], issues: [], dates: [], quotes: [], storyBands: [] },
};
/** Fields of a document that do not follow from its text alone. */
const ofAnnotations: ReadonlySet<string> = new Set([
  ...['language', 'personIds', 'issueIds', 'persons', 'issues', 'quotes', 'mentionedDates'],
  ...['storyId', 'storyBands', 'annotations', 'annotatorRevision', 'knowledgeHash'],
]);

function fieldsOf(document: () => object): Fields | null {
  try {
    return condense(document());
  } catch (error) {
    return unlessUnreadable(error);
  }
}

function unlessUnreadable(error: unknown): null {
  if (error instanceof MessageError) return null;
  throw error;
}

function toLetter(record: StoredRecord): Omit<Letter, 'originalDigest' | 'indexed'> {
  const header = (name: string): string => record.headers[`gazette-${name}`] ?? '';
  return {
    topic: header('topic'),
    partition: Number(header('partition')),
    offset: header('offset'),
    stage: header('stage'),
    errorClass: header('error-class'),
    reason: header('reason'),
    articleId: header('article-id') || null,
    digest: digestOf(record),
  };
}
