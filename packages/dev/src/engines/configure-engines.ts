import { join } from 'node:path';
import { engineTitle, engineVersion, type EngineName } from '../install/artifacts.ts';
import type { Engine } from './engine.ts';
import type { Java } from '../install/java.ts';
import { kafka } from './kafka.ts';
import { opensearch } from './opensearch.ts';
import { assertPortFree, freePorts } from '../processes/ports.ts';
import { registry } from './registry.ts';

/** The input from which each engine gets its directory and ports. */
export interface EngineConfig {
  readonly java: Java;
  readonly dataDir: string;
  readonly quick: boolean;
  /** The program files of each engine to start. */
  readonly files: ReadonlyMap<EngineName, string>;
  /** Chosen ports. All other ports, including internal ones, are free ones. */
  readonly ports: Partial<Readonly<Record<EngineName, number>>>;
  /** Ports of proxies in front of Kafka, each with a separate listener behind it. */
  readonly kafkaProxies: readonly number[];
}

/** Engines ready to start, and `host:port` of the listener behind each proxy. */
export interface ConfiguredEngines {
  readonly engines: ReadonlyMap<EngineName, Engine>;
  readonly kafkaBehindProxies: readonly string[];
}

/** Gives each engine its directory and ports. Throws when a chosen port is in use. */
export async function configureEngines({
  java,
  dataDir,
  quick,
  files,
  ports,
  kafkaProxies,
}: EngineConfig): Promise<ConfiguredEngines> {
  for (const name of files.keys()) {
    const port = ports[name];
    if (port) await assertPortFree(port, engineTitle(name), `set ${portVariable(name)} to another port`);
  }
  const names = ['kafka', 'controller', 'registry', 'management', 'opensearch', 'transport'] as const;
  const free = await freePorts([...names, ...kafkaProxies.map((proxy) => `behind ${proxy}` as const)]);
  const proxied = kafkaProxies.map((proxy) => ({ proxy, port: free[`behind ${proxy}`] ?? 0 }));
  const { controller, management, transport, ...rest } = free;
  const chosen = { ...rest, ...ports };
  const instance = (name: EngineName) => ({
    java,
    files: files.get(name) ?? '',
    dir: join(dataDir, name),
    quick,
  });

  const broker = kafka(instance('kafka'), { broker: chosen.kafka, controller, proxied });
  const engines: Record<EngineName, Engine> = {
    kafka: broker,
    registry: registry(instance('registry'), { http: chosen.registry, management }, broker.address),
    opensearch: opensearch(
      instance('opensearch'),
      { http: chosen.opensearch, transport },
      engineVersion('opensearch'),
    ),
  };
  return {
    engines: new Map([...files.keys()].map((name) => [name, engines[name]])),
    kafkaBehindProxies: proxied.map(({ port }) => `127.0.0.1:${port}`),
  };
}

/** The environment variable that overrides an engine's port. */
function portVariable(name: EngineName): string {
  return `GAZETTE_${name.toUpperCase()}_PORT`;
}
