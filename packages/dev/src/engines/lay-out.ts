import { join } from 'node:path';
import { engineTitle, engineVersion, type EngineName } from '../install/artifacts.ts';
import type { Engine } from './engine.ts';
import type { Java } from '../install/java.ts';
import { kafka } from './kafka.ts';
import { opensearch } from './opensearch.ts';
import { assertPortFree, freePorts } from '../processes/ports.ts';
import { registry } from './registry.ts';

/** What is known before the engines get their places. */
export interface Layout {
  readonly java: Java;
  readonly dataDir: string;
  readonly quick: boolean;
  /** The program files of each engine that is wanted. */
  readonly files: ReadonlyMap<EngineName, string>;
  /** Chosen ports; the others, and those that only engines use among themselves, are free ones. */
  readonly ports: Partial<Readonly<Record<EngineName, number>>>;
  /** Ports of proxies before Kafka, each with a listener of its own behind it. */
  readonly kafkaProxies: readonly number[];
}

/** Engines in their places, and `host:port` of the listener behind each proxy. */
export interface LaidOut {
  readonly engines: ReadonlyMap<EngineName, Engine>;
  readonly kafkaBehindProxies: readonly string[];
}

/** Gives each engine its directory and ports. Throws when a chosen port is in use. */
export async function layOut({ java, dataDir, quick, files, ports, kafkaProxies }: Layout): Promise<LaidOut> {
  for (const name of files.keys()) {
    const port = ports[name];
    if (port) await assertPortFree(port, engineTitle(name), `set ${portVariable(name)} to another port`);
  }
  const names = ['kafka', 'controller', 'registry', 'management', 'opensearch', 'transport'] as const;
  const free = await freePorts([...names, ...kafkaProxies.map((proxy) => `before ${proxy}` as const)]);
  const proxied = kafkaProxies.map((proxy) => ({ proxy, port: free[`before ${proxy}`] ?? 0 }));
  const { controller, management, transport, ...rest } = free;
  const chosen = { ...rest, ...ports };
  const place = (name: EngineName) => ({
    java,
    files: files.get(name) ?? '',
    dir: join(dataDir, name),
    quick,
  });

  const broker = kafka(place('kafka'), { broker: chosen.kafka, controller, proxied });
  const engines: Record<EngineName, Engine> = {
    kafka: broker,
    registry: registry(place('registry'), { http: chosen.registry, management }, broker.address),
    opensearch: opensearch(
      place('opensearch'),
      { http: chosen.opensearch, transport },
      engineVersion('opensearch'),
    ),
  };
  return {
    engines: new Map([...files.keys()].map((name) => [name, engines[name]])),
    kafkaBehindProxies: proxied.map(({ port }) => `127.0.0.1:${port}`),
  };
}

/** The environment variable in which the commands take an engine's port. */
function portVariable(name: EngineName): string {
  return `GAZETTE_${name.toUpperCase()}_PORT`;
}
