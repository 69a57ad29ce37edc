import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startService, testEngines } from '@gazette/dev';
import { deploy } from '@gazette/infra';
import { createLogger, offsetBounds, type KafkaConfig } from '@gazette/runtime';
import { topics } from '@gazette/schemas';
import { startGroupFlow, type Consuming, type GroupFlow } from '../support/group-flow.ts';
import { startHttpProxy } from '../support/http-proxy.ts';

/**
 * Prints what a join, a leave, a crash and a rolling deploy of each service cost under load: for each of the twelve partitions the longest
 * time for which it had messages waiting and committed nothing (least, median, most), and how many messages were done twice.
 *
 *   npm run bench:rebalance -- [--services annotator,indexer] [--per-second 60] [--settings 6000/500,9000/500]
 *
 * A setting is session timeout / heartbeat in milliseconds. Runs on the engines that the environment names, else on its own.
 */
const { values } = parseArgs({
  options: {
    services: { type: 'string', default: 'fetcher,annotator,indexer' },
    'per-second': { type: 'string', default: '60' },
    settings: { type: 'string', default: '6000/500' },
  },
});
/** How often offsets are looked at, in milliseconds. */
const LOOK_MS = 50;
const logger = createLogger('bench', 'silent');

const engines = await testEngines();
console.log('session/heartbeat  service    event           pause of a partition, ms   messages  done twice');
for (const setting of values.settings.split(',')) {
  for (const service of values.services.split(',')) await measure(service as Consuming, setting);
}
await engines.stop();

async function measure(service: Consuming, setting: string): Promise<void> {
  const [sessionTimeoutMs = 6000, heartbeatMs = 500] = setting.split('/').map(Number);
  const prefix = `bench-${randomBytes(4).toString('hex')}.`;
  await deploy({ ...engines, prefix });
  const proxy = await startHttpProxy(engines.opensearch);
  let written = 0;
  proxy.judge((_method, path, body) => {
    if (path.includes('_bulk')) written += body.toString().split('"contentHash"').length - 1;
    return 'pass';
  });
  const env = {
    GAZETTE_KAFKA: engines.kafka,
    GAZETTE_REGISTRY: engines.registry,
    GAZETTE_OPENSEARCH: proxy.url,
    GAZETTE_PREFIX: prefix,
    GAZETTE_LOG_LEVEL: 'error',
    GAZETTE_API_KEYS: 'bench:a-key-of-the-bench',
    GAZETTE_SESSION_TIMEOUT_MS: String(sessionTimeoutMs),
    GAZETTE_HEARTBEAT_MS: String(heartbeatMs),
  };
  const { kafka: broker, registry } = engines;
  const kafka = { brokers: [broker], registry, prefix, sessionTimeoutMs, heartbeatMs };
  const first = await startService(service, env);
  const second = await startService(service, env);
  const events: Readonly<Record<string, () => Promise<unknown>>> = {
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
  let from = 0;
  for (const [event, happen] of Object.entries(events)) {
    const before = await outputs(kafka, service, written);
    const flow = startGroupFlow(kafka, service, Number(values['per-second']), from);
    await flow.caughtUp(120_000);
    const pauses = await longestPauses(flow, async () => {
      await happen();
      await flow.caughtUp(120_000);
    });
    await flow.stop();
    await flow.caughtUp(120_000);
    from += flow.sent();
    const twice = (await outputs(kafka, service, written)) - before - flow.sent();
    const numbers = [
      spread(pauses).padStart(24),
      String(flow.sent()).padStart(10),
      String(twice).padStart(11),
    ];
    console.log(`${setting.padEnd(18)} ${service.padEnd(10)} ${event.padEnd(15)} ${numbers.join(' ')}`);
  }
  await Promise.all([first.stop(), second.stop()]);
  await proxy.stop();
}

/** Messages that left the service: what it published, or the documents it wrote. */
async function outputs(kafka: KafkaConfig, service: Consuming, written: number): Promise<number> {
  if (service === 'indexer') return written;
  const { name } = service === 'fetcher' ? topics.raw : topics.annotated;
  const ends = await offsetBounds(kafka, logger, name);
  return [...ends.values()].reduce((sum, { high }) => sum + Number(high), 0);
}

/** Least, median and most. */
function spread(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  return [0, Math.floor(sorted.length / 2), sorted.length - 1].map((place) => sorted[place] ?? 0).join(' / ');
}

/** For each partition the longest time (ms) in which it had messages waiting and committed nothing, while something happens. */
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
      const stands = last?.offset === offset && offset < end;
      if (!stands) since.set(partition, { offset, at: Date.now() });
      longest.set(partition, Math.max(longest.get(partition) ?? 0, stands ? Date.now() - last.at : 0));
    }
    await sleep(LOOK_MS);
  }
  await happening;
  return [...longest.values()];
}
