import { parseArgs } from 'node:util';
import { createCodec, createRegistry, MessageError, topics, type Feed, type Topic } from '@gazette/schemas';
import { createLogger, publisher, replay, UsageError, type KafkaConfig } from '@gazette/runtime';
import { readKafkaConfig } from '../../config.ts';
import { printFeeds, toListedFeed } from '../feed-listing.ts';
import { feedUrl } from '../../feeds/feed-url.ts';

/** What `gazette feeds --help` prints. */
export const feedsHelp = `Usage: feeds add URL [--source NAME] [--every SECONDS]
       feeds list
       feeds pause|resume|remove URL

  --source NAME     the outlet's name for its articles (default: the feed's own title)
  --every SECONDS   minimum interval between two polls (default: the fetcher's GAZETTE_POLL_SECONDS)
  --json            one JSON object; list prints one per line

URL is a feed (RSS, Atom, JSON Feed), a sitemap, a sitemap index, or a page that names its feed. Adding a
known URL updates the given options. Removing a feed keeps its articles. Sitemaps of an index are listed with
it and share its options.
Uses GAZETTE_KAFKA, GAZETTE_REGISTRY and GAZETTE_PREFIX.
`;

/** Environment and streams of the command. */
export interface FeedsContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly fail: (text: string) => void;
}

/** Commands do not log; they throw errors. */
const logger = createLogger('feeds', 'silent');

/** The `feeds` command. Resolves to the exit code. */
export async function feedsCommand(
  args: readonly string[],
  { env, out, fail }: FeedsContext,
): Promise<number> {
  const { action, url, options } = readArguments(args);
  if (action === null) {
    fail(`feeds: expected add URL, list, pause URL, resume URL or remove URL\n\n${feedsHelp}`);
    return 2;
  }
  const kafka = readKafkaConfig(env);
  if (action === 'list') {
    const [feeds, states] = [await readAll(kafka, topics.feeds), await readAll(kafka, topics.feedState)];
    const listed = [...feeds.values()]
      .map((feed) => toListedFeed(feed, states.get(topics.feeds.key(feed)) ?? null))
      .sort((a, b) => (a.url < b.url ? -1 : 1));
    out(options.json ? listed.map((feed) => `${JSON.stringify(feed)}\n`).join('') : printFeeds(listed));
    return 0;
  }
  const feeds = await readAll(kafka, topics.feeds);
  // Feeds found through a redirect or a sitemap index change together with their subscription.
  const related = [...feeds.values()].filter(({ handedOver }) => handedOver?.origin === url);
  const done = await change(kafka, action, { known: feeds.get(url) ?? null, related }, url, options);
  out(options.json ? `${JSON.stringify(done)}\n` : `${done.outcome} ${url}\n`);
  return 0;
}

const actions = ['add', 'pause', 'resume', 'remove'] as const;
type Action = (typeof actions)[number];

interface Options {
  readonly source: string | undefined;
  readonly every: number | undefined;
  readonly json: boolean;
}

function readArguments(args: readonly string[]): {
  readonly action: Action | 'list' | null;
  readonly url: string;
  readonly options: Options;
} {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { source: text, every: text, json: { type: 'boolean' } },
  });
  const options = {
    source: values.source,
    every: values.every === undefined ? undefined : readSeconds(values.every),
    json: values.json ?? false,
  };
  const [word, url, ...more] = positionals;
  if (word === 'list' && url === undefined) return { action: word, url: '', options };
  const action = actions.find((name) => name === word);
  if (action === undefined || url === undefined || more.length > 0) return { action: null, url: '', options };
  if (action !== 'add' && (options.source ?? options.every) !== undefined)
    throw new UsageError(`--source and --every belong to add, found them with ${action}`);
  return { action, url: feedUrl(url), options };
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 86_400)
    throw new UsageError(`--every: expected whole seconds from 1 to 86400, found ${text}`);
  return seconds;
}

async function change(
  kafka: KafkaConfig,
  action: Action,
  { known, related }: { readonly known: Feed | null; readonly related: readonly Feed[] },
  url: string,
  options: Options,
) {
  if (action !== 'add' && known === null) throw new Error(`expected a feed from feeds list, found ${url}`);
  const newFeed = {
    url,
    source: null,
    paused: false,
    minIntervalSeconds: null,
    addedAt: Date.now(),
    handedOver: null,
  };
  const before = known ?? newFeed;
  const feed = {
    ...before,
    source: options.source ?? before.source,
    minIntervalSeconds: options.every ?? before.minIntervalSeconds,
    paused: action === 'pause' || (action === 'add' && before.paused),
  };
  const { source, minIntervalSeconds, paused } = feed;
  const changed = [feed, ...related.map((other) => ({ ...other, source, minIntervalSeconds, paused }))];
  const feeds = publisher(kafka, topics.feeds, logger);
  try {
    if (action === 'remove') {
      const { key, partitionBy } = topics.feeds;
      await feeds.forget(
        changed.map((removed) => ({ key: key(removed), partitionBy: partitionBy(removed) })),
      );
    } else {
      for (const published of await feeds.publish(changed.map((value) => ({ value })))) {
        if (published.outcome === 'refused') throw published.error;
      }
    }
  } finally {
    await feeds.stop();
  }
  const outcomes = {
    add: known === null ? 'added' : 'changed',
    pause: 'paused',
    resume: 'resumed',
    remove: 'removed',
  };
  const addedAt = new Date(feed.addedAt).toISOString();
  return { outcome: outcomes[action], url, source, paused, minIntervalSeconds, addedAt };
}

/** The latest values of a compacted topic by key. Unreadable messages are skipped, as in the fetcher. */
async function readAll<T>(kafka: KafkaConfig, topic: Topic<T>): Promise<ReadonlyMap<string, T>> {
  const codec = createCodec(topic, createRegistry(kafka.registry), kafka.prefix);
  const values = new Map<string, T>();
  await replay(kafka, {
    topic: topic.name,
    logger,
    onMessages: async (messages) => {
      for (const { key, value } of messages) {
        const name = key?.toString() ?? '';
        if (value === null) values.delete(name);
        else
          await codec.decode(value).then(
            (decoded) => values.set(name, decoded),
            (error: unknown) => {
              if (!(error instanceof MessageError)) throw error;
            },
          );
      }
    },
  });
  return values;
}
