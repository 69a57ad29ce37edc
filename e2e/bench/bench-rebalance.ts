import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { testEngines, type Service } from '@gazette/dev';
import { createLogger, offsetBounds, type KafkaConfig } from '@gazette/runtime';
import { topics } from '@gazette/schemas';
import { startGroupFlow, type Consuming, type GroupFlow } from '../support/group-flow.ts';
import { startHttpProxy, type HttpProxy } from '../support/http-proxy.ts';
import { startPipeline } from '../support/stack.ts';

/**
 * Prints what each group event costs each service: the longest time for which a partition had messages
 * waiting and committed nothing (minimum, median and maximum over partitions), and messages processed twice.
 * A setting is session timeout / heartbeat in milliseconds.
 *
 *   npm run bench:rebalance -- [--services annotator,indexer] [--per-second 60] [--settings 9000/500,...]
 */
const { values } = parseArgs({
  options: {
    services: { type: 'string', default: 'fetcher,annotator,indexer' },
    'per-second': { type: 'string', default: '60' },
    settings: { type: 'string', default: '6000/500' },
  },
});
/** How often offsets are polled. */
const POLL_INTERVAL_MS = 50;
const CATCH_UP_WITHIN_MS = 120_000;
const logger = createLogger('bench', 'silent');

const engines = await testEngines();
console.log('session/heartbeat  service    event           pause of a partition, ms   messages  done twice');
for (const setting of values.settings.split(',')) {
  for (const service of values.services.split(',')) await measure(service as Consuming, setting);
}
await engines.stop();

async function measure(service: Consuming, setting: string): Promise<void> {
  const [sessionTimeoutMs = 6000, heartbeatMs = 500] = setting.split('/').map(Number);
  const proxy = await startHttpProxy(engines.opensearch);
  const written = countDocuments(proxy);
  const pipeline = await startPipeline({
    engines,
    name: 'bench',
    env: {
      GAZETTE_OPENSEARCH: proxy.url,
      GAZETTE_LOG_LEVEL: 'error',
      GAZETTE_API_KEYS: 'bench:a-key-of-the-bench',
      GAZETTE_SESSION_TIMEOUT_MS: String(sessionTimeoutMs),
      GAZETTE_HEARTBEAT_MS: String(heartbeatMs),
    },
  });
  const kafka = { ...pipeline.kafka, sessionTimeoutMs, heartbeatMs };
  const outputs = async () => (service === 'indexer' ? written() : published(kafka, service));
  const events = eventsOf(await pipeline.start(service), await pipeline.start(service));
  let from = 0;
  for (const [event, happen] of Object.entries(events)) {
    const before = await outputs();
    const flow = startGroupFlow(kafka, service, Number(values['per-second']), from);
    await flow.caughtUp(CATCH_UP_WITHIN_MS);
    const pauses = await longestPauses(flow, async () => {
      await happen();
      await flow.caughtUp(CATCH_UP_WITHIN_MS);
    });
    await flow.stop();
    await flow.caughtUp(CATCH_UP_WITHIN_MS);
    from += flow.sent();
    const twice = (await outputs()) - before - flow.sent();
    const numbers = [
      spread(pauses).padStart(24),
      String(flow.sent()).padStart(10),
      String(twice).padStart(11),
    ];
    console.log(`${setting.padEnd(18)} ${service.padEnd(10)} ${event.padEnd(15)} ${numbers.join(' ')}`);
  }
  await pipeline.stop();
  await proxy.stop();
}

/** Counts the documents in the bulk requests that pass the proxy. */
function countDocuments(proxy: HttpProxy): () => number {
  let written = 0;
  proxy.judge((_method, path, body) => {
    if (path.includes('_bulk')) written += body.toString().split('"contentHash"').length - 1;
    return 'pass';
  });
  return () => written;
}

/** The events that the group goes through, in order. */
function eventsOf(first: Service, second: Service): Readonly<Record<string, () => Promise<unknown>>> {
  return {
    nothing: () => sleep(3000),
    leave: second.stop,
    join: () => second.restart(),
    crash: () => {
      second.kill('SIGKILL');
      return second.ended();
    },
    'join after it': () => second.restart(),
    'rolling deploy': async () => {
      for (const instance of [first, second]) {
        await instance.stop();
        await instance.restart();
      }
    },
  };
}

/** The number of messages in the topic that the service publishes to. */
async function published(kafka: KafkaConfig, service: Exclude<Consuming, 'indexer'>): Promise<number> {
  const { name } = service === 'fetcher' ? topics.raw : topics.annotated;
  const ends = await offsetBounds(kafka, logger, name);
  return [...ends.values()].reduce((sum, { high }) => sum + Number(high), 0);
}

/** Minimum, median and maximum. */
function spread(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  return [0, Math.floor(sorted.length / 2), sorted.length - 1].map((place) => sorted[place] ?? 0).join(' / ');
}

/** For each partition, the longest time (ms) with messages waiting and no commit during an event. */
async function longestPauses(flow: GroupFlow, happen: () => Promise<void>): Promise<readonly number[]> {
  const state = { over: false };
  const happening = happen().finally(() => {
    state.over = true;
  });
  const since = new Map<number, { readonly offset: bigint; readonly at: number }>();
  const longest = new Map<number, number>();
  while (!state.over) {
    const [ends, committed] = [await flow.ends(), await flow.committed()];
    for (const [partition, end] of ends) {
      const offset = committed.get(partition) ?? 0n;
      const last = since.get(partition);
      const paused = last?.offset === offset && offset < end;
      if (!paused) since.set(partition, { offset, at: Date.now() });
      longest.set(partition, Math.max(longest.get(partition) ?? 0, paused ? Date.now() - last.at : 0));
    }
    await sleep(POLL_INTERVAL_MS);
  }
  await happening;
  return [...longest.values()];
}
