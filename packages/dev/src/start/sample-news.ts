import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger, publisher } from '@gazette/runtime';
import { topics } from '@gazette/schemas';
import { answers } from '../engines/engine.ts';
import { readArticles } from '../newsroom/read-articles.ts';
import { projectRoot } from '@gazette/cli/installation/project';
import { startNode } from './services.ts';
import type { GazetteState } from '@gazette/cli/installation/state';
import { supervise } from './supervise.ts';

/** The fetcher waits a second between pages of a host, so a first crawl takes one second per article. */
const SEARCHABLE_TIMEOUT_MS = 180_000;

interface SampleNews {
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  readonly atEnd: (stop: () => Promise<void>) => void;
  readonly port: number;
  readonly state: GazetteState;
}

/** Starts the sample newsroom and resolves once it answers. */
export async function startSampleNewsroom({ say, signal, atEnd, port, state }: SampleNews): Promise<void> {
  const main = `${projectRoot}/packages/dev/dist/newsroom/main.js`;
  const newsroom = await startNode(
    'newsroom',
    [main, '--port', String(port)],
    state.newsroom,
    {},
    { until: null },
  );
  atEnd(supervise(newsroom, say, signal));
  while (!(await answers(state.newsroom))) {
    signal.throwIfAborted();
    await sleep(50);
  }
}

/** Subscribes to the sample newsroom's feed; resolves once its articles are searchable or the time is up. */
export async function subscribeToSampleNews({ say, signal, state }: SampleNews): Promise<void> {
  await subscribe(`${state.newsroom}/feed.xml`, state);
  say(`Subscribed to the sample newsroom on ${state.newsroom}`);
  await untilSearchable(state, say, signal);
}

async function subscribe(url: string, { kafka, registry, prefix }: GazetteState): Promise<void> {
  const config = { brokers: [kafka], registry, prefix, sessionTimeoutMs: 30_000, heartbeatMs: 3_000 };
  const feeds = publisher(config, topics.feeds, createLogger('start', 'error'));
  const feed = {
    url,
    source: null,
    paused: false,
    minIntervalSeconds: 60,
    addedAt: Date.now(),
    handedOver: null,
  };
  const [published] = await feeds.publish([{ value: feed }]);
  await feeds.stop();
  if (published?.outcome === 'refused') throw published.error;
}

async function untilSearchable(
  state: GazetteState,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const expected = (await readArticles()).articles.length;
  const deadline = Date.now() + SEARCHABLE_TIMEOUT_MS;
  let shown = 0;
  let count = await countArticles(state.opensearch);
  while (count < expected && Date.now() < deadline) {
    if (count >= shown + 5) {
      shown = count;
      say(`  ${count} of ${expected} sample articles are searchable`);
    }
    await sleep(250, undefined, { signal });
    count = await countArticles(state.opensearch);
  }
  if (count >= expected) say(`${count} articles are searchable`);
  else
    say(`Only ${count} of ${expected} sample articles are searchable so far; see the logs in ${state.logs}`);
}

async function countArticles(opensearch: string): Promise<number> {
  try {
    const response = await fetch(`${opensearch}/articles/_count`, { signal: AbortSignal.timeout(5_000) });
    return ((await response.json()) as { readonly count?: number }).count ?? 0;
  } catch {
    return 0;
  }
}
