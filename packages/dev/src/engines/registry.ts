import { join } from 'node:path';
import { emptyEngineDir } from '../install/engine-user.ts';
import { answers, engineEnv, jvmOptions, type Engine, type EnginePlace } from './engine.ts';
import { registrySettings } from './settings.ts';

/** Apicurio Registry, which speaks the Confluent API and keeps its schemas in Kafka. */
export function registry(
  place: EnginePlace,
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
    file: join(place.java.home, 'bin/java'),
    args: [
      '-Xms64m',
      '-Xmx384m',
      '-XX:+UseSerialGC',
      // It answers a few requests in its life.
      ...jvmOptions({ ...place, quick: true }),
      ...Object.entries(settings).map(([name, value]) => `-D${name}=${value}`),
      '-jar',
      join(place.files, 'quarkus-run.jar'),
    ],
    env: engineEnv(place),
    prepare: () => {
      emptyEngineDir(join(place.dir, 'tmp'));
    },
    isReady: () => answers(`${address}/subjects`),
  };
}
