import { join } from 'node:path';
import { engineTitle, engineVersion, type EngineName } from './artifacts.ts';
import type { Engine } from './engine.ts';
import type { Java } from './java.ts';
import { kafka } from './kafka.ts';
import { opensearch } from './opensearch.ts';
import { assertPortFree, freePorts } from './ports.ts';
import { registry } from './registry.ts';

/** What is known before the engines get their places. */
export type Layout = {
  readonly java: Java;
  readonly dataDir: string;
  readonly quick: boolean;
  /** The program files of each engine that is wanted. */
  readonly files: ReadonlyMap<EngineName, string>;
  /** Chosen ports; the others, and those that only engines use among themselves, are free ones. */
  readonly ports: Partial<Readonly<Record<EngineName, number>>>;
};

/** Gives each engine its directory and ports. Throws when a chosen port is in use. */
export async function layOut({
  java,
  dataDir,
  quick,
  files,
  ports,
}: Layout): Promise<ReadonlyMap<EngineName, Engine>> {
  for (const name of files.keys()) {
    const port = ports[name];
    if (port) await assertPortFree(port, engineTitle(name), `set ${portVariable(name)} to another port`);
  }
  const free = await freePorts(['kafka', 'controller', 'registry', 'management', 'opensearch', 'transport']);
  const { controller, management, transport, ...rest } = free;
  const chosen = { ...rest, ...ports };
  const place = (name: EngineName) => ({
    java,
    files: files.get(name) ?? '',
    dir: join(dataDir, name),
    quick,
  });

  const broker = kafka(place('kafka'), { broker: chosen.kafka, controller });
  const engines: Record<EngineName, Engine> = {
    kafka: broker,
    registry: registry(place('registry'), { http: chosen.registry, management }, broker.address),
    opensearch: opensearch(
      place('opensearch'),
      { http: chosen.opensearch, transport },
      engineVersion('opensearch'),
    ),
  };
  return new Map([...files.keys()].map((name) => [name, engines[name]]));
}

/** The environment variable in which the commands take an engine's port. */
function portVariable(name: EngineName): string {
  return `GAZETTE_${name.toUpperCase()}_PORT`;
}
