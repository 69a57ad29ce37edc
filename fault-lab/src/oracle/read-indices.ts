import type { StoredDocument } from './contract.ts';
import { condense } from './fields.ts';

interface Hit {
  readonly _index: string;
  readonly _id: string;
  readonly _source: { readonly revision: number };
}

const PAGE = 500;

/** Every document of every index behind the articles aliases, deleted ones included. */
export async function readDocuments(opensearch: string, prefix: string): Promise<readonly StoredDocument[]> {
  const aliases = `${prefix}articles,${prefix}articles-write`;
  const indices = Object.keys(await call<object>(opensearch, 'GET', `${aliases}/_alias`));
  await call(opensearch, 'POST', `${indices.join(',')}/_refresh`);
  const visible = new Set<string>();
  for await (const { _index, _id } of scroll(opensearch, `${prefix}articles`, false))
    visible.add(`${_index}/${_id}`);
  const documents: StoredDocument[] = [];
  for await (const { _index, _id, _source } of scroll(opensearch, indices.join(','), true)) {
    documents.push({
      index: _index,
      id: _id,
      visible: visible.has(`${_index}/${_id}`),
      revision: _source.revision,
      fields: condense(_source),
    });
  }
  return documents;
}

/** The ids (topic/partition/offset) of the dead letters that operators find. */
export async function readDeadLetterIds(opensearch: string, prefix: string): Promise<ReadonlySet<string>> {
  const index = `${prefix}dead-letters`;
  await call(opensearch, 'POST', `${index}/_refresh`);
  const ids = new Set<string>();
  for await (const { _id } of scroll(opensearch, index, false)) ids.add(_id);
  return ids;
}

interface ScrollPage {
  readonly _scroll_id: string;
  readonly hits: { readonly hits: readonly Hit[] };
}

async function* scroll(opensearch: string, index: string, sources: boolean): AsyncGenerator<Hit> {
  let page = await call<ScrollPage>(opensearch, 'POST', `${index}/_search?scroll=1m`, {
    size: PAGE,
    sort: ['_doc'],
    _source: sources,
  });
  while (page.hits.hits.length > 0) {
    yield* page.hits.hits;
    page = await call<ScrollPage>(opensearch, 'POST', '_search/scroll', {
      scroll: '1m',
      scroll_id: page._scroll_id,
    });
  }
  await call(opensearch, 'DELETE', '_search/scroll', { scroll_id: page._scroll_id });
}

async function call<T>(opensearch: string, method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${opensearch}/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok)
    throw new Error(`OpenSearch answered ${response.status} to ${method} ${path}: ${await response.text()}`);
  return (await response.json()) as T;
}
