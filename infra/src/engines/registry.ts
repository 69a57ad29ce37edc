import { join } from 'node:path';
import { emptyEngineDir } from './engine-user.ts';
import { answers, engineEnv, jvmOptions, type Engine, type EnginePlace } from './engine.ts';

/**
 * Apicurio Registry, which speaks the Confluent API. It keeps its schemas in Kafka: its default is memory, where ids mean other schemas
 * after a restart.
 */
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
    'apicurio.storage.kind': 'kafkasql',
    'apicurio.kafkasql.bootstrap.servers': kafkaAddress,
    // How long a start waits for a snapshot, of which a small registry has none; without one it reads its whole journal.
    'apicurio.kafkasql.consumer.poll.timeout': 500,
  };
  return {
    name: 'registry',
    address,
    file: join(place.java.home, 'bin/java'),
    args: [
      '-Xms64m',
      '-Xmx384m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      ...jvmOptions(place),
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
