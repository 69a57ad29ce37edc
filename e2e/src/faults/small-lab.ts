import { randomBytes } from 'node:crypto';
import { deploy, startService, testEngines, type Service } from '@gazette/infra';
import { startHttpProxy, type HttpProxy } from '../http-proxy.ts';
import type { LabAddresses } from './contract.ts';
import { startNewsSite } from './news-site.ts';

/** One instance of each service on engines that others may share, for short runs. */
export interface SmallLab extends LabAddresses {
  readonly indexer: Service;
  /** Between the indexer and OpenSearch. */
  readonly opensearch: HttpProxy;
  readonly stop: () => Promise<void>;
}

const KEY = 'press-key-of-the-laboratory';

/** Starts the pipeline under names of its own; `nodeArgs` are given to Node.js for the named service. */
export async function startSmallLab(
  nodeArgs: Partial<Readonly<Record<'fetcher' | 'annotator' | 'indexer', readonly string[]>>> = {},
): Promise<SmallLab> {
  const engines = await testEngines();
  const prefix = `faults-${randomBytes(4).toString('hex')}.`;
  await deploy({ ...engines, prefix });
  const site = await startNewsSite();
  const opensearch = await startHttpProxy(engines.opensearch);
  const env = {
    GAZETTE_KAFKA: engines.kafka,
    GAZETTE_REGISTRY: engines.registry,
    GAZETTE_OPENSEARCH: engines.opensearch,
    GAZETTE_PREFIX: prefix,
    GAZETTE_LOG_LEVEL: 'warn',
    GAZETTE_API_KEYS: `press:${KEY}`,
    GAZETTE_ALLOW_HOSTS: site.host,
    GAZETTE_HOST_DELAY_MS: '10',
    GAZETTE_SESSION_TIMEOUT_MS: '6000',
  };
  const [fetcher, annotator, indexer] = await Promise.all([
    startService('fetcher', env, { nodeArgs: nodeArgs.fetcher ?? [] }),
    startService('annotator', env, { nodeArgs: nodeArgs.annotator ?? [] }),
    startService(
      'indexer',
      { ...env, GAZETTE_OPENSEARCH: opensearch.url },
      { nodeArgs: nodeArgs.indexer ?? [] },
    ),
  ]);
  return {
    engines,
    prefix,
    producers: { press: KEY },
    site,
    fetcherUrls: () => [fetcher.url],
    indexer,
    opensearch,
    stop: async () => {
      await Promise.all([fetcher, annotator, indexer].map((service) => service.stop()));
      await Promise.all([site.stop(), opensearch.stop()]);
      await engines.stop();
    },
  };
}
