import { writeFileSync } from 'node:fs';
import {
  createRegistry,
  deadLetterTopic,
  inspectMessage,
  offendingField,
  type DeadLetterDocument,
  type Inspection,
} from '@gazette/schemas';
import { createLogger, readRecord, type DeadLetterStore, type KafkaConfig } from '@gazette/runtime';
import { hexDump } from '../hex-dump.ts';

/** Options of `show`. */
export interface ShowOptions {
  /** The file to write the value to. */
  readonly bytes?: string | undefined;
  /** Print every byte. */
  readonly hex: boolean;
  readonly json: boolean;
}

/** Bytes that are printed without `--hex`. */
const SHOWN_BYTES = 256;

/** Prints everything known about one dead letter. Throws when none has this id. */
export async function showDeadLetter(
  store: DeadLetterStore,
  kafka: KafkaConfig,
  id: string,
  { bytes: file, hex, json }: ShowOptions,
): Promise<number> {
  const stored = await store.get(id);
  if (!stored) throw new Error(`No dead letter has the id "${id}"; expected topic/partition/offset.`);
  const letter = await withBytes(stored, kafka);
  const value = letter.value === null ? null : Buffer.from(letter.value, 'base64');
  const found = value === null ? null : await inspectMessage(createRegistry(kafka.registry), value);
  const field = offendingField(letter.reason) ?? found?.field ?? null;
  if (file !== undefined) writeFileSync(file, value ?? Buffer.alloc(0));
  if (json) {
    const { schema = null, value: decoded = null, problem = null } = found ?? {};
    console.log(JSON.stringify({ ...letter, field, schema, decoded, problem }));
  } else {
    console.log([...facts(letter, field, found), ...message(value, found, hex)].join('\n'));
  }
  return 0;
}

/** Fetches from its topic the bytes that were too large for the index. */
async function withBytes(letter: DeadLetterDocument, kafka: KafkaConfig): Promise<DeadLetterDocument> {
  if (letter.bytesIn === 'index') return letter;
  const position = {
    topic: deadLetterTopic(letter.topic),
    partition: letter.partition,
    offset: letter.letterOffset,
  };
  const record = await readRecord(kafka, createLogger('dead-letters', 'error'), position);
  if (!record) return letter;
  return {
    ...letter,
    keyBytes: record.key?.toString('base64') ?? null,
    value: record.value?.toString('base64') ?? null,
  };
}

function facts(
  letter: DeadLetterDocument,
  field: string | null,
  found: Inspection | null,
): readonly string[] {
  const lines: Readonly<Record<string, unknown>> = {
    'dead letter': letter.id,
    stage: `${letter.stage} (${letter.serviceVersion})`,
    class: letter.errorClass,
    reason: letter.reason,
    field,
    article: letter.articleId,
    revision: letter.revision,
    attempts: letter.attempts,
    'first at': letter.firstAt,
    'last at': letter.lastAt,
    'redriven at': letter.redrivenAt,
    traceparent: letter.traceparent,
    key: letter.key,
    'key (base64)': letter.keyBytes,
    'schema id': letter.schemaId,
    schema: found?.schema,
  };
  return [
    ...Object.entries(lines)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => `${name.padEnd(13)} ${String(value)}`),
    ...Object.entries(letter.headers).map(([name, value]) => `header        ${name}: ${value}`),
  ];
}

function message(value: Buffer | null, found: Inspection | null, all: boolean): readonly string[] {
  if (value === null) return ['value         none'];
  const readable = found !== null && found.value !== null;
  return [
    `value         ${value.length} bytes`,
    ...(found?.problem ? [`problem       ${found.problem}`] : []),
    ...(readable ? [JSON.stringify(found.value, null, 2)] : []),
    ...(all || !readable || found.problem !== null
      ? [hexDump(all ? value : value.subarray(0, SHOWN_BYTES))]
      : []),
  ];
}
