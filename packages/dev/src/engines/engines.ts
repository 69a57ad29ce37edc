import { engineNames, type EngineName } from '../install/artifacts.ts';
import { configureEngines } from './configure-engines.ts';
import type { Fleet } from './fleet.ts';
import { launchEngines } from './launch-engines.ts';

/** Which engines to start, where, and on which ports. */
export interface EngineOptions {
  /** Where the engines keep their data; by default a temporary directory that `stop` removes. */
  readonly dataDir?: string;
  /** Loopback ports; free ones by default. */
  readonly ports?: Partial<Readonly<Record<EngineName, number>>>;
  /**
   * Ports of TCP proxies that the caller runs in front of Kafka. The broker gets one listener for each, which
   * advertises the proxy, so that clients do not bypass it.
   */
  readonly kafkaProxies?: readonly number[];
  /** Faster start, lower peak performance; the default for temporary data. */
  readonly quick?: boolean;
  /** Called with each line of progress. */
  readonly log?: (line: string) => void;
  /** The engines to start; all three by default. The registry includes Kafka. */
  readonly only?: readonly EngineName[];
  /** Called when an engine exits although it was not stopped or killed. */
  readonly onUnexpectedEnd?: (name: EngineName, how: string) => void;
  /** Called with the data directory locked, before any engine starts; an error cancels the start. */
  readonly beforeStart?: () => Promise<void>;
  /** Cancels a start that is under way. */
  readonly signal?: AbortSignal;
}

/** Running engines. The address of an engine that was not requested is an empty string. */
export type Engines = Omit<Fleet, 'close'> & {
  /** `host:port` of the broker. */
  readonly kafka: string;
  /** `host:port` of the listener behind each of `kafkaProxies`. */
  readonly kafkaBehindProxies: readonly string[];
  /** URL of the registry's Confluent API. */
  readonly registry: string;
  /** URL of OpenSearch. */
  readonly opensearch: string;
  readonly dataDir: string;
  /** Stops all engines in order and removes temporary data. */
  readonly stop: () => Promise<void>;
};

/**
 * Starts the real engines as child processes on loopback and resolves once all answer. They end with this
 * process, even if it is killed. Throws a one-line error when Java or Maven is missing, a port or the data
 * directory is in use, or an engine does not start.
 */
export async function startEngines(options: EngineOptions = {}): Promise<Engines> {
  const { ports = {}, kafkaProxies = [], quick = options.dataDir === undefined } = options;
  const wanted = engineNames.filter((name) => isWanted(name, options.only));
  const { configured, ...launched } = await launchEngines(options, wanted, async (base) => ({
    ...(await configureEngines({ ...base, quick, ports, kafkaProxies })),
    stages: [wanted],
  }));
  const address = (name: EngineName) => configured.engines.get(name)?.address ?? '';
  return {
    ...launched,
    kafka: address('kafka'),
    kafkaBehindProxies: configured.kafkaBehindProxies,
    registry: address('registry'),
    opensearch: address('opensearch'),
  };
}

function isWanted(name: EngineName, only: EngineOptions['only']): boolean {
  return !only || only.includes(name) || (name === 'kafka' && only.includes('registry'));
}
