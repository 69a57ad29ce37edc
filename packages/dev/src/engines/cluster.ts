import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { engineVersion } from '../install/artifacts.ts';
import { freePorts } from '../processes/ports.ts';
import { answers, type Engine, type EngineInstance } from './engine.ts';
import { knowsBrokers } from './kafka-probe.ts';
import { kafka, newClusterId } from './kafka.ts';
import { launchEngines } from './launch-engines.ts';
import { opensearch } from './opensearch.ts';
import { registry } from './registry.ts';

const MEMBERS = ['1', '2', '3'] as const;
type Member = (typeof MEMBERS)[number];
type BrokerName = `kafka-${Member}`;
type NodeName = `opensearch-${Member}`;
/** The members of a cluster, as named in log files. */
export type MemberName = BrokerName | NodeName | 'registry';

const BROKERS = MEMBERS.map((member): BrokerName => `kafka-${member}`);
const NODES = MEMBERS.map((member): NodeName => `opensearch-${member}`);
/** Six Java processes have to share a small machine. */
const NODE_HEAP = '512m';
const FORMED_WITHIN_MS = 120_000;

/** One process of a cluster. */
export interface ClusterMember {
  readonly name: MemberName;
  /** `host:port` of a broker, URL of a node or of the registry. */
  readonly address: string;
  readonly port: number;
  /** The process id while it runs. */
  readonly pid: () => number | undefined;
  /** Starts it on its data, with `env` added for this run; resolves once it answers. */
  readonly start: (env?: NodeJS.ProcessEnv) => Promise<void>;
  /** Ends it in order and waits until it has exited. */
  readonly stop: () => Promise<void>;
  /** Crashes it. */
  readonly kill: () => void;
  readonly freeze: () => void;
  readonly resume: () => void;
}

/** Who is told about a cluster, and what stands in front of its brokers. */
export interface ClusterOptions {
  readonly log?: (line: string) => void;
  /** Called when a member exits although it was not stopped or killed. */
  readonly onUnexpectedEnd?: (name: MemberName, how: string) => void;
  /** For each broker the ports of TCP proxies in front of it; see `EngineOptions`. */
  readonly kafkaProxies?: readonly (readonly number[])[];
  /** Cancels a start that is under way. */
  readonly signal?: AbortSignal;
}

/** Three Kafka brokers, a registry and three nodes of OpenSearch, on temporary data. */
export interface Cluster {
  /** `host:port` of every broker, separated by commas. */
  readonly kafka: string;
  readonly registry: string;
  /** URL of every node, separated by commas. */
  readonly opensearch: string;
  /** In the order of the node ids, which start at 1. */
  readonly brokers: readonly ClusterMember[];
  readonly nodes: readonly ClusterMember[];
  readonly registryMember: ClusterMember;
  /** `host:port` of the listener behind each of `kafkaProxies`. */
  readonly behindProxies: readonly (readonly string[])[];
  readonly dataDir: string;
  /** Resolves when all brokers and all nodes have joined; throws after two minutes. */
  readonly formed: () => Promise<void>;
  /** Ends all members and removes their data. */
  readonly stop: () => Promise<void>;
}

/** Starts a cluster as child processes on loopback; they end with this process. Resolves once it is formed. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const launched = await launchEngines<MemberName, Awaited<ReturnType<typeof configure>>>(
    options,
    ['kafka', 'registry', 'opensearch'],
    (base) => configure(base, options.kafkaProxies ?? []),
  );
  const { engines } = launched.configured;
  const member = (name: MemberName): ClusterMember => {
    const address = engines.get(name)?.address ?? '';
    return {
      name,
      address,
      port: Number(/:(\d+)/.exec(address.replace('http://', ''))?.[1]),
      pid: () => launched.pids()[name],
      start: (env) => launched.startOne(name, env),
      stop: () => launched.stopOne(name),
      kill: () => {
        launched.kill(name, 'SIGKILL');
      },
      freeze: () => {
        launched.kill(name, 'SIGSTOP');
      },
      resume: () => {
        launched.kill(name, 'SIGCONT');
      },
    };
  };
  const brokers = BROKERS.map(member);
  const nodes = NODES.map(member);
  const formed = () => untilFormed(brokers, nodes);
  // Its data is temporary, and members that stop in turn wait for a majority that is already gone.
  const stop = async () => {
    for (const name of engines.keys()) launched.kill(name, 'SIGKILL');
    await launched.stop();
  };
  try {
    await formed();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    kafka: brokers.map(({ address }) => address).join(','),
    registry: engines.get('registry')?.address ?? '',
    opensearch: nodes.map(({ address }) => address).join(','),
    brokers,
    nodes,
    registryMember: member('registry'),
    behindProxies: launched.configured.behindProxies,
    dataDir: launched.dataDir,
    formed,
    stop,
  };
}

async function configure(
  base: Parameters<Parameters<typeof launchEngines>[2]>[0],
  kafkaProxies: readonly (readonly number[])[],
) {
  const instance = (kind: 'kafka' | 'registry' | 'opensearch', name: MemberName): EngineInstance => ({
    java: base.java,
    files: base.files.get(kind) ?? '',
    dir: join(base.dataDir, name),
    quick: true,
  });
  const ports = await freePorts([
    ...BROKERS,
    ...NODES,
    ...BROKERS.map((name) => `controller of ${name}` as const),
    ...NODES.map((name) => `transport of ${name}` as const),
    ...kafkaProxies.flat().map((proxy) => `behind ${proxy}` as const),
    'registry',
    'management',
  ]);
  const listeners = BROKERS.map((_name, index) =>
    (kafkaProxies[index] ?? []).map((proxy) => ({ proxy, port: ports[`behind ${proxy}`] ?? 0 })),
  );
  const engines = new Map<MemberName, Engine>();
  const clusterId = newClusterId();
  const controllers = BROKERS.map((name) => ports[`controller of ${name}`]);
  for (const [index, name] of BROKERS.entries()) {
    const own = {
      broker: ports[name],
      controller: ports[`controller of ${name}`],
      proxied: listeners[index] ?? [],
    };
    engines.set(name, kafka(instance('kafka', name), own, { nodeId: index + 1, clusterId, controllers }));
  }
  const transports = NODES.map((name) => `127.0.0.1:${ports[`transport of ${name}`]}`);
  for (const name of NODES) {
    const own = { http: ports[name], transport: ports[`transport of ${name}`] };
    const member = { name, nodes: NODES, transports };
    const small = { ...instance('opensearch', name), heap: NODE_HEAP };
    engines.set(name, opensearch(small, own, engineVersion('opensearch'), member));
  }
  const brokers = BROKERS.map((name) => engines.get(name)?.address ?? '').join(',');
  const own = { http: ports.registry, management: ports.management };
  engines.set('registry', registry(instance('registry', 'registry'), own, brokers));
  // The registry creates replicated topics, for which all brokers must be there.
  const stages: readonly (readonly MemberName[])[] = [[...BROKERS, ...NODES], ['registry']];
  const behindProxies = listeners.map((own) => own.map(({ port }) => `127.0.0.1:${port}`));
  return { engines, stages, behindProxies };
}

async function untilFormed(
  brokers: readonly ClusterMember[],
  nodes: readonly ClusterMember[],
): Promise<void> {
  const deadline = performance.now() + FORMED_WITHIN_MS;
  for (;;) {
    const joined = await Promise.all([
      ...brokers.map(({ port }) => knowsBrokers(port, brokers.length)),
      ...nodes.map(({ address }) =>
        answers(`${address}/_cluster/health?wait_for_nodes=${nodes.length}&timeout=1s`),
      ),
    ]);
    if (joined.every(Boolean)) return;
    if (performance.now() > deadline) throw new Error('The members of the cluster did not find each other.');
    await sleep(200);
  }
}
