import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createCodec, createRegistry, topics, type DeadLetterDocument, type Topic } from '@gazette/schemas';
import { createLogger, createProgress, rawPublisher, type KafkaConfig } from '@gazette/runtime';
import type { DeadLetterFilters } from '../dead-letter-query.ts';
import { readConfig } from '../config.ts';
import { createDeadLetterStore, type DeadLetterStore } from './dead-letter-store.ts';
import { createOpenSearch } from './opensearch.ts';

/** Help of the `dead-letters` command. */
export const deadLettersHelp = `List, show and send back messages that could not be worked on.

Usage: gazette dead-letters list [FILTERS] [--size N] [--json]
       gazette dead-letters show ID [--json]
       gazette dead-letters redrive (ID… | FILTERS | --all) [--dry-run] [--rate N] [--json]

An ID is topic/partition/offset, as list prints it.
Filters, all of which must hold:
  --stage GROUP      the consumer group that gave up: annotator, indexer, fetcher, fetcher-inbox
  --class CLASS      the kind of error: undecodable, unknown-schema, too-large, …
  --reason WORDS     words of the reason
  --topic TOPIC      the topic the message came from
  --article ID       the article it belongs to
  --since, --until   when it died: 2025-02-27, 2025-02-27T09:30:00Z, now-1h
  --redriven         also those that were sent back already
Options:
  --size N           list at most N (50)
  --dry-run          say what would be sent back, and send nothing
  --rate N           send back at most N a second (100)
  --json             NDJSON on standard output
`;

const options = {
  stage: { type: 'string' },
  class: { type: 'string' },
  reason: { type: 'string' },
  topic: { type: 'string' },
  article: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
  redriven: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  size: { type: 'string', default: '50' },
  rate: { type: 'string', default: '100' },
  'dry-run': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

/** Runs `dead-letters`; resolves to the exit code. */
export async function deadLettersCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [action = '', ...ids] = positionals;
  const config = readConfig(process.env);
  const client = createOpenSearch(config.opensearch);
  const store = createDeadLetterStore(client, config.kafka.prefix);
  const filters: DeadLetterFilters = { ...values, errorClass: values.class, ids };
  try {
    if (action === 'list') return await list(store, filters, wholeNumber('size', values.size), values.json);
    if (action === 'show') return await show(store, config.kafka, ids, values.json);
    if (action === 'redrive') {
      if (ids.length === 0 && !values.all && Object.keys(values).every((name) => name in defaults)) {
        throw new Error('Expected ids, filters or --all, found neither.');
      }
      return await redrive(store, config.kafka, filters, {
        dryRun: values['dry-run'],
        rate: wholeNumber('rate', values.rate),
        json: values.json,
      });
    }
    throw new Error(`Expected list, show or redrive, found ${action === '' ? 'nothing' : action}.`);
  } finally {
    await client.close();
  }
}

const defaults = { redriven: 0, all: 0, size: 0, rate: 0, 'dry-run': 0, json: 0 };

async function list(
  store: DeadLetterStore,
  filters: DeadLetterFilters,
  size: number,
  json: boolean,
): Promise<number> {
  let shown = 0;
  for await (const letter of store.find(filters, size)) {
    shown += 1;
    const { value, ...rest } = letter;
    if (json)
      console.log(
        JSON.stringify({ ...rest, bytes: value === null ? null : Buffer.from(value, 'base64').length }),
      );
    else
      console.log(
        `${letter.id}  ${letter.lastAt}  ${letter.stage}  ${letter.errorClass}\n    ${letter.reason}`,
      );
  }
  if (!json) console.error(`${shown} of ${await store.count(filters)} dead letters`);
  return 0;
}

async function show(
  store: DeadLetterStore,
  kafka: KafkaConfig,
  ids: readonly string[],
  json: boolean,
): Promise<number> {
  const [id = ''] = ids;
  const letter = await store.get(id);
  if (!letter) throw new Error(`There is no dead letter ${id}.`);
  const bytes = letter.value === null ? null : Buffer.from(letter.value, 'base64');
  const decoded = bytes === null ? null : await decode(kafka, letter.topic, bytes);
  if (json) console.log(JSON.stringify({ ...letter, decoded }));
  else {
    for (const [name, value] of Object.entries({ ...letter, value: undefined, headers: undefined })) {
      if (value !== undefined && value !== null) console.log(`${name.padEnd(16)} ${String(value)}`);
    }
    for (const [name, value] of Object.entries(letter.headers)) console.log(`  ${name}: ${value}`);
    console.log(
      decoded === null
        ? `bytes (hex)      ${bytes?.subarray(0, 64).toString('hex') ?? 'none'}`
        : JSON.stringify(decoded, null, 2),
    );
  }
  return 0;
}

/** The message's value, or null where its bytes cannot be read. */
async function decode(kafka: KafkaConfig, name: string, bytes: Buffer): Promise<unknown> {
  const topic = topicOf(name);
  if (!topic) return null;
  return createCodec(topic, createRegistry(kafka.registry), kafka.prefix)
    .decode(bytes)
    .catch(() => null);
}

interface RedriveOptions {
  readonly dryRun: boolean;
  /** Messages a second. */
  readonly rate: number;
  readonly json: boolean;
}

async function redrive(
  store: DeadLetterStore,
  kafka: KafkaConfig,
  filters: DeadLetterFilters,
  { dryRun, rate, json }: RedriveOptions,
): Promise<number> {
  const total = await store.count(filters);
  const raw = rawPublisher(kafka, createLogger('dead-letters', 'warn'));
  const progress = createProgress('sent back');
  const failed: string[] = [];
  let done = 0;
  try {
    // Everything is found before anything is marked, since marking takes a letter out of the search.
    const letters: DeadLetterDocument[] = [];
    for await (const letter of store.find(filters, total)) letters.push(letter);
    for (const letter of letters) {
      const problem = dryRun ? null : await sendBack(raw, kafka.prefix, letter);
      if (problem === null && !dryRun) await store.markRedriven([letter.id], new Date().toISOString());
      if (problem !== null) failed.push(`${letter.id}: ${problem}`);
      done += 1;
      if (json)
        console.log(
          JSON.stringify({
            id: letter.id,
            redriven: problem === null && !dryRun,
            ...(problem === null ? {} : { problem }),
          }),
        );
      else if (dryRun) console.log(`would send back ${letter.id}  ${letter.errorClass}`);
      progress.show(done, letters.length);
      if (!dryRun) await sleep(1000 / rate);
    }
  } finally {
    progress.end();
    await raw.stop();
  }
  for (const line of failed) console.error(line);
  if (!json)
    console.log(`${done - failed.length} of ${total} dead letters ${dryRun ? 'would be ' : ''}sent back`);
  return failed.length === 0 ? 0 : 1;
}

/** Publishes the original bytes, key and headers to the original topic and partition; answers why not, or null. */
async function sendBack(
  raw: ReturnType<typeof rawPublisher>,
  prefix: string,
  letter: DeadLetterDocument,
): Promise<string | null> {
  const topic = topicOf(letter.topic);
  if (!topic) return `unknown topic ${letter.topic}`;
  if (letter.value === null) return 'its bytes are in the dead-letter topic only';
  const headers = Object.fromEntries(
    Object.entries(letter.headers).filter(([name]) => !name.startsWith('gazette-')),
  );
  const key = letter.key === null ? null : Buffer.from(letter.key);
  const record = { key, value: Buffer.from(letter.value, 'base64'), headers, partition: letter.partition };
  const [result] = await raw.send(prefix + topic.name, topic.maxBytes, [record]);
  return result?.outcome === 'refused' ? result.error.message : null;
}

function topicOf(name: string): Topic<unknown> | undefined {
  return (Object.values(topics) as unknown as readonly Topic<unknown>[]).find((topic) => topic.name === name);
}

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new Error(`--${name}: expected a whole number of at least 1, found ${text}.`);
}
