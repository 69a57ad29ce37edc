import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { watchdogGone } from '@gazette/dev';
import { startPipeline } from '@gazette/e2e/support/stack';
import type { LabAddresses } from '../oracle/contract.ts';
import { startLabEngines, type LabEngines } from './lab-engines.ts';
import { startNewsSite } from './news-site.ts';
import { labServices, startInstance, type Instance, type LabService } from './service-instance.ts';

/** How to start a laboratory. */
export interface LabOptions {
  /** Directory for the services' logs, created if missing. */
  readonly logDir: string;
  /** Receives progress lines. */
  readonly log?: (line: string) => void;
  /** Runs three brokers and three nodes of OpenSearch. */
  readonly cluster?: boolean;
  /** Options of Node.js for all instances of a service, such as `--import` and a module that changes it. */
  readonly nodeArgs?: Partial<Readonly<Record<LabService, readonly string[]>>>;
  /** Cancels the start. */
  readonly signal?: AbortSignal;
}

/** The whole pipeline on its own engines, all of which can be broken. */
export interface Lab extends LabAddresses {
  /** The brokers, the nodes of OpenSearch and the registry. */
  readonly members: LabEngines['members'];
  readonly instances: readonly Instance[];
  /** Services and engines that ended without a fault, with timestamps. */
  readonly unexpectedEnds: () => readonly string[];
  readonly stop: () => Promise<void>;
}

/** Producers and their API keys. */
const producers = { press: 'press-key-of-the-laboratory', wire: 'wire-key-of-the-laboratory' } as const;

/** Starts engines, a pipeline with two instances of each service, and proxies; resolves when all are ready. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const { log = () => undefined, signal, logDir } = options;
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (let next = stops.pop(); next; next = stops.pop()) await next();
    await watchdogGone();
  };
  const unexpectedEnds: string[] = [];
  const onUnexpectedEnd = (what: string, how: string): void => {
    const line = `${new Date().toISOString()} ${what} ended unexpectedly: ${how}`;
    unexpectedEnds.push(line);
    log(line);
  };

  try {
    const names = labServices.flatMap((service) => [1, 2].map((n) => ({ service, name: `${service}-${n}` })));
    const { members, proxies, dataDir, ...started } = await startLabEngines({
      ...{ cluster: options.cluster ?? false, clients: names.length, log, onUnexpectedEnd, signal },
    });
    stops.push(started.stop, () => keepLogs(dataDir, logDir));
    const { kafka, registry, opensearch } = started;
    const engines = { kafka, registry, opensearch: opensearch.split(',')[0] ?? '' };
    const site = await startNewsSite();
    stops.push(site.stop);
    const pipeline = await startPipeline({
      ...{
        engines: { kafka, registry, opensearch, stop: started.stop },
        name: 'lab',
        env: settingsFor(site.host),
      },
    });

    const instances: Instance[] = [];
    for (const [place, { service, name }] of names.entries()) {
      const instance = await startInstance({
        ...{ pipeline, service, name, logDir, signal, onUnexpectedEnd },
        kafka: proxies[place] ?? [],
        nodeArgs: options.nodeArgs?.[service] ?? [],
      });
      stops.push(() => instance.stop());
      instances.push(instance);
    }
    await Promise.all(instances.map((instance) => instance.untilReady()));
    return {
      prefix: pipeline.prefix,
      producers,
      site,
      fetcherUrls: () =>
        instances
          .filter((instance) => instance.service === 'fetcher' && instance.isRunning())
          .map(({ url }) => url),
      engines,
      members,
      instances,
      unexpectedEnds: () => unexpectedEnds,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Settings that all instances share. */
function settingsFor(siteHost: string): Readonly<Record<string, string>> {
  return {
    GAZETTE_LOG_LEVEL: 'info',
    GAZETTE_API_KEYS: Object.entries(producers)
      .map(([producer, key]) => `${producer}:${key}`)
      .join(','),
    GAZETTE_ALLOW_HOSTS: siteHost,
    GAZETTE_HOST_DELAY_MS: '10',
    GAZETTE_POLL_SECONDS: '5',
  };
}

/** Keeps the engines' logs, because their data directory is temporary. */
function keepLogs(dataDir: string, logDir: string): Promise<void> {
  return cp(join(dataDir, 'logs'), join(logDir, 'engines'), { recursive: true });
}
