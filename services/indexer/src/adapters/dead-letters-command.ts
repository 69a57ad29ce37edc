import { parseArgs } from 'node:util';
import { callOpenSearch } from '@gazette/runtime/opensearch';
import {
  deadLetterStates,
  deadLetterTime,
  DEAD_LETTER_TIMES,
  type DeadLetterFilters,
} from '@gazette/schemas';
import {
  createDeadLetterStore,
  createLogger,
  createProgress,
  createRedriver,
  UsageError,
  type DeadLetterStore,
  type KafkaConfig,
  type Redriven,
  type RedriveOptions,
} from '@gazette/runtime';
import { readConfig } from '../config.ts';
import { createOpenSearch } from './opensearch.ts';
import { showDeadLetter } from './show-dead-letter.ts';

/** Help of the `dead-letters` command. */
export const deadLettersHelp = `Usage: gazette dead-letters list [FILTERS] [--size N] [--json]
       gazette dead-letters show ID [--bytes FILE] [--hex] [--json]
       gazette dead-letters redrive (ID… | FILTERS | --all) [--dry-run] [--rate N] [--json]

An ID is topic/partition/offset, as list prints it.
Filters, all of which must hold:
  --stage GROUP      the consumer group that failed: fetcher, fetcher-inbox, annotator, indexer
  --class CLASS      the error class: undecodable, unknown-schema, too-large, …
  --reason WORDS     all of these words occur in the reason
  --topic TOPIC      the topic the message came from
  --article ID       the article it belongs to
  --from, --to TIME  when it failed: 2025-02-27, 2025-02-27T09:30Z, now-1h; both inclusive
  --state STATE      waiting (not redriven yet, the default), redriven or all
Options:
  --size N           list at most N (50)
  --bytes FILE       write the original value of the message to FILE
  --hex              print all bytes of the value, not only the first 256
  --dry-run          print what would be redriven, without sending anything
  --rate N           redrive at most N letters per second (100)
  --json             list, redrive: one JSON object per line; show: one JSON object with bytes in base64

redrive sends the key, the value and the headers traceparent and producer to the original topic and partition,
in the original order, and marks each letter as redriven. Progress goes to standard error.
Repeating an interrupted run is safe. Exits 1 if a letter could not be sent.
`;

const options = {
  stage: { type: 'string' },
  class: { type: 'string' },
  reason: { type: 'string', multiple: true },
  topic: { type: 'string' },
  article: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  state: { type: 'string' },
  all: { type: 'boolean', default: false },
  size: { type: 'string', default: '50' },
  rate: { type: 'string', default: '100' },
  bytes: { type: 'string' },
  hex: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>['values'];

/** Runs `dead-letters`; resolves to the exit code. */
export async function deadLettersCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [action = '', ...ids] = positionals;
  const filters = readFilters(values, ids);
  const config = readConfig(process.env);
  const client = createOpenSearch(config.opensearch);
  const store = createDeadLetterStore(callOpenSearch(client), config.kafka.prefix);
  try {
    if (action === 'list') return await list(store, filters, wholeNumber('size', values.size), values.json);
    if (action === 'show') return await showDeadLetter(store, config.kafka, ids[0] ?? '', values);
    if (action === 'redrive') {
      if (!values.all && Object.values(filters).every((filter) => filter === undefined))
        throw new UsageError('Expected ids, filters or --all, found neither.');
      const rate = wholeNumber('rate', values.rate);
      const how = { filters, rate, dryRun: values['dry-run'], limit: Infinity };
      return await redrive(store, config.kafka, how, values.json);
    }
    throw new UsageError(`Expected list, show or redrive, found ${action === '' ? 'nothing' : action}.`);
  } finally {
    await client.close();
  }
}

function readFilters(values: Values, ids: readonly string[]): DeadLetterFilters {
  const time = (bound: 'from' | 'to'): string | undefined => {
    const text = values[bound];
    if (text === undefined) return undefined;
    const found = deadLetterTime(bound, text);
    if (found === null) throw new UsageError(`--${bound}: expected ${DEAD_LETTER_TIMES}, found ${text}.`);
    return found;
  };
  const state = deadLetterStates.find((known) => known === values.state);
  if (values.state !== undefined && !state)
    throw new UsageError(`--state: expected one of ${deadLetterStates.join(', ')}, found ${values.state}.`);
  return {
    ids: ids.length === 0 ? undefined : ids,
    stage: values.stage,
    errorClass: values.class,
    reason: values.reason,
    topic: values.topic,
    article: values.article,
    from: time('from'),
    to: time('to'),
    state,
  };
}

async function list(
  store: DeadLetterStore,
  filters: DeadLetterFilters,
  size: number,
  json: boolean,
): Promise<number> {
  let shown = 0;
  for await (const letter of store.find(filters, 'newest', size)) {
    shown += 1;
    const { id, lastAt, stage, errorClass, reason, redrivenAt } = letter;
    if (json) console.log(JSON.stringify(letter));
    else {
      const sent = redrivenAt === null ? '' : `  redriven ${redrivenAt}`;
      console.log(`${id}  ${lastAt}  ${stage}  ${errorClass}${sent}\n    ${reason}`);
    }
  }
  if (!json) console.error(`${shown} of ${await store.count(filters)} dead letters`);
  return 0;
}

async function redrive(
  store: DeadLetterStore,
  kafka: KafkaConfig,
  how: RedriveOptions,
  json: boolean,
): Promise<number> {
  const total = await store.count(how.filters);
  const redriver = createRedriver(kafka, store, createLogger('dead-letters', 'error'));
  const progress = createProgress(how.dryRun ? 'checked' : 'redriven');
  const problems: string[] = [];
  let done = 0;
  let sent = 0;
  try {
    for await (const result of redriver.run(how)) {
      done += 1;
      if (result.outcome === 'sent' || result.outcome === 'would-send') sent += 1;
      if (result.outcome === 'failed') problems.push(`${result.id}: ${result.problem}`);
      if (json || how.dryRun) console.log(json ? JSON.stringify(result) : dryRunLine(result));
      progress.show(done, total);
    }
  } finally {
    progress.end();
    await redriver.stop();
  }
  for (const line of problems) console.error(line);
  if (!json) console.log(`${sent} of ${total} dead letters ${how.dryRun ? 'would be ' : ''}redriven`);
  return problems.length === 0 ? 0 : 1;
}

function dryRunLine(result: Redriven): string {
  if (result.outcome === 'failed') return `cannot redrive ${result.id}`;
  return result.outcome === 'skipped' ? `would skip ${result.id}` : `would redrive ${result.id}`;
}

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new UsageError(`--${name}: expected a whole number of at least 1, found ${text}.`);
}
