import { deadLetters, deadLetterTopic, MessageError, schemaIdOf } from '@gazette/schemas';
import { timeOf, type Incoming } from '../consumer/incoming.ts';
import type { Headers, RawPublisher } from './publisher.ts';
import type { OutgoingRecord } from './split-batches.ts';
import { deadLettersTotal } from '../../telemetry.ts';

/** A message that can never succeed, with the reason and times. */
export interface DeadLetter {
  readonly message: Incoming;
  readonly error: MessageError;
  /** The consumer group that gave up on it. */
  readonly stage: string;
  readonly attempts: number;
  /** Milliseconds since the epoch of the first attempt. */
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Header values are cut to this many characters, so that headers never make a message too large. */
const LONGEST_REASON = 1000;
const LONGEST_HEADER = 300;
/** Original headers are kept up to this many bytes in all. */
const MOST_ORIGINAL_BYTES = 16 * 1024;

/** Names of the headers that a dead letter has beside the original ones. */
export const deadLetterHeaders = {
  stage: 'gazette-stage',
  service: 'gazette-service-version',
  topic: 'gazette-topic',
  partition: 'gazette-partition',
  offset: 'gazette-offset',
  articleId: 'gazette-article-id',
  revision: 'gazette-revision',
  schemaId: 'gazette-schema-id',
  errorClass: 'gazette-error-class',
  reason: 'gazette-reason',
  attempts: 'gazette-attempts',
  firstAt: 'gazette-first-at',
  lastAt: 'gazette-last-at',
} as const;

/** Publishes a topic's dead letters to its dead-letter topic. Throws when Kafka is unavailable. */
export async function publishDeadLetters(
  publisher: RawPublisher,
  topic: string,
  prefix: string,
  letters: readonly DeadLetter[],
): Promise<void> {
  const records = letters.map((letter) => toRecord(letter, prefix));
  for (const result of await publisher.send(deadLetterTopic(topic), deadLetters.maxBytes, records)) {
    if (result.outcome === 'refused') throw new Error(`A dead letter was refused: ${result.error.message}`);
  }
  for (const { stage, error } of letters) deadLettersTotal.inc({ stage, class: error.errorClass });
}

/**
 * The header that keeps a record's write time when it is sent again: milliseconds since the epoch. It is not
 * one of {@link deadLetterHeaders}, because it travels back with a redriven record.
 */
export const WRITTEN_AT_HEADER = 'gazette-written-at';

/**
 * When a record counts as written: its {@link Incoming.writtenAt}, or earlier if it was sent again. Throws a
 * `MessageError` for a header that is not a time.
 */
export function writeTimeOf({ headers, writtenAt }: Pick<Incoming, 'headers' | 'writtenAt'>): number {
  const original = headers[WRITTEN_AT_HEADER];
  if (original === undefined) return writtenAt;
  const time = timeOf(original);
  if (time !== null) return Math.min(time, writtenAt);
  throw new MessageError(
    'invalid-header',
    `${WRITTEN_AT_HEADER}: expected milliseconds since the epoch, found ${JSON.stringify(original.slice(0, 80))}.`,
  );
}

/** The headers that a transformed message passes on, and a redriven one takes back. */
export function propagatedHeaders(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => PROPAGATED_HEADERS.includes(name)));
}

const PROPAGATED_HEADERS = ['traceparent', 'producer'];

function toRecord(
  { message, error, stage, attempts, firstAt, lastAt }: DeadLetter,
  prefix: string,
): OutgoingRecord {
  const [articleId = '', revision = ''] = (message.key?.toString() ?? '').split('/');
  const schemaId = message.value ? schemaIdOf(message.value) : null;
  const h = deadLetterHeaders;
  return {
    key: message.key,
    value: message.value,
    partition: message.partition,
    headers: {
      ...bounded(message.headers),
      [h.stage]: stage,
      [h.service]: process.env['GAZETTE_VERSION'] || 'dev',
      [h.topic]: message.topic.slice(prefix.length),
      [h.partition]: String(message.partition),
      [h.offset]: message.offset,
      [h.articleId]: /^[0-9a-f]{64}$/.test(articleId) ? articleId : '',
      [h.revision]: /^\d{1,16}$/.test(revision) ? revision : '',
      [h.schemaId]: schemaId === null ? '' : String(schemaId),
      [h.errorClass]: error.errorClass,
      [h.reason]: error.message.slice(0, LONGEST_REASON),
      [h.attempts]: String(attempts),
      [h.firstAt]: new Date(firstAt).toISOString(),
      [h.lastAt]: new Date(lastAt).toISOString(),
      ...originalWriteTime(message),
    },
  };
}

/**
 * Propagated headers come first and uncut, since a redriven message needs them; others fill the remaining
 * space.
 */
function bounded(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  let bytes = 0;
  const cut = Object.entries(headers).map(([name, value]) => [name, value.slice(0, LONGEST_HEADER)] as const);
  for (const [name, text] of [...Object.entries(propagatedHeaders(headers)), ...cut]) {
    // A sender's header with our prefix could claim another origin or reason.
    if (name in kept || name.startsWith('gazette-')) continue;
    bytes += Buffer.byteLength(name) + Buffer.byteLength(text);
    if (bytes > MOST_ORIGINAL_BYTES) break;
    kept[name] = text;
  }
  return kept;
}

function originalWriteTime(message: Incoming): Record<string, string> {
  try {
    const time = writeTimeOf(message);
    return time === 0 ? {} : { [WRITTEN_AT_HEADER]: String(time) };
  } catch (error) {
    if (error instanceof MessageError) return {};
    throw error;
  }
}
