import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { emptyEngineDir, engineUser, makeEngineDir, writeEngineFile } from './engine-user.ts';
import { engineEnv, jvmOptions, type Engine, type EnginePlace } from './engine.ts';
import { knowsABroker } from './kafka-probe.ts';

const log4j = fileURLToPath(new URL('../../engines/log4j2.properties', import.meta.url));

/** Apache Kafka as a single KRaft node, broker and controller in one. */
export function kafka(
  place: EnginePlace,
  ports: { readonly broker: number; readonly controller: number },
): Engine {
  const { java, files, dir } = place;
  const file = join(java.home, 'bin/java');
  const properties = join(dir, 'server.properties');
  const data = join(dir, 'data');
  const classPath = ['-cp', join(files, 'libs/*')];
  const env = engineEnv(place);

  return {
    name: 'kafka',
    address: `127.0.0.1:${ports.broker}`,
    file,
    env,
    args: [
      '-Xms256m',
      '-Xmx512m',
      ...jvmOptions(place),
      `-Dlog4j2.configurationFile=${log4j}`,
      ...classPath,
      'kafka.Kafka',
      properties,
    ],
    isReady: () => knowsABroker(ports.broker),
    prepare: async () => {
      emptyEngineDir(join(dir, 'tmp'));
      makeEngineDir(data);
      writeEngineFile(properties, serverProperties(data, ports));
      if (existsSync(join(data, 'meta.properties'))) return;
      const clusterId = randomBytes(16).toString('base64url');
      const format = ['kafka.tools.StorageTool', 'format', '--cluster-id', clusterId, '--config', properties];
      const options = [...jvmOptions(place), '-XX:TieredStopAtLevel=1', ...classPath];
      await promisify(execFile)(file, [...options, ...format], { env, cwd: dir, ...engineUser() });
    },
  };
}

/**
 * One node for development: nothing is replicated, groups form at once, and the cleaner looks twice a second so that a test sees
 * compaction soon. Topics are made by the deploy step only, and set their own message sizes and retention.
 */
function serverProperties(
  data: string,
  ports: { readonly broker: number; readonly controller: number },
): string {
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${ports.controller}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${ports.broker},CONTROLLER://127.0.0.1:${ports.controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${ports.broker}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': data,
    'auto.create.topics.enable': false,
    'default.replication.factor': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 10,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'log.cleaner.backoff.ms': 500,
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
