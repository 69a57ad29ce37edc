import type { DeadLetterDocument } from '@gazette/schemas';

/** A dead letter as read from its topic: original key and value, and headers that describe the failure. */
export interface DeadLetterMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** A key is searchable up to this many characters; `keyBytes` holds all of it. */
const MAX_KEY_CHARACTERS = 500;
/** topic/partition/offset; OpenSearch accepts ids of up to 512 bytes. */
const ORIGIN = /^[\w.-]{1,249}\/\d{1,6}\/\d{1,15}$/;

/**
 * The document under which operators find a dead letter. Never throws, whatever the headers hold. A letter
 * whose headers name no valid origin was not written by Gazette; its id is its own topic/partition/offset.
 *
 * @param names the header names, by the field they hold
 */
export function toDeadLetter(
  message: DeadLetterMessage,
  names: Readonly<Record<string, string>>,
): DeadLetterDocument {
  const { key, value, headers } = message;
  const header = (name: string): string => headers[names[name] ?? ''] ?? '';
  const origin = `${header('topic')}/${header('partition')}/${header('offset')}`;
  const known = ORIGIN.test(origin);
  return {
    id: known ? origin : `${message.topic}/${message.partition}/${message.offset}`,
    stage: header('stage'),
    serviceVersion: header('service'),
    topic: known ? header('topic') : '',
    partition: known ? Number(header('partition')) : -1,
    offset: known ? Number(header('offset')) : -1,
    articleId: header('articleId') || null,
    revision: integer(header('revision')),
    schemaId: integer(header('schemaId')),
    errorClass: header('errorClass'),
    reason: header('reason') || 'No reason is given.',
    attempts: integer(header('attempts')) ?? 1,
    firstAt: isoTime(header('firstAt')),
    lastAt: isoTime(header('lastAt')),
    redrivenAt: null,
    traceparent: headers['traceparent'] ?? null,
    key: key === null ? null : key.toString('utf8').slice(0, MAX_KEY_CHARACTERS),
    keyBytes: key === null ? null : key.toString('base64'),
    headers,
    value: value === null ? null : value.toString('base64'),
    valueLength: value === null ? null : value.length,
    bytesIn: 'index',
    letterOffset: Number(message.offset),
  };
}

/** The same dead letter without its bytes, which are too large for the index. */
export function withoutBytes(letter: DeadLetterDocument): DeadLetterDocument {
  return { ...letter, keyBytes: null, value: null, bytesIn: 'topic' };
}

function integer(text: string): number | null {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}

function isoTime(text: string): string {
  return Number.isNaN(Date.parse(text)) ? new Date(0).toISOString() : text;
}
