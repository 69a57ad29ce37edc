import {
  partitionFor,
  topics,
  type AnnotatedArticle,
  type Codec,
  type IncomingArticle,
  type Page,
  type RawArticle,
} from '@gazette/schemas';
import { aPage, aRawArticle, anAnnotatedArticle } from '@gazette/schemas/testing';
import { toDraft } from '@gazette/fetcher/drafts';
import type { Record } from './kafka-sender.ts';
import type { PoisonKind } from './plan.ts';
import { storyOf } from './story.ts';

/** A poison record, ready to be written. */
export interface PoisonRecord {
  /** Without prefix. */
  readonly topic: string;
  readonly record: Record;
  /** The article named by its dead letter if a later stage rejects the record; otherwise null. */
  readonly articleId: string | null;
}

/** The wire formats of the topics that take poison. */
export interface PoisonCodecs {
  readonly inbox: Codec<IncomingArticle>;
  readonly raw: Codec<RawArticle>;
  readonly annotated: Codec<AnnotatedArticle>;
  readonly pages: Codec<Page>;
}

/** Milliseconds beyond the range of dates (ECMA-262, 21.4.1.1: 8.64e15). */
const NO_DATE = 9e15;
/** Lucene takes terms of at most 32,766 bytes. */
const IMMENSE = 'x'.repeat(40_000);
/** A schema id that no test registry has assigned. */
const UNKNOWN_ID = 2_000_000_011;

/** A poison record of a kind. `serial` makes it unique and names its article, if any. */
export async function poisonOf(
  kind: PoisonKind,
  { seed, serial, producer }: { readonly seed: number; readonly serial: number; readonly producer: string },
  codecs: PoisonCodecs,
): Promise<PoisonRecord> {
  const [place, fault] = kind.split('/') as [keyof PoisonCodecs, string];
  const incoming = anIncoming(seed, serial, fault);
  const draft = toDraft(incoming, { via: 'inbox', producer });
  const raw: RawArticle = { ...draft, revision: Date.UTC(2025, 0, 1) + serial };
  const good = {
    inbox: () => codecs.inbox.encode(incoming),
    raw: () => codecs.raw.encode(raw),
    annotated: () => codecs.annotated.encode(anAnnotatedArticle(raw)),
    pages: () => codecs.pages.encode(aPage({ url: `https://poison.example/${seed}-${serial}` })),
  };
  const wellFormed = await good[place]();
  const travels = fault === 'immense-term';
  return {
    topic: topics[place].name,
    record: {
      key:
        travels || fault === 'date-out-of-range' ? `${raw.id}/${raw.revision}` : `poison-${seed}-${serial}`,
      value: spoiled(wellFormed, fault),
      headers: fault === 'no-producer' ? {} : { producer },
      partition: partitionFor(raw.id),
    },
    articleId: travels ? raw.id : null,
  };
}

function anIncoming(seed: number, serial: number, fault: string): IncomingArticle {
  const { title, body, byline, source } = storyOf(seed, serial, 1_000);
  return {
    kind: 'upsert',
    externalId: `poison-${serial}`,
    url: null,
    source,
    title,
    body,
    byline: fault === 'immense-term' ? IMMENSE : byline,
    language: 'en',
    publishedAt: fault === 'date-out-of-range' ? NO_DATE : aRawArticle().publishedAt,
    publishedAtPrecision: 'second',
    modifiedAt: null,
  };
}

function spoiled(bytes: Buffer, fault: string): Buffer | null {
  if (fault === 'no-value') return null;
  if (fault === 'not-avro')
    return Buffer.from(`{"title": ${JSON.stringify(bytes.toString('base64').slice(0, 60))}}`);
  if (fault === 'truncated') return bytes.subarray(0, Math.floor(bytes.length * 0.6));
  if (fault !== 'unknown-schema') return bytes;
  const unknown = Buffer.from(bytes);
  unknown.writeInt32BE(UNKNOWN_ID, 1);
  return unknown;
}
