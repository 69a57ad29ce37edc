import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { emptyEngineDir, engineUser, makeEngineDir, writeEngineFile } from '../install/engine-user.ts';
import { engineEnv, jvmOptions, type Engine, type EngineInstance } from './engine.ts';
import { knowsBrokers } from './kafka-probe.ts';
import { kafkaSettings } from './settings.ts';

const log4j = fileURLToPath(new URL('../../engines/log4j2.properties', import.meta.url));

/** The loopback ports of a broker. */
export interface BrokerPorts {
  readonly broker: number;
  readonly controller: number;
  /** Further listeners, each of which advertises the proxy in front of it. */
  readonly proxied: readonly ProxiedListener[];
}

/** A broker's place in its cluster. */
export interface BrokerMember {
  readonly nodeId: number;
  /** 16 bytes in base64url; all brokers have the same. */
  readonly clusterId: string;
  /** Loopback ports of all controllers, in the order of the node ids. */
  readonly controllers: readonly number[];
}

/** A listener on `port` that advertises the port of its `proxy`. */
export interface ProxiedListener {
  readonly port: number;
  readonly proxy: number;
}

/** Apache Kafka as a KRaft node that is both broker and controller; alone unless it is a member of a cluster. */
export function kafka(
  instance: EngineInstance,
  ports: BrokerPorts,
  member: BrokerMember = alone(ports.controller),
): Engine {
  const { java, files, dir, heap = '512m' } = instance;
  const file = join(java.home, 'bin/java');
  const properties = join(dir, 'server.properties');
  const data = join(dir, 'data');
  const classPath = ['-cp', join(files, 'libs/*')];
  const env = engineEnv(instance);

  return {
    name: 'kafka',
    address: `127.0.0.1:${ports.broker}`,
    file,
    env,
    args: [
      '-Xms256m',
      `-Xmx${heap}`,
      ...jvmOptions(instance),
      `-Dlog4j2.configurationFile=${log4j}`,
      ...classPath,
      'kafka.Kafka',
      properties,
    ],
    isReady: () => knowsBrokers(ports.broker),
    prepare: async () => {
      emptyEngineDir(join(dir, 'tmp'));
      makeEngineDir(data);
      writeEngineFile(properties, serverProperties(data, ports, member));
      if (existsSync(join(data, 'meta.properties'))) return;
      // One id in 64 starts with a hyphen; without the equals sign it would be read as an option.
      const format = [
        'kafka.tools.StorageTool',
        'format',
        `--cluster-id=${member.clusterId}`,
        '--config',
        properties,
      ];
      const options = [...jvmOptions(instance), '-XX:TieredStopAtLevel=1', ...classPath];
      await promisify(execFile)(file, [...options, ...format], { env, cwd: dir, ...engineUser() });
    },
  };
}

function alone(controller: number): BrokerMember {
  return { nodeId: 1, clusterId: newClusterId(), controllers: [controller] };
}

/** A random id for a new cluster. */
export function newClusterId(): string {
  return randomBytes(16).toString('base64url');
}

function serverProperties(data: string, ports: BrokerPorts, member: BrokerMember): string {
  const broker = `PLAINTEXT://127.0.0.1:${ports.broker}`;
  const controller = `127.0.0.1:${ports.controller}`;
  const proxied = ports.proxied.map((listener, index) => ({ ...listener, name: `PROXIED${index}` }));
  const settings = kafkaSettings({
    listeners: [
      broker,
      ...proxied.map(({ name, port }) => `${name}://127.0.0.1:${port}`),
      `CONTROLLER://${controller}`,
    ].join(','),
    advertised: [broker, ...proxied.map(({ name, proxy }) => `${name}://127.0.0.1:${proxy}`)].join(','),
    protocols: ['PLAINTEXT', ...proxied.map(({ name }) => name), 'CONTROLLER']
      .map((name) => `${name}:PLAINTEXT`)
      .join(','),
    nodeId: member.nodeId,
    controllers: member.controllers.map((port) => `127.0.0.1:${port}`),
    data,
  });
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
