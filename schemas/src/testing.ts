import type {
  AnnotatedArticle,
  Annotations,
  Feed,
  FeedState,
  IncomingArticle,
  Page,
  RawArticle,
} from './types.ts';

/** A small article for tests; `differences` overrides its fields. */
export function aRawArticle(differences: Partial<RawArticle> = {}): RawArticle {
  return {
    id: 'a'.repeat(64),
    revision: 1_740_614_400_000,
    kind: 'upsert',
    via: 'push',
    producer: 'desk',
    externalId: null,
    url: 'https://news.example/talks',
    source: 'Example News',
    title: 'Talks in Washington',
    body: 'Sir Keir Starmer met Donald Trump on Thursday.\n“We had a good meeting,” he said.',
    byline: 'A Reporter',
    language: 'en',
    publishedAt: Date.UTC(2025, 1, 27),
    publishedAtSource: 'producer',
    publishedAtPrecision: 'day',
    modifiedAt: null,
    contentHash: 'b'.repeat(64),
    ...differences,
  };
}

/** The article of {@link aRawArticle} with annotations. */
export function anAnnotatedArticle(
  article: Partial<RawArticle> = {},
  annotations: Partial<Annotations> = {},
): AnnotatedArticle {
  return {
    article: aRawArticle(article),
    annotations: {
      language: { code: 'en', confidence: 0.99 },
      persons: [
        {
          id: 'keir-starmer',
          name: 'Keir Starmer',
          aliases: [],
          roles: ['prime minister'],
          known: true,
          salience: 0.7,
          confidence: 0.95,
          mentions: [{ field: 'body', start: 4, end: 16, text: 'Keir Starmer' }],
        },
      ],
      issues: [
        {
          id: 'nato',
          label: 'NATO',
          score: 2,
          confidence: 0.8,
          evidence: [{ field: 'title', start: 0, end: 5, text: 'Talks', phrase: 'talks', weight: 1 }],
        },
      ],
      dates: [
        {
          field: 'body',
          start: 33,
          end: 45,
          text: 'on Thursday',
          type: 'DATE',
          value: '2025-02-27',
          grain: 'day',
          from: '2025-02-27',
          to: '2025-02-27',
          rule: 'weekday',
          confidence: 0.9,
        },
      ],
      dateAnchor: '2025-02-27',
      quotes: [
        {
          field: 'body',
          start: 48,
          end: 69,
          text: 'We had a good meeting,',
          speaker: { personId: 'keir-starmer', name: 'Keir Starmer', start: 71, end: 73, text: 'he' },
          cue: { start: 74, end: 78, text: 'said' },
          rule: 'verb-after',
          confidence: 0.9,
        },
      ],
      storyBands: [1, 2, 3],
      ...annotations,
    },
    annotatorRevision: 1,
    knowledgeHash: 'test',
  };
}

/** The message a Kafka producer would write for {@link aRawArticle}. */
export function anIncomingArticle(differences: Partial<IncomingArticle> = {}): IncomingArticle {
  const {
    externalId,
    url,
    source,
    title,
    body,
    byline,
    language,
    publishedAt,
    publishedAtPrecision,
    modifiedAt,
  } = aRawArticle();
  return {
    kind: 'upsert',
    externalId,
    url,
    source,
    title,
    body,
    byline,
    language,
    publishedAt,
    publishedAtPrecision,
    modifiedAt,
    ...differences,
  };
}

/** A feed subscription. */
export function aFeed(differences: Partial<Feed> = {}): Feed {
  return {
    url: 'https://news.example/feed.xml',
    source: 'Example News',
    paused: false,
    minIntervalSeconds: null,
    addedAt: Date.UTC(2025, 1, 1),
    handedOver: null,
    ...differences,
  };
}

/** The state of {@link aFeed} after a poll. */
export function aFeedState(differences: Partial<FeedState> = {}): FeedState {
  return {
    url: 'https://news.example/feed.xml',
    location: null,
    etag: '"1"',
    lastModified: null,
    polledAt: Date.UTC(2025, 1, 27),
    nextPollAt: Date.UTC(2025, 1, 27, 0, 5),
    intervalSeconds: 300,
    failures: 0,
    lastError: null,
    gone: false,
    title: 'Example News',
    origin: null,
    servedAskedAt: null,
    seen: [{ url: 'https://news.example/talks', fingerprint: '0123456789abcdef', at: Date.UTC(2025, 1, 27) }],
    ...differences,
  };
}

/** A page listed in {@link aFeed}. */
export function aPage(differences: Partial<Page> = {}): Page {
  return {
    url: 'https://news.example/talks',
    feedUrl: 'https://news.example/feed.xml',
    source: 'Example News',
    title: 'Talks in Washington',
    summary: null,
    byline: null,
    publishedAt: Date.UTC(2025, 1, 27),
    publishedAtPrecision: 'second',
    discoveredAt: Date.UTC(2025, 1, 27),
    attempt: 0,
    notBefore: Date.UTC(2025, 1, 27),
    redirects: 0,
    visit: 0,
    etag: null,
    lastModified: null,
    ...differences,
  };
}
