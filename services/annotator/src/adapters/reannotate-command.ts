import { parseArgs } from 'node:util';
import {
  createCodec,
  createRegistry,
  MessageError,
  topics,
  type AnnotatedArticle,
  type RawArticle,
  type Topic,
} from '@gazette/schemas';
import {
  createHealth,
  createLogger,
  createProgress,
  publisher,
  replay,
  retryForever,
  UsageError,
  type Incoming,
  type KafkaConfig,
  type Logger,
  type RetryContext,
} from '@gazette/runtime';
import { createAnnotate } from '../annotate.ts';
import { readConfig } from '../config.ts';
import type { Knowledge } from '../knowledge.ts';
import { loadKnowledge } from './knowledge.ts';
import { createPurgedKeys, retractPurged } from './retract-purged.ts';

/** Help of the `reannotate` command. */
export const reannotateHelp = `Usage: gazette reannotate [--since TIME] [--until TIME] [--issue ID…] [--json]

Replays articles.raw and publishes to articles.annotated; the index keeps the newest annotator's version of
each revision. Then reads articles.annotated to check that every selected revision is there. Exit code 1 means
that a revision is missing, was refused or could not be annotated; all others are still published.
  --since, --until   only revisions accepted in this period: 2025-02-27, 2025-02-27T09:30:00Z
  --issue ID         only articles that had the issue or now get it; may be repeated
  --json             one JSON object on standard output
`;

/** At most this many failed and missing revisions are named. */
const MOST_SHOWN = 10;

/** The selected revisions. */
interface Selection {
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
  readonly issues: readonly string[];
}

/** A revision that could not be annotated, and why. */
interface Failed {
  readonly id: string;
  readonly revision: number;
  readonly reason: string;
}

/** Runs `reannotate`; resolves to the exit code. */
export async function reannotateCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      since: { type: 'string' },
      until: { type: 'string' },
      issue: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    },
  });
  const selection = {
    since: values.since === undefined ? 0 : toTime('since', values.since),
    until: values.until === undefined ? Infinity : toTime('until', values.until),
    issues: values.issue,
  };
  // The annotator's own environment; the port is not used.
  const config = readConfig(process.env);
  const result = await reannotate(config.kafka, config.knowledge, selection);
  console.log(values.json ? JSON.stringify(result) : inWords(result));
  return result.refused === 0 && result.failed.length === 0 && result.missing.length === 0 ? 0 : 1;
}

async function reannotate(kafka: KafkaConfig, knowledge: string, { since, until, issues }: Selection) {
  const logger = createLogger('reannotate', 'warn', 'stderr');
  const context = {
    task: 'reannotate',
    health: createHealth(),
    logger,
    signal: new AbortController().signal,
  };
  const known = await loadKnowledge(knowledge);
  const annotate = createAnnotate(known);
  const had = issues.length === 0 ? null : await idsWithIssues(kafka, issues, context);
  if (had) refuseUnknown(issues, [...idsOf(known), ...had.issues]);
  const annotated = publisher(kafka, topics.annotated, logger);
  const progress = createProgress('read');
  const decode = createDecoder(kafka, topics.raw, context);
  const counts = { read: 0, published: 0, refused: 0 };
  const failed: Failed[] = [];
  /** Keys of the selected revisions that were annotated. */
  const expected = new Set<string>();
  const purged = createPurgedKeys();

  function isWanted({ revision }: RawArticle): boolean {
    return revision >= since && revision <= until;
  }

  /** Leaves out articles that cannot be annotated: the annotator has already made dead letters of them. */
  function annotateOrReport(article: RawArticle): readonly AnnotatedArticle[] {
    try {
      return [annotate(article)];
    } catch (error) {
      const { id, revision } = article;
      failed.push({ id, revision, reason: error instanceof Error ? error.message : String(error) });
      return [];
    }
  }

  try {
    const ends = await replay(kafka, {
      topic: topics.raw.name,
      onMessages: async (messages) => {
        purged.record(messages);
        const articles = (await decode(messages)).filter(isWanted);
        counts.read += articles.length;
        const results = articles
          .flatMap(annotateOrReport)
          .filter(
            ({ article, annotations }) =>
              had === null ||
              had.articles.has(article.id) ||
              annotations?.issues.some(({ id }) => issues.includes(id)),
          );
        for (const result of results) expected.add(topics.annotated.key(result));
        const published = await retryForever(
          () => annotated.publish(results.map((value) => ({ value }))),
          context,
        );
        counts.published += published.filter(({ outcome }) => outcome === 'delivered').length;
        counts.refused += published.filter(({ outcome }) => outcome === 'refused').length;
      },
      onProgress: progress.show,
      logger,
    });
    const retracted = await retractPurged({ kafka, purged, annotated, context, from: ends }, expected);
    for (const key of retracted) expected.delete(key);
  } finally {
    progress.end();
    await annotated.stop();
  }
  return { ...counts, failed, missing: await missingOf(expected, kafka, logger) };
}

/** The keys that are not in `articles.annotated`. */
async function missingOf(
  keys: ReadonlySet<string>,
  kafka: KafkaConfig,
  logger: Logger,
): Promise<readonly string[]> {
  const missing = new Set(keys);
  const progress = createProgress('compared');
  await replay(kafka, {
    topic: topics.annotated.name,
    onMessages: (messages) => {
      for (const { key, value } of messages) if (value !== null) missing.delete(key?.toString() ?? '');
      return Promise.resolve();
    },
    onProgress: progress.show,
    logger,
  });
  progress.end();
  return [...missing];
}

function inWords({ read, published, refused, failed, missing }: Awaited<ReturnType<typeof reannotate>>) {
  const found =
    missing.length === 0
      ? 'all of them found in articles.annotated'
      : `${missing.length} not in articles.annotated: ${missing.slice(0, MOST_SHOWN).join(', ')}`;
  return [
    `${published} of ${read} revisions annotated again, ${refused} refused, ${failed.length} failed, ${found}`,
    ...failed
      .slice(0, MOST_SHOWN)
      .map(({ id, revision, reason }) => `failed ${id}, revision ${revision}: ${reason}`),
  ].join('\n');
}

/** The articles that have or once had one of the issues, and which of the issues were found at all. */
async function idsWithIssues(
  kafka: KafkaConfig,
  issues: readonly string[],
  context: RetryContext,
): Promise<{ readonly articles: ReadonlySet<string>; readonly issues: ReadonlySet<string> }> {
  const decode = createDecoder(kafka, topics.annotated, context);
  const had = { articles: new Set<string>(), issues: new Set<string>() };
  await replay(kafka, {
    topic: topics.annotated.name,
    onMessages: async (messages) => {
      for (const { article, annotations } of await decode(messages)) {
        const wanted = annotations?.issues.filter(({ id }) => issues.includes(id)) ?? [];
        if (wanted.length > 0) had.articles.add(article.id);
        for (const { id } of wanted) had.issues.add(id);
      }
    },
    logger: context.logger,
  });
  return had;
}

function idsOf({ issues }: Knowledge): readonly string[] {
  return issues.profiles.flatMap((profile) => profile.issues.map(({ id }) => id));
}

/** Otherwise a misspelt issue would look like one without articles. */
function refuseUnknown(issues: readonly string[], known: readonly string[]): void {
  const unknown = issues.filter((id) => !known.includes(id));
  if (unknown.length === 0) return;
  const close = known.filter((id) => unknown.some((wanted) => id.startsWith(wanted)));
  const hint = close.length === 0 ? '' : ` Did you mean ${[...new Set(close)].join(', ')}?`;
  throw new UsageError(
    `--issue: expected ids from issues.yaml or from earlier annotations, found ${unknown.join(', ')}.${hint}`,
  );
}

/**
 * Decodes values, skipping unreadable ones (already dead letters). One codec requests each schema only
 * once.
 */
function createDecoder<T>(kafka: KafkaConfig, topic: Topic<T>, context: RetryContext) {
  const codec = createCodec(topic, createRegistry(kafka.registry), kafka.prefix);
  return async function decode(messages: readonly Incoming[]): Promise<readonly T[]> {
    const values: T[] = [];
    for (const { value } of messages) {
      if (value === null) continue;
      try {
        values.push(await retryForever(() => codec.decode(value), context));
      } catch (error) {
        if (!(error instanceof MessageError)) throw error;
      }
    }
    return values;
  };
}

function toTime(name: string, text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new UsageError(`--${name}: expected a date or time such as 2025-02-27, found ${text}.`);
  return time;
}
