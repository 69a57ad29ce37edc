import type { PersonDocument } from '@gazette/schemas';

interface Bucket {
  readonly key: string;
  readonly doc_count: number;
}

/** The aggregation of one person id. */
export interface PersonBucket extends Bucket {
  readonly names: { readonly buckets: readonly Bucket[] };
  readonly aliases: { readonly buckets: readonly Bucket[] };
  readonly roles: { readonly buckets: readonly Bucket[] };
  readonly known: { readonly doc_count: number };
  readonly articles: {
    readonly doc_count: number;
    readonly first: { readonly value_as_string?: string };
    readonly last: { readonly value_as_string?: string };
  };
}

/** The query that aggregates some persons from the articles that name them. */
export function personsQuery(ids: readonly string[]): object {
  const mostUsed = (field: string, size: number) => ({ terms: { field, size } });
  return {
    size: 0,
    track_total_hits: false,
    query: { terms: { personIds: ids } },
    aggs: {
      persons: {
        nested: { path: 'persons' },
        aggs: {
          ids: {
            terms: { field: 'persons.id', include: ids, size: ids.length },
            aggs: {
              names: mostUsed('persons.name', 5),
              aliases: mostUsed('persons.aliases', 20),
              roles: mostUsed('persons.roles', 10),
              known: { filter: { term: { 'persons.known': true } } },
              articles: {
                reverse_nested: {},
                aggs: { first: { min: { field: 'publishedAt' } }, last: { max: { field: 'publishedAt' } } },
              },
            },
          },
        },
      },
    },
  };
}

/** The person document of a bucket: the name that most articles use, and every other name as an alias. */
export function toPerson(bucket: PersonBucket): PersonDocument {
  const [name = bucket.key, ...otherNames] = keys(bucket.names.buckets);
  const aliases = [...new Set([...otherNames, ...keys(bucket.aliases.buckets)])].filter(
    (alias) => alias !== name,
  );
  return {
    id: bucket.key,
    name,
    aliases,
    roles: keys(bucket.roles.buckets),
    known: bucket.known.doc_count > 0,
    firstSeen: bucket.articles.first.value_as_string ?? null,
    lastSeen: bucket.articles.last.value_as_string ?? null,
    articles: bucket.articles.doc_count,
  };
}

function keys(buckets: readonly Bucket[]): readonly string[] {
  return buckets.map(({ key }) => key);
}

/** The condition of a write: the document is still the one that was read (optimistic concurrency control). */
export interface StoredVersion {
  readonly if_seq_no: number | undefined;
  readonly if_primary_term: number | undefined;
}

/** One operation of a bulk on the persons index: an action and, unless it deletes, a document. */
export interface PersonWrite {
  readonly id: string;
  readonly lines: readonly object[];
}

/** Creates, replaces or deletes a person's document; null for a person without articles and document. */
export function toPersonWrite(
  id: string,
  bucket: PersonBucket | undefined,
  stored: StoredVersion | undefined,
): PersonWrite | null {
  if (bucket) {
    // Without `require_alias`, OpenSearch would create an index in place of a missing alias.
    const target = { _id: id, require_alias: true };
    const action = stored ? { index: { ...target, ...stored } } : { create: target };
    return { id, lines: [action, toPerson(bucket)] };
  }
  return stored ? { id, lines: [{ delete: { _id: id, ...stored } }] } : null;
}
