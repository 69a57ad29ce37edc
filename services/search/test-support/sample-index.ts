import { randomBytes } from 'node:crypto';
import { indexDefinitions, indexNames, searchTemplates, type DeletedArticleDocument } from '@gazette/schemas';
import { readSamples, toPersons, toSampleDocument, versioned } from './sample-articles.ts';
import { sampleLetters } from './sample-dead-letters.ts';

/** The indices of one test, on the OpenSearch that the test run provides. */
export interface SampleIndex {
  readonly node: string;
  readonly prefix: string;
  /** Sends one request to the engine; throws unless it succeeds. */
  readonly send: (method: string, path: string, body?: object) => Promise<unknown>;
  readonly drop: () => Promise<void>;
}

/** Creates indices, aliases and templates under a random prefix and fills them with the sample articles. */
export async function createSampleIndex(): Promise<SampleIndex> {
  const node = process.env['GAZETTE_OPENSEARCH'];
  if (!node) throw new Error('Expected the address of OpenSearch in GAZETTE_OPENSEARCH; `npm test` sets it.');
  const prefix = `search-${randomBytes(6).toString('hex')}-`;
  const send = (method: string, path: string, body?: object) => request(node, method, path, body);
  for (const { name, body } of indexDefinitions(prefix)) await send('PUT', `/${name}`, body);
  for (const { id, source } of searchTemplates(prefix)) {
    await send('PUT', `/_scripts/${id}`, { script: { lang: 'mustache', source } });
  }
  await fill(prefix, send);
  return { node, prefix, send, drop: () => drop(prefix, send) };
}

/** Indexes the sample articles, their persons, one deleted article and the dead letters. */
async function fill(prefix: string, send: SampleIndex['send']): Promise<void> {
  const names = indexNames(prefix);
  const samples = readSamples();
  for (const sample of samples) {
    await send('PUT', `/${names.articlesWrite}/_doc/${sample.id}`, toSampleDocument(sample));
  }
  const deleted: DeletedArticleDocument = { ...versioned('withdrawn', 1_741_000_000_000), deleted: true };
  await send('PUT', `/${names.articlesWrite}/_doc/withdrawn`, deleted);
  for (const person of toPersons(samples)) {
    await send('PUT', `/${names.persons}/_doc/${person.id}`, person);
  }
  for (const letter of sampleLetters) {
    await send('PUT', `/${names.deadLetters}/_doc/${encodeURIComponent(letter.id)}`, letter);
  }
  await send('POST', `/${prefix}*/_refresh`);
}

async function drop(prefix: string, send: SampleIndex['send']): Promise<void> {
  for (const { name } of indexDefinitions(prefix)) await send('DELETE', `/${name}`);
  for (const { id } of searchTemplates(prefix)) await send('DELETE', `/_scripts/${id}`);
}

async function request(node: string, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(new URL(path, node), {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  });
  const answer = await response.text();
  if (!response.ok)
    throw new Error(`${method} ${path}: expected success, found ${response.status} ${answer}`);
  return JSON.parse(answer) as unknown;
}
