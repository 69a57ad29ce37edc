import type { Client } from '@opensearch-project/opensearch';
import {
  createCodec,
  createRegistry,
  indexNames,
  MessageError,
  topics,
  type DeadLetterDocument,
  type IdempotencyDocument,
} from '@gazette/schemas';
import { classifyOpenSearchError } from '@gazette/runtime/opensearch';
import type { KafkaConfig } from '@gazette/runtime';
import { isOfArticle, type Identity } from '../identity.ts';

/** Ids of documents beside the articles index that hold or name purged articles. */
export interface StoredCopies {
  readonly deadLetters: readonly string[];
  readonly idempotencyKeys: readonly string[];
}

const PER_PAGE = 200;
/** With more ids than this every dead letter is read; OpenSearch accepts 65,536 terms. */
const MOST_TERMS = 10_000;

interface Hit {
  readonly _id: string;
  readonly _source: unknown;
  readonly sort: readonly unknown[];
}

/** Finds dead letters of the articles, and the answers to their pushes. Throws when OpenSearch is away. */
export async function findStoredCopies(
  client: Client,
  kafka: KafkaConfig,
  articles: ReadonlyMap<string, Identity>,
): Promise<StoredCopies> {
  const names = indexNames(kafka.prefix);
  const ids = [...articles.keys()];
  const producers = [...new Set([...articles.values()].flatMap(({ producer }) => producer ?? []))];
  const codec = createCodec(topics.inbox, createRegistry(kafka.registry), kafka.prefix);

  async function concerns(letter: DeadLetterDocument): Promise<boolean> {
    if (letter.articleId !== null && articles.has(letter.articleId)) return true;
    // The inbox knows no article ids, and letters that are too large for the index have only their key.
    if (letter.topic !== topics.inbox.name) return false;
    const producer = letter.headers['producer'] ?? null;
    const keyed = { producer, externalId: letter.key, url: null };
    if (letter.value === null) return isOfArticle(keyed, articles.values());
    try {
      const { externalId, url } = await codec.decode(Buffer.from(letter.value, 'base64'));
      return isOfArticle({ producer, externalId, url }, articles.values());
    } catch (error) {
      if (error instanceof MessageError) return isOfArticle(keyed, articles.values());
      throw error;
    }
  }

  const deadLetters: string[] = [];
  const byArticle = ids.length > MOST_TERMS ? { match_all: {} } : { terms: { articleId: ids } };
  const letterQuery = { bool: { should: [byArticle, { term: { topic: topics.inbox.name } }] } };
  for await (const hit of every(client, names.deadLetters, letterQuery, [{ id: 'asc' }]))
    if (await concerns(hit._source as DeadLetterDocument)) deadLetters.push(hit._id);

  const idempotencyKeys: string[] = [];
  const answerQuery = { terms: { producer: producers } };
  for await (const hit of every(client, names.idempotencyKeys, answerQuery, [
    { createdAt: 'asc' },
    { key: 'asc' },
  ])) {
    const named = JSON.stringify((hit._source as IdempotencyDocument).body).match(/[0-9a-f]{64}/g) ?? [];
    if (named.some((id) => articles.has(id))) idempotencyKeys.push(hit._id);
  }
  return { deadLetters, idempotencyKeys };
}

/** Removes the documents and makes that visible to searches. Throws when OpenSearch is away. */
export async function removeStoredCopies(
  client: Client,
  prefix: string,
  { deadLetters, idempotencyKeys }: StoredCopies,
): Promise<void> {
  const names = indexNames(prefix);
  await removeFrom(client, names.deadLetters, deadLetters);
  await removeFrom(client, names.idempotencyKeys, idempotencyKeys);
}

async function removeFrom(client: Client, index: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const query = { ids: { values: [...ids] } };
  try {
    await client.deleteByQuery({ index, refresh: true, conflicts: 'proceed', body: { query } });
  } catch (error) {
    throw classifyOpenSearchError(error);
  }
}

/** Every document that matches, after a refresh. */
async function* every(
  client: Client,
  index: string,
  query: object,
  sort: readonly object[],
): AsyncGenerator<Hit> {
  try {
    await client.indices.refresh({ index });
    for (let after: readonly unknown[] | undefined, isLast = false; !isLast;) {
      const body = { size: PER_PAGE, query, sort, ...(after ? { search_after: after } : {}) };
      const { body: found } = await client.search({ index, body: body as never });
      const hits = found.hits.hits as unknown as readonly Hit[];
      yield* hits;
      after = hits.at(-1)?.sort;
      isLast = hits.length < PER_PAGE;
    }
  } catch (error) {
    throw classifyOpenSearchError(error);
  }
}
