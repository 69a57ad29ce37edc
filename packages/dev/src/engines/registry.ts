import { join } from 'node:path';
import { emptyEngineDir } from '../install/engine-user.ts';
import { answers, engineEnv, jvmOptions, type Engine, type EngineInstance } from './engine.ts';
import { registrySettings } from './settings.ts';

/** Apicurio Registry, which implements the Confluent API and stores schemas in Kafka. */
export function registry(
  instance: EngineInstance,
  ports: { readonly http: number; readonly management: number },
  kafkaAddress: string,
): Engine {
  const address = `http://127.0.0.1:${ports.http}/apis/ccompat/v7`;
  const settings = {
    'quarkus.http.host': '127.0.0.1',
    'quarkus.http.port': ports.http,
    'quarkus.management.host': '127.0.0.1',
    'quarkus.management.port': ports.management,
    'quarkus.http.access-log.enabled': false,
    ...registrySettings(kafkaAddress),
  };
  return {
    name: 'registry',
    address,
    file: join(instance.java.home, 'bin/java'),
    args: [
      '-Xms64m',
      '-Xmx384m',
      '-XX:+UseSerialGC',
      // It handles only a few requests, so JIT compilation does not pay.
      ...jvmOptions({ ...instance, quick: true }),
      ...Object.entries(settings).map(([name, value]) => `-D${name}=${value}`),
      '-jar',
      join(instance.files, 'quarkus-run.jar'),
    ],
    env: engineEnv(instance),
    prepare: () => {
      emptyEngineDir(join(instance.dir, 'tmp'));
    },
    isReady: () => answers(`${address}/subjects`),
  };
}
