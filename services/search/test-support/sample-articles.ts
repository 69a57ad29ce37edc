import { readFileSync } from 'node:fs';
import type {
  Annotations,
  ArticleDocument,
  DeletedArticleDocument,
  PersonDocument,
  TextField,
} from '@gazette/schemas';

/** An article of fixtures/articles.json, without offsets: they are computed from its text. */
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

/** The articles of fixtures/articles.json. */
export function readSamples(): readonly SampleArticle[] {
  const file = new URL('../fixtures/articles.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as readonly SampleArticle[];
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

/** The person documents that the indexer would derive from the articles. */
export function toPersons(samples: readonly SampleArticle[]): readonly PersonDocument[] {
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

/** The fields that live and deleted articles share. */
export function versioned(id: string, revision: number): Omit<DeletedArticleDocument, 'deleted'> {
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
      mentions: occurrences(sample, person.name),
    })),
    issues: sample.issues.map(({ id, label, phrases }) => ({
      id,
      label,
      score: 2,
      confidence: 0.8,
      evidence: phrases.flatMap((phrase) =>
        occurrences(sample, phrase).map((occurrence) => ({
          ...occurrence,
          phrase: phrase.toLowerCase(),
          weight: 1,
        })),
      ),
    })),
    dates: sample.dates.flatMap(({ text, value, grain, from, to }) =>
      occurrences(sample, text).map((occurrence) => ({
        ...occurrence,
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
  return occurrences(sample, text).map((occurrence) => {
    const cueStart = sample.body.indexOf(cue, occurrence.end);
    return {
      ...occurrence,
      speaker: {
        personId: speaker,
        name: person?.name ?? null,
        start: occurrence.end + 2,
        end: cueStart - 1,
        text: sample.body.slice(occurrence.end + 2, cueStart - 1),
      },
      cue: { start: cueStart, end: cueStart + cue.length, text: cue },
      rule: 'sample',
      confidence: 0.9,
    };
  });
}

function occurrences(
  sample: SampleArticle,
  text: string,
): { readonly field: TextField; readonly start: number; readonly end: number; readonly text: string }[] {
  return (['title', 'body'] as const)
    .map((field) => ({ field, start: sample[field].indexOf(text), text }))
    .filter(({ start }) => start >= 0)
    .map((occurrence) => ({ ...occurrence, end: occurrence.start + text.length }));
}
