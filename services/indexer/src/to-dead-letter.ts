import type { DeadLetterDocument } from '@gazette/schemas';

/** A dead letter as read from its topic: original key and bytes, the headers that say what happened. */
export interface DeadLetterMessage {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** A value larger than this many bytes stays in its topic only; the document then says so in `reason`. */
const LARGEST_VALUE = 8 * 1024 * 1024;
const LONGEST_KEY = 500;

/** What operators search of a dead letter. Never throws: whatever the headers hold, a document comes out. */
export function toDeadLetter(
  { key, value, headers }: DeadLetterMessage,
  names: Readonly<Record<string, string>>,
): DeadLetterDocument {
  const header = (name: string): string => headers[names[name] ?? ''] ?? '';
  const fits = value === null || value.length <= LARGEST_VALUE;
  return {
    id: `${header('topic')}/${header('partition')}/${header('offset')}`,
    stage: header('stage'),
    serviceVersion: header('service'),
    topic: header('topic'),
    partition: integer(header('partition')) ?? -1,
    offset: integer(header('offset')) ?? -1,
    articleId: header('articleId') || null,
    revision: integer(header('revision')),
    schemaId: integer(header('schemaId')),
    errorClass: header('errorClass'),
    reason: header('reason') + (fits ? '' : ' (The bytes are in the topic only.)'),
    attempts: integer(header('attempts')) ?? 1,
    firstAt: isoTime(header('firstAt')),
    lastAt: isoTime(header('lastAt')),
    redrivenAt: null,
    traceparent: headers['traceparent'] ?? null,
    key: key === null ? null : key.toString('utf8').slice(0, LONGEST_KEY),
    headers,
    value: value !== null && fits ? value.toString('base64') : null,
  };
}

function integer(text: string): number | null {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}

function isoTime(text: string): string {
  return Number.isNaN(Date.parse(text)) ? new Date(0).toISOString() : text;
}
