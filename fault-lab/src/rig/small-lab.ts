import { randomBytes } from 'node:crypto';
import kafkajs from 'kafkajs';
import { startService, testEngines, type Service } from '@gazette/dev';
import { deploy } from '@gazette/infra';
import { deadLetterTopic, indexDefinitions, topics } from '@gazette/schemas';
import { startHttpProxy, type HttpProxy } from '@gazette/e2e/support/http-proxy';
import type { LabAddresses } from '../oracle/contract.ts';
import { startNewsSite } from './news-site.ts';
import { envOf } from '@gazette/e2e/support/stack';

/** The pipeline on engines that others may share, for short runs: an instance of the fetcher and of the annotator, and indexers one after the other. */
export interface SmallLab extends LabAddresses {
  /** Between the indexer and OpenSearch. */
  readonly opensearch: HttpProxy;
  /** Starts an indexer and waits until it is ready; `nodeArgs` are given to Node.js. */
  readonly startIndexer: (nodeArgs?: readonly string[]) => Promise<Service>;
  /** Undoes what indexers did, so that the next one indexes the same log from its beginning. None may run. */
  readonly forgetIndex: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const KEY = 'press-key-of-the-laboratory';

/** Starts everything but an indexer, under names of its own. */
export async function startSmallLab(): Promise<SmallLab> {
  const engines = await testEngines();
  const prefix = `faults-${randomBytes(4).toString('hex')}.`;
  await deploy({ ...engines, prefix });
  const site = await startNewsSite();
  const opensearch = await startHttpProxy(engines.opensearch);
  const env = {
    ...envOf(engines, prefix),
    GAZETTE_API_KEYS: `press:${KEY}`,
    GAZETTE_ALLOW_HOSTS: site.host,
    GAZETTE_HOST_DELAY_MS: '10',
    GAZETTE_SESSION_TIMEOUT_MS: '6000',
  };
  const [fetcher, annotator] = await Promise.all([
    startService('fetcher', env),
    startService('annotator', env),
  ]);
  const services = [fetcher, annotator];

  return {
    engines,
    prefix,
    producers: { press: KEY },
    site,
    fetcherUrls: () => [fetcher.url],
    opensearch,
    startIndexer: async (nodeArgs = []) => {
      const indexer = await startService(
        'indexer',
        { ...env, GAZETTE_OPENSEARCH: opensearch.url },
        { nodeArgs },
      );
      services.push(indexer);
      return indexer;
    },
    forgetIndex: async () => {
      await forgetConsumption(engines.kafka, prefix);
      const indices = indexDefinitions(prefix).map(({ name }) => name);
      await fetch(`${engines.opensearch}/${indices.join(',')}`, { method: 'DELETE' });
      await deploy({ ...engines, prefix });
    },
    stop: async () => {
      await Promise.all(services.map((service) => service.stop()));
      await Promise.all([site.stop(), opensearch.stop()]);
      await engines.stop();
    },
  };
}

/** The indexer's groups and the dead letters that it wrote. */
async function forgetConsumption(kafka: string, prefix: string): Promise<void> {
  const admin = new kafkajs.Kafka({ brokers: [kafka], logLevel: kafkajs.logLevel.NOTHING }).admin();
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
