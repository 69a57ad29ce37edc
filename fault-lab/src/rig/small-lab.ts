import kafkajs from 'kafkajs';
import type { Service } from '@gazette/dev';
import { deploy } from '@gazette/infra';
import { deadLetterTopic, indexDefinitions, topics } from '@gazette/schemas';
import { startHttpProxy, type HttpProxy } from '@gazette/e2e/support/http-proxy';
import type { LabAddresses } from '../oracle/contract.ts';
import { startNewsSite } from './news-site.ts';
import { startPipeline } from '@gazette/e2e/support/stack';

/** A pipeline on shared engines for short runs: one fetcher, one annotator, and one indexer at a time. */
export interface SmallLab extends LabAddresses {
  /** Between the indexer and OpenSearch. */
  readonly opensearch: HttpProxy;
  /** The fetcher and the annotator that run now. */
  readonly running: Readonly<Record<'fetcher' | 'annotator', Service>>;
  /** Stops the running one, if it still runs, and starts another; `nodeArgs` are given to Node.js. */
  readonly replace: (service: 'fetcher' | 'annotator', nodeArgs: readonly string[]) => Promise<void>;
  /** Starts an indexer and waits until it is ready; `nodeArgs` are given to Node.js. */
  readonly startIndexer: (nodeArgs?: readonly string[]) => Promise<Service>;
  /** Resets index and offsets so that the next indexer starts from the beginning. None may be running. */
  readonly forgetIndex: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const KEY = 'press-key-of-the-laboratory';

/** Starts everything except an indexer, under a unique prefix. */
export async function startSmallLab(): Promise<SmallLab> {
  const site = await startNewsSite();
  const pipeline = await startPipeline({
    name: 'faults',
    env: {
      GAZETTE_API_KEYS: `press:${KEY}`,
      GAZETTE_ALLOW_HOSTS: site.host,
      GAZETTE_HOST_DELAY_MS: '10',
      GAZETTE_SESSION_TIMEOUT_MS: '6000',
    },
  });
  const { engines, prefix, start } = pipeline;
  const opensearch = await startHttpProxy(engines.opensearch);
  const [fetcher, annotator] = await Promise.all([start('fetcher'), start('annotator')]);
  const running = { fetcher, annotator };

  return {
    engines,
    prefix,
    producers: { press: KEY },
    site,
    fetcherUrls: () => [running.fetcher.url],
    opensearch,
    running,
    replace: async (service, nodeArgs) => {
      await running[service].stop();
      running[service] = await start(service, {}, { nodeArgs });
    },
    startIndexer: (nodeArgs = []) => start('indexer', { GAZETTE_OPENSEARCH: opensearch.url }, { nodeArgs }),
    forgetIndex: async () => {
      await forgetConsumption(engines.kafka, prefix);
      const indices = indexDefinitions(prefix).map(({ name }) => name);
      await fetch(`${engines.opensearch}/${indices.join(',')}`, { method: 'DELETE' });
      await deploy({ ...engines, prefix, singleBroker: true });
    },
    stop: async () => {
      await pipeline.stop();
      await Promise.all([site.stop(), opensearch.stop()]);
    },
  };
}

/** Deletes the indexer's groups and the dead letters that it wrote. */
async function forgetConsumption(kafka: string, prefix: string): Promise<void> {
  const admin = new kafkajs.Kafka({ brokers: kafka.split(','), logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    await admin.deleteGroups([`${prefix}indexer`, `${prefix}dead-letter-indexer`]);
    const topic = prefix + deadLetterTopic(topics.annotated.name);
    const ends = await admin.fetchTopicOffsets(topic);
    const written = ends.filter(({ high }) => high !== '0');
    if (written.length === 0) return;
    await admin.deleteTopicRecords({
      topic,
      partitions: written.map(({ partition, high }) => ({ partition, offset: high })),
    });
  } finally {
    await admin.disconnect();
  }
}
