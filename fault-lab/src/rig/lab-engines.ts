import { startCluster, startEngines, type EngineName } from '@gazette/dev';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** A broker, a node of OpenSearch or the registry. */
export interface Member {
  readonly name: string;
  /** Starts it on its data, with `env` added for this run; resolves once it answers. */
  readonly start: (env?: NodeJS.ProcessEnv) => Promise<void>;
  /** Ends it in order and waits until it has exited. */
  readonly stop: () => Promise<void>;
  /** Crashes it; `stop` waits until it has exited. */
  readonly kill: () => void;
  readonly freeze: () => void;
  readonly resume: () => void;
}

/** The engines of a laboratory: one of each, or three brokers and three nodes. */
export interface LabEngines {
  /** `host:port` of every broker, separated by commas. */
  readonly kafka: string;
  /** URL of the registry's Confluent API. */
  readonly registry: string;
  /** URL of every node of OpenSearch, separated by commas. */
  readonly opensearch: string;
  readonly members: Readonly<Record<EngineName, readonly Member[]>>;
  /** For each client a proxy in front of each broker. */
  readonly proxies: readonly (readonly TcpProxy[])[];
  readonly dataDir: string;
  readonly stop: () => Promise<void>;
}

/** Which engines to start, and who is told about them. */
export interface LabEngineOptions {
  /** Three brokers and three nodes instead of one of each. */
  readonly cluster: boolean;
  /** How many clients get proxies of their own. */
  readonly clients: number;
  readonly log: (line: string) => void;
  readonly onUnexpectedEnd: (what: string, how: string) => void;
  readonly signal?: AbortSignal | undefined;
}

const CLUSTER_BROKERS = 3;

/** Starts engines, and proxies between their brokers and each client. */
export async function startLabEngines({
  cluster,
  clients,
  signal,
  ...told
}: LabEngineOptions): Promise<LabEngines> {
  const brokers = cluster ? CLUSTER_BROKERS : 1;
  const proxies = await Promise.all(
    Array.from({ length: clients }, () => Promise.all(Array.from({ length: brokers }, startTcpProxy))),
  );
  const stopProxies = () => Promise.all(proxies.flat().map((proxy) => proxy.stop()));
  const options = { ...told, ...(signal ? { signal } : {}) };
  try {
    const { behindProxies, ...engines } = await (cluster ? ofCluster : ofOne)(options, proxies);
    for (const [client, ofClient] of proxies.entries())
      for (const [broker, proxy] of ofClient.entries()) proxy.leadTo(behindProxies[broker]?.[client] ?? '');
    const stop = async () => {
      await engines.stop();
      await stopProxies();
    };
    return { ...engines, proxies, stop };
  } catch (error) {
    await stopProxies();
    throw error;
  }
}

type Told = Pick<LabEngineOptions, 'log' | 'onUnexpectedEnd'> & { readonly signal?: AbortSignal };
type Started = Omit<LabEngines, 'proxies'> & {
  /** `host:port` of the listeners of each broker, in the order of the clients. */
  readonly behindProxies: readonly (readonly string[])[];
};

async function ofOne(options: Told, proxies: LabEngines['proxies']): Promise<Started> {
  const engines = await startEngines({ ...options, kafkaProxies: portsOf(proxies, 0) });
  const { kafka, registry, opensearch, dataDir, stop } = engines;
  const member = (name: EngineName): readonly Member[] => [
    {
      name,
      start: (env) => engines.startOne(name, env),
      stop: () => engines.stopOne(name),
      kill: () => {
        engines.kill(name, 'SIGKILL');
      },
      freeze: () => {
        engines.kill(name, 'SIGSTOP');
      },
      resume: () => {
        engines.kill(name, 'SIGCONT');
      },
    },
  ];
  const members = {
    kafka: member('kafka'),
    registry: member('registry'),
    opensearch: member('opensearch'),
  };
  const behindProxies = [engines.kafkaBehindProxies];
  return { kafka, registry, opensearch, dataDir, stop, members, behindProxies };
}

async function ofCluster(options: Told, proxies: LabEngines['proxies']): Promise<Started> {
  const kafkaProxies = Array.from({ length: CLUSTER_BROKERS }, (_, broker) => portsOf(proxies, broker));
  const cluster = await startCluster({ ...options, kafkaProxies });
  const { kafka, registry, opensearch, dataDir, stop, behindProxies } = cluster;
  const members = {
    kafka: cluster.brokers,
    registry: [cluster.registryMember],
    opensearch: cluster.nodes,
  };
  return { kafka, registry, opensearch, dataDir, stop, members, behindProxies };
}

function portsOf(proxies: LabEngines['proxies'], broker: number): readonly number[] {
  return proxies.map((ofClient) => ofClient[broker]?.port ?? 0);
}
