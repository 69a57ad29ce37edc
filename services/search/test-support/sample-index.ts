import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  indexDefinitions,
  indexNames,
  searchTemplates,
  type Annotations,
  type ArticleDocument,
  type DeadLetterDocument,
  type DeletedArticleDocument,
  type PersonDocument,
  type TextField,
} from '@gazette/schemas';

/** Indices of a test's own on the engine that the test run provides. */
export interface SampleIndex {
  readonly node: string;
  readonly prefix: string;
  /** Sends one request to the engine; throws unless it succeeds. */
  readonly send: (method: string, path: string, body?: object) => Promise<unknown>;
  readonly drop: () => Promise<void>;
}

/** An article as fixtures/articles.json writes it; offsets are found in its text. */
export interface SampleArticle {
  readonly id: string;
  readonly revision: number;
  readonly source: string;
  readonly url: string | null;
  readonly publishedAt: string | null;
  readonly title: string;
  readonly body: string;
  readonly persons: readonly Pick<PersonDocument, 'id' | 'name' | 'aliases' | 'roles' | 'known'>[];
  readonly issues: readonly {
    readonly id: string;
    readonly label: string;
    readonly phrases: readonly string[];
  }[];
  readonly dates: readonly Record<'text' | 'value' | 'grain' | 'from' | 'to', string>[];
  readonly quotes: readonly Record<'text' | 'speaker' | 'cue', string>[];
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

/** The document of a sample article. */
export function toSampleDocument(sample: SampleArticle): ArticleDocument {
  const annotations = toAnnotations(sample);
  return {
    ...versioned(sample.id, sample.revision),
    deleted: false,
    url: sample.url,
    source: sample.source,
    byline: null,
    title: sample.title,
    body: sample.body,
    language: 'en',
    declaredLanguage: null,
    publishedAt: sample.publishedAt,
    publishedAtSource: sample.publishedAt === null ? null : 'producer',
    publishedAtPrecision: sample.publishedAt === null ? null : 'second',
    modifiedAt: null,
    personIds: sample.persons.map((person) => person.id),
    issueIds: sample.issues.map((issue) => issue.id),
    persons: annotations.persons.map(({ mentions, ...person }) => ({ ...person, mentions: mentions.length })),
    issues: annotations.issues.map(({ id, label, score, confidence }) => ({ id, label, score, confidence })),
    quotes: annotations.quotes.map(({ text, speaker, confidence }) => ({
      text,
      speakerId: speaker?.personId ?? null,
      speakerName: speaker?.name ?? null,
      confidence,
    })),
    mentionedDates: sample.dates.map(({ from, to }) => ({
      gte: `${from}T00:00:00.000Z`,
      lte: `${to}T23:59:59.999Z`,
    })),
    storyId: sample.id,
    storyBands: [1, 2, 3],
    annotations,
  };
}

/** A deleted article, two dead letters, and the persons of the sample articles. */
async function fill(prefix: string, send: SampleIndex['send']): Promise<void> {
  const names = indexNames(prefix);
  for (const sample of readSamples()) {
    await send('PUT', `/${names.articlesWrite}/_doc/${sample.id}`, toSampleDocument(sample));
  }
  const deleted: DeletedArticleDocument = { ...versioned('withdrawn', 1_741_000_000_000), deleted: true };
  await send('PUT', `/${names.articlesWrite}/_doc/withdrawn`, deleted);
  for (const person of toPersons(readSamples()))
    await send('PUT', `/${names.persons}/_doc/${person.id}`, person);
  for (const letter of letters) {
    await send('PUT', `/${names.deadLetters}/_doc/${encodeURIComponent(letter.id)}`, letter);
  }
  await send('POST', `/${prefix}*/_refresh`);
}

function readSamples(): readonly SampleArticle[] {
  const file = new URL('../fixtures/articles.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as readonly SampleArticle[];
}

function versioned(id: string, revision: number): Omit<DeletedArticleDocument, 'deleted'> {
  return {
    id,
    revision,
    annotatorRevision: 1,
    knowledgeHash: 'sample',
    contentHash: `hash-of-${id}`,
    acceptedAt: new Date(revision).toISOString(),
    via: 'push',
    producer: 'desk',
    externalId: null,
    url: null,
  };
}

function toAnnotations(sample: SampleArticle): ArticleDocument['annotations'] {
  return {
    language: { code: 'en', confidence: 1 },
    persons: sample.persons.map((person) => ({
      ...person,
      salience: 0.5,
      confidence: 0.9,
      mentions: places(sample, person.name),
    })),
    issues: sample.issues.map(({ id, label, phrases }) => ({
      id,
      label,
      score: 2,
      confidence: 0.8,
      evidence: phrases.flatMap((phrase) =>
        places(sample, phrase).map((place) => ({ ...place, phrase: phrase.toLowerCase(), weight: 1 })),
      ),
    })),
    dates: sample.dates.flatMap(({ text, value, grain, from, to }) =>
      places(sample, text).map((place) => ({
        ...place,
        type: 'DATE' as const,
        value,
        grain,
        from,
        to,
        rule: 'sample',
        confidence: 0.9,
      })),
    ),
    dateAnchor: sample.publishedAt?.slice(0, 10) ?? null,
    quotes: sample.quotes.flatMap((quote) => toQuotes(sample, quote)),
  };
}

function toQuotes(
  sample: SampleArticle,
  { text, speaker, cue }: SampleArticle['quotes'][number],
): Annotations['quotes'] {
  const person = sample.persons.find(({ id }) => id === speaker);
  return places(sample, text).map((place) => {
    const cueStart = sample.body.indexOf(cue, place.end);
    return {
      ...place,
      speaker: {
        personId: speaker,
        name: person?.name ?? null,
        start: place.end + 2,
        end: cueStart - 1,
        text: sample.body.slice(place.end + 2, cueStart - 1),
      },
      cue: { start: cueStart, end: cueStart + cue.length, text: cue },
      rule: 'sample',
      confidence: 0.9,
    };
  });
}

function places(
  sample: SampleArticle,
  text: string,
): { readonly field: TextField; readonly start: number; readonly end: number; readonly text: string }[] {
  return (['title', 'body'] as const)
    .map((field) => ({ field, start: sample[field].indexOf(text), text }))
    .filter(({ start }) => start >= 0)
    .map((place) => ({ ...place, end: place.start + text.length }));
}

function toPersons(samples: readonly SampleArticle[]): readonly PersonDocument[] {
  const ids = [...new Set(samples.flatMap(({ persons }) => persons.map(({ id }) => id)))];
  return ids.map((id) => {
    const naming = samples.filter(({ persons }) => persons.some((person) => person.id === id));
    const entries = naming.flatMap(({ persons }) => persons.filter((person) => person.id === id));
    const published = naming.flatMap(({ publishedAt }) => publishedAt ?? []).sort();
    return {
      id,
      name: entries[0]?.name ?? id,
      aliases: [...new Set(entries.flatMap(({ aliases }) => aliases))],
      roles: [...new Set(entries.flatMap(({ roles }) => roles))],
      known: entries.some(({ known }) => known),
      firstSeen: published[0] ?? null,
      lastSeen: published.at(-1) ?? null,
      articles: naming.length,
    };
  });
}

const letter: DeadLetterDocument = {
  id: 'articles.raw/3/17',
  stage: 'annotator',
  serviceVersion: 'test',
  topic: 'articles.raw',
  partition: 3,
  offset: 17,
  articleId: null,
  revision: null,
  schemaId: 99,
  errorClass: 'unknown-schema',
  reason: 'Expected a schema id that the registry knows, found 99.',
  attempts: 1,
  firstAt: '2025-03-01T10:00:00.000Z',
  lastAt: '2025-03-01T10:00:00.000Z',
  redrivenAt: null,
  traceparent: null,
  key: 'k',
  keyBytes: 'aw==',
  headers: {},
  value: 'AAAAAGM=',
  valueLength: 5,
  bytesIn: 'index',
  letterOffset: 0,
};
const letters: readonly DeadLetterDocument[] = [
  letter,
  {
    ...letter,
    id: 'articles.annotated/0/4',
    stage: 'indexer',
    topic: 'articles.annotated',
    partition: 0,
    offset: 4,
    articleId: 'too-long',
    revision: 1_741_000_000_000,
    schemaId: 2,
    errorClass: 'immense-term',
    reason: 'OpenSearch refused the document: immense term in url.',
    lastAt: '2025-03-02T10:00:00.000Z',
  },
];

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
